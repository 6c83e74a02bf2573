"""Runs the review application until it is interrupted."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import typer
import uvicorn

from pipeline.problems import Problem
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import open_desk
from pipeline.review.web.settings import load_review_settings
from pipeline.settings import Settings


def serve(settings: Settings, data: Path, host: str, port: int) -> None:
    """Serves on an address. Raises Problem when it is taken, or store or documents cannot be had."""
    review = load_review_settings()
    with open_desk(settings, review, data) as desk:
        listening = listen(host, port)
        name = f"[{host}]" if ":" in host else host  # as addresses and browsers write it
        address = f"http://{name}:{listening.getsockname()[1]}"
        typer.echo(f"review application: {review.origin or address} (Ctrl-C ends it)")
        if not desk.accounts.all():
            typer.echo("no accounts yet: `pledgewatch reviewer add NAME` makes one")
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(desk, hosts=tuple({name, "127.0.0.1", "[::1]", "localhost"})),
                log_level="warning",
                proxy_headers=bool(review.proxies) and review.proxy_header is None,
                forwarded_allow_ips=list(review.proxies),
                server_header=False,
            )
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket on that address; port 0 takes a free one. Raises Problem when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Problem(
            f"{host}:{port} cannot be listened on ({error.strerror}): choose another with --port"
        ) from None
    return listening
