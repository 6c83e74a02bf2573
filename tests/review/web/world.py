"""The sample world, read and kept, under a review application with accounts of every role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient
from fpdf import FPDF
from PIL import Image, ImageDraw

from extractors.extract import extract
from pipeline import stages
from pipeline.collect.collecting import collect
from pipeline.collect.settings import CollectSettings
from pipeline.documents import open_documents
from pipeline.english import load_english
from pipeline.review.queue import Filter
from pipeline.review.web.accounts import Accounts, checked_role
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk, open_desk
from pipeline.review.web.settings import ReviewSettings
from pipeline.settings import Settings
from pipeline.sources_file import load_sources
from pipeline.store.proposals import Proposed, keep_proposals
from pipeline.store.store import DocumentKey, open_store
from schemas.sources import Source, SourceList
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


def scan() -> bytes:
    """A report of one page that is a picture of its words."""
    picture = Image.new("L", (840, 1188), 255)
    ImageDraw.Draw(picture).text((80, 90), "Harbourline\nIn 2024 we removed 1,200 models.", 0, font_size=40)
    pdf = FPDF()
    pdf.set_creation_date(datetime(2025, 3, 1, tzinfo=UTC))
    pdf.add_page()
    pdf.image(picture, 0, 0, 210)
    return bytes(pdf.output())


def with_a_scan(desk: Desk, folder: Path) -> str:
    """Collects a scanned report into the world of a desk and tries to read it; the item's id."""
    (folder / "scan 2024.pdf").write_bytes(scan())
    source = Source(id="harbourline-report", title="R", publisher="harbourline", url="file:///scan 2024.pdf")
    settings = CollectSettings(data=folder / "data", file_root=folder)
    with ThreadPoolExecutor(1) as apart:  # where a browser is driven, an event loop runs in this thread
        (outcome,) = apart.submit(collect, SourceList(sources=(source,)), settings).result().outcomes
    assert outcome.snapshot is not None
    stages.extract(stages.Due(source, source.url, outcome.snapshot, "f" * 64), desk.documents, desk.store)
    desk.take_in()
    return desk.queue.page(Filter(subject="unreadable"), now=desk.now())[0].id


def with_a_proposal(desk: Desk) -> str:
    """Lets a collection have found another address; the item's id."""
    found = Proposed("murmur-2025-q1", "https://murmur.example/2025-q2.html", "Second quarter", "link")
    keep_proposals(desk.store, [found.source], [found])
    desk.take_in()
    return found.id
