"""A server that answers as a test says, and settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.collect.archive import Archive
from pipeline.collect.collecting import collect
from pipeline.collect.outcomes import CollectionRun
from pipeline.collect.settings import CollectSettings
from pipeline.collect.storage import Storage
from pipeline.collect.verification import verify
from schemas.sources import Source, SourceList
from tests.collect.server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


class World:
    """One operator's machine: settings, an archive, and the sources that a test names."""

    def __init__(self, folder: Path, server: Server):
        self.folder, self.server = folder, server
        self.changes: dict[str, Any] = {}

    def settings(self) -> CollectSettings:
        quick: dict[str, Any] = {
            "data": self.folder / "data",
            "contact": "mailto:tests@example.org",
            "local_hosts": self.server.hosts("a.test", "b.test", "c.test", "wayback.test"),
            "retry_wait": 0.02,
            "silence_seconds": 2.0,
            "exchange_seconds": 5.0,
            "web_archive": None,
        }
        return CollectSettings(**{**quick, **self.changes})

    def collect(self, *addresses: str | dict[str, Any], only: str | None = None) -> CollectionRun:
        return collect(listed(*addresses), self.settings(), only=only)

    def archive(self) -> Any:
        return Archive.open(self.settings().archive_url)

    def verify(self) -> None:
        verdict = verify(Storage(self.settings().archive_url))
        assert verdict.faults == ()


def listed(*addresses: str | dict[str, Any]) -> SourceList:
    """Sources with ids s0, s1, ...; no delay between requests unless a test asks for one."""
    sources = []
    for number, given in enumerate(addresses):
        about = {"url": given} if isinstance(given, str) else dict(given)
        about.setdefault("fetch", {"delay": 0})
        sources.append(Source(**{"id": f"s{number}", "title": "A page", "publisher": "acme", **about}))
    return SourceList(sources=tuple(sources))


@pytest.fixture
def world(tmp_path: Path, server: Server) -> World:
    return World(tmp_path, server)
