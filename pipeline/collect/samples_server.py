"""Serves the files of a list of sources on loopback, so that samples take the way of real reports."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin

from pipeline.collect.collecting import collect
from pipeline.collect.files import read_file
from pipeline.collect.outcomes import CollectionRun, DocumentOutcome, Progress
from pipeline.collect.settings import CollectSettings
from pipeline.collect.steps import Steps
from pipeline.problems import Problem
from schemas.sources import SourceList

HOST = "samples.test"
"""A name that no public server can have (RFC 6761), the same in every run, whatever the port."""


class Served(NamedTuple):
    """The sources with the addresses that they are served at, and the setting that leads there."""

    sources: SourceList
    local_hosts: dict[str, str]


@contextmanager
def serve_samples(listed: SourceList, root: Path, *, limit: int) -> Iterator[Served]:
    """Serves what the sources name by a path relative to `root`; sources with an address stay as they are.

    Only files that a source names are served. A file larger than `limit` bytes is not.
    """
    addresses = {
        source.url: address for source in listed.sources if (address := served_at(source.url)) is not None
    }
    home = root.resolve()
    paths = {
        f"/{quote(name)}": root / name for name in addresses if (root / name).resolve().is_relative_to(home)
    }

    class Handler(_FileHandler):
        files = paths
        most = limit

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        sources = tuple(
            source.model_copy(
                update={
                    "url": addresses[source.url],
                    "fetch": source.fetch.model_copy(update={"delay": 0.0, "concurrency": 8}),
                }
            )
            if source.url in addresses
            else source
            for source in listed.sources
        )
        yield Served(SourceList(sources=sources), {HOST: f"127.0.0.1:{server.server_address[1]}"})
    finally:
        server.shutdown()
        server.server_close()


def collect_listed(
    listed: SourceList,
    root: Path,
    settings: CollectSettings,
    *,
    only: str | None = None,
    due: bool = False,
    progress: Progress = lambda outcome: None,
    steps: Steps | None = None,
) -> CollectionRun:
    """Collects a list of sources; those with a path relative to `root` are served on loopback first.

    Their snapshots bear the path as their name, as the list does. Raises what `collect` raises.
    """
    names = {source.id: source.url for source in listed.sources if served_at(source.url)}

    def named(outcome: DocumentOutcome) -> DocumentOutcome:
        name = names.get(outcome.source)
        if outcome.linked or name is None:
            return outcome
        snapshot = outcome.snapshot and outcome.snapshot.model_copy(update={"name": name})
        reason = outcome.reason and _reason(outcome.reason, root, name, settings.size_limit)
        return outcome.model_copy(update={"snapshot": snapshot, "reason": reason})

    with serve_samples(listed, root, limit=settings.size_limit) as served:
        local = {**settings.local_hosts, **served.local_hosts}
        settings = settings.model_copy(update={"local_hosts": local})
        run = collect(
            served.sources,
            settings,
            only=only,
            due=due,
            progress=lambda one: progress(named(one)),
            steps=steps,
        )
    return run.model_copy(update={"outcomes": tuple(named(one) for one in run.outcomes)})


def served_at(url: str) -> str | None:
    """The address that a path relative to the list of sources is served at; None where it is an address."""
    if "://" in url or url.startswith("file:"):
        return None
    return urljoin(f"http://{HOST}/", quote(url))


def _reason(reason: str, root: Path, name: str, limit: int) -> str:
    """Why a served document was not had, in words about the file rather than about its address."""
    still = reason.partition("; ")[2]  # the archive has it
    if not _inside(root, name):
        return f"{name}: lies outside {root}, the folder of sources.yaml; move it there"
    try:
        read_file(root / name, limit=limit)
    except Problem as problem:
        return f"{problem} ({still})" if still else str(problem)
    return reason.replace(served_at(name) or "", name)


def _inside(root: Path, name: str) -> bool:
    return (root / name).resolve().is_relative_to(root.resolve())


class _FileHandler(BaseHTTPRequestHandler):
    """Answers with one of `files` (path in the address to file), or 304 where the asker has it."""

    files: dict[str, Path]
    most: int
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """One document."""
        if self.path == "/robots.txt":
            self._send(200, b"User-agent: *\nAllow: /\n", "text/plain")
            return
        try:
            data = read_file(self.files[self.path], limit=self.most)
        except (KeyError, Problem):
            self._send(404, b"", "text/plain")
            return
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        known = self.headers.get("If-None-Match") == tag
        media_type = guess_type(self.path)[0] or "application/octet-stream"
        self._send(304 if known else 200, b"" if known else data, media_type, tag)

    def _send(self, status: int, data: bytes, media_type: str, tag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: object) -> None:
        """Nothing: the run says what was fetched."""
