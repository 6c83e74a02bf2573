"""The digest of what publishing is made from differs wherever something that is published could."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

import pipeline
from pipeline.fingerprint import program
from pipeline.publish import made_from
from pipeline.publish.made_from import LEFT_OUT, WHOLE, digest
from pipeline.review import items
from pipeline.review.decisions import Decisions
from pipeline.review.events import ledger_events, opinions, sign_offs, source_corrections
from pipeline.review.tables import ItemRow
from pipeline.settings import Settings
from pipeline.store.store import DocumentKey, Store, open_store
from pipeline.store.tables import Base, ReturnRow
from schemas.corrections import Correction, Opinion, SignOff, SourceCorrection
from schemas.ledger import ThreadDecision
from schemas.snapshots import Snapshot
from schemas.sources import Source
from tests.conftest import ROOT
from tests.pipeline.extractions import extraction_of

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCE = Source(id="acme", title="Reports", publisher="acme", url="page.html")
OTHER = Source(id="other", title="Others", publisher="other", url="other.html")
SAID = extraction_of("120 models were removed.", "Audio is not covered.")
METRIC, GAP = SAID.records
BY_ANN = {"by": "Ann", "at": NOON}


def keep(store: Store, *said: str, rules: str = "rules", made: datetime = NOON, linked: str = "") -> None:
    extraction = extraction_of(*said) if said else SAID
    digest = extraction.snapshot
    snapshot = Snapshot(source="acme", name=linked or "page.html", sha256=digest, size=1, retrieved=NOON)
    key = DocumentKey("acme", linked)
    store.save(key, snapshot, extraction, fingerprint=rules, seconds=0.1, made=made)


def decide(store: Store, event: str, version: int = 0) -> None:
    one = Correction(id=event, record_id=GAP.id, action="reject", reason="no gap", seen={}, **BY_ANN)
    Decisions(store).append(one, base_version=version)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        keep(opened)
        decide(opened, "d0")
        items.refresh(opened, ["acme"], lambda snapshot: SAID.document)
        yield opened


def of(store: Store, **changed: object) -> str:
    listed = changed.get("listed", [SOURCE, OTHER])
    settings = changed.get("settings", Settings())
    day = changed.get("day", date(2025, 6, 1))
    return digest(store, listed, settings, day)  # type: ignore[arg-type]


def stood_otherwise(store: Store) -> None:
    """Another record was before the reviewer than the one that is kept now."""
    with Session(store.writer) as session, session.begin():
        body = GAP.model_copy(update={"quote": "Video is not covered."}).model_dump(mode="json")
        session.execute(update(ItemRow).where(ItemRow.id == GAP.id).values(record=body))


def fixed_at_the_source(store: Store) -> None:
    source_corrections(store).append(
        SourceCorrection(
            id="c", source="acme", quote=METRIC.quote, printed=Decimal(120), corrected=Decimal(12),
            reason="a slip", **BY_ANN,
        )
    )  # fmt: skip


def went_back(store: Store) -> None:
    with Session(store.writer) as session, session.begin():
        session.add(ReturnRow(source="acme", linked="", sha256=SAID.snapshot, at=NOON))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda store: keep(store, "121 models were removed."), "other bytes hold for a document"),
        (lambda store: keep(store, rules="rules-2"), "other rules have read it"),
        (lambda store: keep(store, made=NOON.replace(hour=13)), "it was extracted again by the same rules"),
        (lambda store: keep(store, linked="https://a.test/2"), "there is one document more"),
        (lambda store: decide(store, "d1", 1), "a decision"),
        (went_back, "a page that went back to what it said before"),
        (
            lambda store: sign_offs(store).append(
                SignOff(id="s", snapshot=SAID.snapshot, document="page.html", **BY_ANN)
            ),
            "a sign-off",
        ),
        (fixed_at_the_source, "a correction of the publisher's own figure"),
        (
            lambda store: ledger_events(store).append(
                ThreadDecision(id="l", action="merge", records=(GAP.id, METRIC.id), **BY_ANN)
            ),
            "gaps that were said to be one",
        ),
        (
            lambda store: opinions(store).append(
                Opinion(id="o", record_id=GAP.id, on="d0", action="accept", **BY_ANN)
            ),
            "a second opinion",
        ),
        (stood_otherwise, "how a record that was decided on stood last"),
    ],
)
def test_what_changes_in_the_store_changes_the_digest(
    change: Callable[[Store], object], what: str, store: Store
) -> None:
    before = of(store)
    assert of(store) == before, "nothing has changed yet"
    change(store)
    assert of(store) != before, what


def test_an_earlier_extraction_that_holds_again_changes_it(store: Store) -> None:
    first = of(store)
    keep(store, "121 models were removed.")
    second = of(store)
    snapshot = Snapshot(source="acme", name="page.html", sha256=SAID.snapshot, size=1, retrieved=NOON)
    assert store.reuse(DocumentKey("acme"), snapshot, "rules")
    assert len({first, second, of(store)}) == 3


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"listed": [SOURCE]}, "a source less"),
        ({"listed": [OTHER, SOURCE]}, "the order in which they are told of"),
        ({"listed": [SOURCE.model_copy(update={"title": "New"}), OTHER]}, "a title"),
        ({"listed": [SOURCE.model_copy(update={"superseded_by": "other"}), OTHER]}, "what took its place"),
        ({"settings": Settings(publisher="The Watch")}, "the name that is published under"),
        ({"settings": Settings(site_url="https://a.test")}, "the address that is published at"),
        ({"day": date(2025, 6, 2)}, "the day that is spoken of"),
    ],
)
def test_what_is_asked_for_changes_the_digest(changed: dict[str, object], what: str, store: Store) -> None:
    assert of(store, **changed) != of(store), what


def test_the_program_changes_the_digest(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(store)
    monkeypatch.setattr(made_from, "program", lambda: "0" * 64)
    assert of(store) != before


def test_the_program_is_all_code_and_data_and_every_library(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[Path], list[str]]] = []

    def noted(files: Iterable[Path], libraries: Iterable[str] = ()) -> str:
        seen.append((list(files), list(libraries)))
        return ""

    monkeypatch.setattr("pipeline.fingerprint.hash_of_code", noted)
    program.__wrapped__()
    ((files, libraries),) = seen
    names = {path.relative_to(ROOT).as_posix() for path in files}
    assert {"schemas/records.py", "pipeline/publish/made_from.py", "pipeline/ledger/wording.yaml"} <= names
    assert {path.split("/")[1] for path in names if path.startswith("extractors/")} >= {
        "rule_files",
        "extract.py",
    }
    named = {f"{name}-{version(name)}.dist-info" for name in ("jinja2", "pydantic", "spacy")}
    assert named <= {one.lower() for one in libraries}


def test_of_every_table_it_is_known_whether_it_counts() -> None:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if module.name.endswith("tables"):
            importlib.import_module(module.name)
    assert {one.__tablename__ for one in WHOLE}.isdisjoint(LEFT_OUT)
    assert {one.__tablename__ for one in WHOLE} | LEFT_OUT.keys() == Base.metadata.tables.keys()
