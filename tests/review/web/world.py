"""The sample world, read and kept, under a review application with accounts of every role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from extractors.extract import extract
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.documents import open_documents
from pipeline.english import load_english
from pipeline.review.web.accounts import Accounts, checked_role
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk, open_desk
from pipeline.review.web.settings import ReviewSettings
from pipeline.settings import Settings
from pipeline.sources_file import load_sources
from pipeline.store.store import DocumentKey, open_store
from tests.databases import copy_store, on_postgresql, sqlite_store

PASSWORD = "correct horse battery"
NAMES = {"reader": "Rita", "reviewer": "Ada", "admin": "Chief"}
SOURCES = ("sbd-announcement", "harbourline-report", "murmur-2025-q1")
"""A text, a PDF and a web page: one of each kind of view."""


def make_world(folder: Path, samples: Path) -> Path:
    """Collects and reads three sample documents, makes an account of every role; returns the data folder."""
    listed = load_sources(samples / "sources.yaml")
    chosen = [source for source in listed.sources if source.id in SOURCES]
    settings = CollectSettings(data=folder, file_root=samples)
    outcomes = collect(listed.model_copy(update={"sources": tuple(chosen)}), settings).outcomes
    load_english()
    with open_documents(folder) as documents, open_store(sqlite_store(folder)) as store:
        for source, outcome in zip(chosen, outcomes, strict=True):
            assert outcome.snapshot is not None
            document = documents.get(outcome.snapshot.sha256)
            extraction = extract(document, snapshot=outcome.snapshot.sha256, source=source)
            store.save(
                DocumentKey(source.id), outcome.snapshot, extraction,
                fingerprint="0" * 64, seconds=0.1, made=datetime(2025, 3, 1, tzinfo=UTC),
            )  # fmt: skip
        for role, name in NAMES.items():
            Accounts(store).add(name, checked_role(role), PASSWORD)
    return folder


@contextmanager
def desk_over(
    world: Path, folder: Path, samples: Path, settings: ReviewSettings | None = None
) -> Iterator[Desk]:
    """A desk over a copy of the world, with the accounts in it."""
    data = folder / "data"
    shutil.copytree(world, data)
    chosen = Settings().model_copy(update={"sources": samples / "sources.yaml"})
    if on_postgresql():
        copy_store(sqlite_store(data), chosen.store_url(data))
    with open_desk(chosen, settings or ReviewSettings(), data) as desk:
        yield desk


def client_of(desk: Desk, role: str | None = None, hosts: tuple[str, ...] = ("testserver",)) -> TestClient:
    """A browser that is logged in with that role, on our own pages."""
    client = TestClient(create_app(desk, hosts=hosts), follow_redirects=False, raise_server_exceptions=True)
    if role is not None:
        client.headers["sec-fetch-site"] = "same-origin"
        answer = client.post("/login", data={"name": NAMES[role], "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    return client
