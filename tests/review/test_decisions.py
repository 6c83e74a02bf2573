"""Decisions go in once, in order, one on each version of a record, and never come out changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.problems import Problem
from pipeline.review.decisions import Conflict, Decisions
from pipeline.review.tables import APPEND_ONLY
from pipeline.store.store import Store, open_store
from tests.databases import sqlite_store
from tests.pipeline.extractions import extraction_of
from tests.review.events import decide

RECORD = extraction_of("120 models removed.").records[0]
OTHER = extraction_of("A gap remains.").records[0]


def test_what_is_appended_comes_back_equal(decisions: Decisions) -> None:
    event = decide(RECORD, "change", fields={"unit": "systems"}, reason="it says so above")
    assert decisions.append(event, base_version=0) == event
    assert decisions.of(RECORD.id) == [event] == decisions.all()
    assert decisions.version(RECORD.id) == 1
    assert decisions.version(OTHER.id) == 0


def test_a_repeated_id_is_the_same_event(decisions: Decisions) -> None:
    event = decide(RECORD, "accept")
    decisions.append(event, base_version=0)
    later = decide(RECORD, "accept", id=event.id)
    assert decisions.append(later, base_version=0) == event, "as it was kept the first time"
    assert len(decisions.all()) == 1


def test_an_id_that_is_taken_by_another_event_is_refused(decisions: Decisions) -> None:
    event = decisions.append(decide(RECORD, "accept"), base_version=0)
    with pytest.raises(Problem, match="is taken by another event, of ada"):
        decisions.append(decide(RECORD, "reject", id=event.id), base_version=1)
    change = decisions.append(decide(OTHER, "change", fields={"principle": "a"}), base_version=0)
    with pytest.raises(Problem, match="is taken by another event"):
        decisions.append(decide(OTHER, "change", fields={"principle": "b"}, id=change.id), base_version=1)


def test_a_stale_save_is_refused_with_all_three_sides(decisions: Decisions) -> None:
    decisions.append(decide(RECORD, "change", fields={"unit": "systems", "value": 130}), base_version=0)
    with pytest.raises(Conflict, match="was decided by ada in the meantime") as caught:
        decisions.append(decide(RECORD, "change", by="ben", fields={"unit": "tools"}), base_version=0)
    conflict = caught.value
    assert {side.name: side[1:] for side in conflict.fields} == {
        "decision": (None, "change", "change"),
        "unit": ("models", "systems", "tools"),
        "value": (120, 130, 120),
    }
    assert conflict.version == 1
    assert [event.by for event in conflict.theirs] == ["ada"]
    assert conflict.yours.by == "ben"
    decisions.append(conflict.yours, base_version=conflict.version)
    assert [event.by for event in decisions.of(RECORD.id)] == ["ada", "ben"]


def test_remarks_in_between_are_no_conflict(decisions: Decisions) -> None:
    decisions.append(decide(RECORD, "comment", reason="look at the footnote"), base_version=0)
    decisions.append(decide(RECORD, "accept", by="ben"), base_version=0)
    decisions.append(decide(RECORD, "comment", reason="agreed"), base_version=0)
    assert [event.action for event in decisions.of(RECORD.id)] == ["comment", "accept", "comment"]


@pytest.mark.parametrize(
    ("event", "base", "complaint", "why"),
    [
        (decide(RECORD, "accept"), 3, "has never been at 3", "nobody can have seen that version"),
        (decide(RECORD, "accept"), -1, "has never been at -1", "nor that one"),
        (decide(RECORD, "undo", undoes="nothing"), 0, "no decision on the record", "nothing to take back"),
        (
            decide(RECORD, "change", fields={"value": None}), 0,
            "would not hold: .*neither a value", "a metric needs a figure",
        ),
        (
            decide(RECORD, "change", fields={"edition": "spring"}), 0,
            "would not hold: edition", "no date",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    decisions: Decisions, event: object, base: int, complaint: str, why: str
) -> None:
    with pytest.raises(Problem, match=complaint):
        decisions.append(event, base_version=base)  # type: ignore[arg-type]
    assert decisions.all() == [], why


def test_one_event_on_many_and_one_undo(decisions: Decisions) -> None:
    bulk = decide(RECORD, "accept", others={OTHER.id: {}})
    decisions.append(bulk, base_version={RECORD.id: 0, OTHER.id: 0})
    assert decisions.of(RECORD.id) == decisions.of(OTHER.id) == [bulk]
    undo = decisions.undo(bulk.id, event_id="u", by="ben", at=bulk.at)
    assert undo.records == bulk.records
    assert decisions.version(RECORD.id) == decisions.version(OTHER.id) == 2
    with pytest.raises(Problem, match="is undone already"):
        decisions.undo(bulk.id, event_id="u2", by="ben", at=bulk.at)
    decisions.undo("u", event_id="u3", by="ada", at=bulk.at)
    decisions.undo(bulk.id, event_id="u4", by="ada", at=bulk.at)
    assert len(decisions.all()) == 4


def test_an_event_on_many_is_kept_whole_or_not_at_all(decisions: Decisions) -> None:
    decisions.append(decide(OTHER, "accept"), base_version=0)
    with pytest.raises(Conflict):
        decisions.append(
            decide(RECORD, "accept", others={OTHER.id: {}}), base_version={RECORD.id: 0, OTHER.id: 0}
        )
    assert decisions.of(RECORD.id) == []


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(store: Store, table: str, statement: str) -> None:
    Decisions(store).append(decide(RECORD, "accept"), base_version=0)
    column = "record_id" if table == "corrected_records" else "id"
    with store.writer.begin() as connection:
        if table not in ("corrections", "corrected_records"):
            connection.execute(
                text(f"INSERT INTO {table} (id, by, at, body) VALUES ('1', 'a', '2025-01-01', '[]')")
            )
    with pytest.raises(DBAPIError, match="append-only"), store.writer.begin() as connection:
        connection.execute(text(statement.format(table, column, f"'{'a' * 24}'")))


def test_sqlite_refuses_to_replace(tmp_path: Path) -> None:
    """`INSERT OR REPLACE` deletes the row that it replaces, and asks no trigger for DELETE."""
    with open_store(sqlite_store(tmp_path)) as store:
        event = Decisions(store).append(decide(RECORD, "accept"), base_version=0)
        with pytest.raises(DBAPIError, match="append-only"), store.writer.begin() as connection:
            connection.execute(
                text("INSERT OR REPLACE INTO corrections (id, by, at, body) VALUES (:id, 'x', '2025', '{}')"),
                {"id": event.id},
            )


def test_five_writers_of_the_same_hundred_records_leave_one_decision_each(url: str) -> None:
    with open_store(url):
        pass  # the tables are made once
    records = [f"{number:024x}" for number in range(100)]
    kept: dict[str, list[str]] = {record: [] for record in records}
    refused: list[str] = []
    start = threading.Barrier(5)

    def write(by: str) -> None:
        with open_store(url) as own:
            decisions = Decisions(own)
            start.wait()
            for record in records:
                try:
                    decisions.append(decide(record, "accept", by=by, id=f"{by} on {record}"), base_version=0)
                    kept[record].append(by)
                except Conflict as conflict:
                    refused.append(f"{conflict.record_id} by {by}")

    writers = [threading.Thread(target=write, args=(name,)) for name in ("ada", "ben", "cai", "dee", "eve")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with open_store(url) as store:
        decided = {record: [event.by for event in Decisions(store).of(record)] for record in records}
    assert decided == kept, "who was told that it is kept, and nobody else, has decided"
    assert {len(by) for by in decided.values()} == {1}
    assert len(refused) == 400
