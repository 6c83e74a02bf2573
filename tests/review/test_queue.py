"""What waits for a reviewer comes in order, to one reviewer at a time, and fast."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from pipeline.problems import Problem
from pipeline.review.queue import CLAIM, Claimed, Filter
from pipeline.store.store import open_store
from schemas.records import record_adapter
from tests.databases import sqlite_store
from tests.review.desk import NOW, WAITING, Desk
from tests.review.events import decide


def test_what_is_broken_comes_first_then_what_is_stale_then_the_least_sure(desk: Desk) -> None:
    read = desk.read("120 models removed.", "A gap remains.", "Was it?", "7 models left.")
    sure = [
        one.model_copy(update={"confidence": confidence})
        for one, confidence in zip(read.records, (0.6, 0.3, 0.7), strict=True)
    ]
    desk.keep(read.model_copy(update={"records": tuple(sure)}))
    assert desk.quotes() == ["Was it?", "A gap remains.", "120 models removed.", "7 models left."]
    accepted = desk.decisions.append(decide(sure[2], "accept"), base_version=0)
    assert "7 models left." not in desk.quotes()
    desk.decisions.append(decide(sure[2], "reopen", seen={}, reason="new rule"), base_version=1)
    assert desk.quotes()[:2] == ["Was it?", "7 models left."]
    entry = desk.queue.page(WAITING, now=NOW)[1]
    assert (entry.status, entry.why) == ("stale", "reopened by ada: new rule")
    assert accepted.against == read.snapshot


def test_a_decision_takes_its_item_out_of_the_queue_and_an_undo_puts_it_back(desk: Desk) -> None:
    (record,) = desk.read("120 models removed.").records
    event = desk.decisions.append(decide(record, "accept"), base_version=0)
    assert desk.quotes() == []
    assert desk.quotes(Filter(status="accepted")) == ["120 models removed."]
    assert desk.queue.entry(record.id, now=NOW).version == 1
    desk.decisions.undo(event.id, event_id="u", by="ben", at=NOW)
    assert desk.quotes() == ["120 models removed."]
    assert desk.queue.entry(record.id, now=NOW).version == 2


def test_two_reviewers_never_get_the_same_item(desk: Desk) -> None:
    desk.read("120 models removed.", "A gap remains.", "7 models left.")
    ada = desk.queue.next(WAITING, by="ada", now=NOW)
    ben = desk.queue.next(WAITING, by="ben", now=NOW)
    assert ada is not None
    assert ben is not None
    assert ada.id != ben.id
    with pytest.raises(Claimed, match="ada has this before them until 12:10"):
        desk.queue.claim(ada.id, by="ben", now=NOW)
    shown = {entry.id: entry.claim and entry.claim.by for entry in desk.queue.page(WAITING, now=NOW)}
    assert shown[ada.id] == "ada"
    assert shown[ben.id] == "ben"
    assert desk.queue.next(WAITING, by="ada", now=NOW) == ada, "one's own is still the first"
    later = NOW + CLAIM
    assert desk.queue.claim(ada.id, by="ben", now=later).by == "ben", "a claim runs out"


def test_who_takes_the_next_gives_the_one_before_up(desk: Desk) -> None:
    desk.read("120 models removed.", "A gap remains.")
    first = desk.queue.next(WAITING, by="ada", now=NOW)
    assert first is not None
    second = desk.queue.next(WAITING, by="ada", now=NOW, after=first.cursor)
    assert second is not None
    assert second.id != first.id
    held = {one.id: one.claim.by for one in desk.queue.page(WAITING, now=NOW) if one.claim is not None}
    assert held == {second.id: "ada"}
    again = desk.queue.next(WAITING, by="ada", now=NOW, after=second.cursor)
    assert again is not None
    assert again.id == first.id, "at the end of the queue it begins anew"
    assert desk.queue.before(WAITING, now=NOW, cursor=second.cursor) is not None
    desk.queue.release("ada")
    assert all(one.claim is None for one in desk.queue.page(WAITING, now=NOW))


def test_filters_and_what_they_would_give(desk: Desk) -> None:
    desk.read("120 models removed.", "A gap remains.", "Was it?")
    desk.read("7 models left.", source="other")
    assert desk.quotes(Filter(kind="gap")) == ["A gap remains."]
    assert desk.quotes(Filter(source="other")) == ["7 models left."]
    assert desk.quotes(Filter(subject="doubt")) == ["Was it?"]
    assert desk.quotes(Filter(rule="metric.test", source="acme")) == ["Was it?", "120 models removed."]
    assert desk.queue.count(WAITING) == 4
    facets = desk.queue.facets(Filter(source="acme"), ("kind", "source", "status"))
    assert facets == {
        "kind": {"metric": 2, "gap": 1},
        "source": {"acme": 3, "other": 1},
        "status": {"unreviewed": 3},
    }


def test_values_that_are_as_frequent_as_each_other_are_in_order(desk: Desk) -> None:
    for source in ("other", "acme"):
        desk.read("A gap remains.", "7 models left.", source=source)
    found = desk.queue.facets(Filter(), ("source", "kind"))
    assert [list(values) for values in found.values()] == [["acme", "other"], ["gap", "metric"]]


def test_a_document_is_laid_out_in_reading_order(desk: Desk) -> None:
    read = desk.read("7 models left.", "Was it?", "A gap remains.")
    entries = desk.queue.of_document(read.snapshot, now=NOW)
    assert [entry.start for entry in entries] == sorted(entry.start for entry in entries)
    assert len(entries) == 3


def test_what_is_not_under_review_is_named(desk: Desk) -> None:
    with pytest.raises(Problem, match="nothing with the id"):
        desk.queue.entry("a" * 24, now=NOW)


AT_ITS_BEGINNING = ("BEGIN", "PRAGMA synchronous", "SELECT pg_advisory", "SET LOCAL synchronous_commit")
"""Statements with which any transaction begins."""


@pytest.mark.parametrize("number", [5, 200])
def test_a_look_at_the_queue_is_a_few_statements_however_long_it_is(desk: Desk, number: int) -> None:
    desk.read(*(f"{one} models removed." for one in range(number)))
    statements: list[str] = []
    listen(desk.store.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def asked() -> int:
        said = [one for one in statements if not one.startswith(AT_ITS_BEGINNING)]
        statements.clear()
        return len(said)

    desk.queue.page(WAITING, now=NOW)
    assert asked() == 1
    first = desk.queue.next(WAITING, by="ada", now=NOW)
    assert first is not None
    assert asked() <= 4
    desk.queue.entry(first.id, now=NOW)
    assert asked() == 1
    record = record_adapter.validate_python(first.record)
    statements.clear()
    desk.decisions.append(decide(record, "accept"), base_version=0)
    assert asked() <= 11


def test_the_order_of_the_queue_comes_from_an_index(tmp_path: Path) -> None:
    with open_store(sqlite_store(tmp_path)) as store, store.engine.begin() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM review_items LEFT JOIN review_claims ON item = id "
                "WHERE waiting IS 1 AND (rank, place, id) > (3, 0.5, 'a') ORDER BY rank, place, id LIMIT 50"
            )
        ).all()
    told = " ".join(str(row[-1]) for row in plan)
    assert "USING INDEX ix_review_items_queue" in told
    assert "TEMP B-TREE" not in told, "nothing is sorted"
