"""A Prefect server for the length of one command, where none is up.

Prefect would start one itself, but only when the flow begins; this one starts while Prefect and spaCy are
still being imported, keeps its database between runs and ends with the command however that ends. Nothing
here may import Prefect at the top: that alone takes two seconds.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from pipeline.problems import Problem

QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
"""Prefect reports how it is used unless told not to."""

BATCHED = {"PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100"}
"""Events about task runs are written so many in one transaction: a third of the time for each."""

_LEAN = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    **BATCHED,
}
"""What our own server does without unless the environment asks for it: it has no pages and no automations,
and keeping events that nobody can look at would take most of its time.
"""

_OWN = "PLEDGEWATCH_OWN_PREFECT_SERVER"
"""Set for ourselves and our children while a server of our own runs."""

_PATIENCE = 60.0
"""Seconds a server may take to answer for the first time; making its tables takes ten."""


@contextmanager
def prefect_server(home: Path) -> Iterator[None]:
    """Sees to it that Prefect, imported within, finds a server: the one set up for it, else one of its own.

    `home` is the folder that our own server keeps its database in. Raises Problem when the server that
    PREFECT_API_URL names does not answer.
    """
    os.environ.update(QUIET)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    # An interrupted run leaves events about itself untold, which nobody misses.
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    url = configured_url()
    if url is not None:
        _check(url)
        yield
        return
    with listening() as listener:
        server = _start(listener, home)
        os.environ[_OWN] = "1"
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"], os.environ[_OWN]
        server.terminate()
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def listening() -> socket.socket:
    """A socket on loopback for a server that is handed it."""
    listener = socket.create_server(("127.0.0.1", 0))
    # The connections that it accepts take this on. A server sees to it by itself only for sockets that it has
    # opened, and without it each answer's second half waits 40 ms until the first is acknowledged.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def server_is_shared() -> bool:
    """Whether there is a server that other processes use too."""
    return configured_url() is not None and _OWN not in os.environ


def wait_for_server() -> None:
    """Returns once the server at PREFECT_API_URL answers; raises Problem when it does not come up."""
    url = configured_url()
    if url is not None:
        # The first request that goes further than /health has the server make its routes, which takes half
        # a second. One of our own has nobody else who has made it do so.
        _check(url, "admin/version" if _OWN in os.environ else "health")


def configured_url() -> str | None:
    """The API address Prefect would use: from the environment, else from the active Prefect profile."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    profiles = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser() / "profiles.toml"
    try:
        content = tomllib.loads(profiles.read_text())
        active = os.environ.get("PREFECT_PROFILE", content.get("active"))
        url = content["profiles"][active].get("PREFECT_API_URL")
    except (OSError, KeyError, ValueError, AttributeError):
        return None
    return str(url) if url else None


def is_up(url: str, *, seconds: float = 5.0) -> bool:
    """Whether a server answers at the API address within so many seconds."""
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=seconds):
            return True
    except (OSError, ValueError):
        return False


def _check(url: str, path: str = "health") -> None:
    try:
        with urlopen(f"{url.rstrip('/')}/{path}", timeout=_PATIENCE):
            pass
    except (HTTPError, URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise Problem(
            f"no Prefect server answers at {url} ({reason}): start it, or unset PREFECT_API_URL to do without"
        ) from None


def _start(listener: socket.socket, home: Path) -> subprocess.Popen[bytes]:
    """The server's process. It inherits the listening socket, so that no port is guessed and requests wait
    until it is ready, and our end of a pipe, whose closing tells it that we are gone.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.prefect_server", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            start_new_session=True,
            env=_LEAN | os.environ | QUIET | {"PREFECT_HOME": str(home.resolve())},
        )


def _serve(descriptor: int) -> None:
    import signal
    import threading

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(ephemeral=True, final=True)
    uvicorn.run(app, fd=descriptor, log_level="error", lifespan="on")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
