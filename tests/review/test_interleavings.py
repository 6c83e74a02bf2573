"""Whatever reviewers and runs do, in any order: no decision is lost, and no value changes unless a person or
the machine has said so.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.review.items import UNDONE
from pipeline.review.many import reopen
from pipeline.review.merging import MADE, PLACED, live
from pipeline.review.queue import Filter
from pipeline.review.tables import ItemRow
from pipeline.store.store import open_store
from schemas.corrections import Correction
from schemas.records import Extraction, Record, record_adapter
from tests.databases import Databases, sqlite_store
from tests.pipeline.extractions import extraction_of
from tests.review.desk import NOW, Desk
from tests.review.events import decide

SENTENCES = (
    "120 models were removed from our own services.",
    "7 moderators work through what users report to us.",
    "Uploads in languages other than English are not scanned.",
    "Messages that were edited after they were sent are not scanned.",
    "Was the figure of 15 models confirmed by anybody?",
    "3 exercises were run with people from outside the company.",
)
UNITS = ("models", "systems", "tools")
picks = st.integers(min_value=0, max_value=1000)


class Reviewing(RuleBasedStateMachine):
    """Sentences on a page, read by rules that change, decided on by reviewers; in an empty store."""

    def __init__(self, url: str | None = None) -> None:
        super().__init__()
        self._ends = ExitStack()
        url = url or sqlite_store(Path(self._ends.enter_context(tempfile.TemporaryDirectory())))
        self.desk = Desk(self._ends.enter_context(open_store(url)))
        self.sentences = list(SENTENCES[:4])
        self.unit = UNITS[0]
        self.numbers = count()

    def teardown(self) -> None:
        self._ends.close()

    # --- what runs do ---------------------------------------------------------------------------------

    @initialize()
    def first_run(self) -> None:
        self.run()

    @rule(unit=st.sampled_from(UNITS))
    def other_rules(self, unit: str) -> None:
        self.unit = unit
        self.run()

    @rule(sentence=st.sampled_from(SENTENCES), place=picks)
    def the_page_says_more(self, sentence: str, place: int) -> None:
        if sentence not in self.sentences:
            self.sentences.insert(place % (len(self.sentences) + 1), sentence)
            self.run()

    @precondition(lambda self: len(self.sentences) > 1)
    @rule(place=picks)
    def the_page_says_less(self, place: int) -> None:
        self.sentences.pop(place % len(self.sentences))
        self.run()

    @rule(place=picks, word=st.sampled_from(["removed", "withdrawn", "scanned", "130", "through"]))
    def the_page_is_edited(self, place: int, word: str) -> None:
        words = self.sentences[place % len(self.sentences)].split()
        words[0 if word.isdigit() and words[0].isdigit() else place % len(words)] = word
        edited = " ".join(words)
        if edited not in self.sentences and any(letter.isalpha() for letter in edited):
            self.sentences[place % len(self.sentences)] = edited
            self.run()

    def run(self) -> None:
        read = extraction_of(*self.sentences)
        records = [
            record.model_copy(update={"unit": self.unit}) if record.kind == "metric" else record
            for record in read.records
        ]
        unique = {record.id: record for record in records}
        self.extraction: Extraction = read.model_copy(update={"records": tuple(unique.values())})
        self.desk.keep(self.extraction)

    # --- what reviewers do ----------------------------------------------------------------------------

    def shown(self, place: int) -> tuple[Record, int] | None:
        """Something that a reviewer can have before them, with its version."""
        entries = [
            entry
            for status in (None, "accepted", "corrected", "rejected")
            for entry in self.desk.queue.page(Filter(status=status), now=NOW)
            if entry.record is not None
        ]
        if not entries:
            return None
        entry = entries[place % len(entries)]
        return record_adapter.validate_python(entry.record), entry.version

    def append(self, place: int, action: str, **fields: Any) -> None:
        if (shown := self.shown(place)) is not None:
            record, version = shown
            event = decide(record, action, id=f"event {next(self.numbers)}", **fields)
            self.desk.decisions.append(event, base_version=version)

    @rule(place=picks)
    def accept(self, place: int) -> None:
        self.append(place, "accept")

    @rule(place=picks, principle=st.sampled_from(["deploy.hosting", "maintain.research"]))
    def change(self, place: int, principle: str) -> None:
        self.append(place, "change", fields={"principle": principle})

    @rule(place=picks, unit=st.sampled_from(UNITS))
    def change_the_unit(self, place: int, unit: str) -> None:
        shown = self.shown(place)
        if shown is not None and shown[0].kind == "metric":
            self.append(place, "change", fields={"unit": unit})

    @rule(place=picks)
    def reject(self, place: int) -> None:
        self.append(place, "reject")

    @rule(place=picks)
    def reopen(self, place: int) -> None:
        done = self.desk.queue.page(Filter(status="accepted"), now=NOW)
        if done:
            one = done[place % len(done)]
            event_id = f"event {next(self.numbers)}"
            reopen(self.desk.store, [one.id], event_id=event_id, by="ben", at=NOW, reason=None)

    @rule(place=picks)
    def undo(self, place: int) -> None:
        events = self.desk.decisions.all()
        taken_back = {event.undoes for event in events}
        free = [event for event in events if event.id not in taken_back]
        if free:
            event_id = f"event {next(self.numbers)}"
            self.desk.decisions.undo(free[place % len(free)].id, event_id=event_id, by="ben", at=NOW)

    # --- what must hold -------------------------------------------------------------------------------

    def rows(self) -> dict[str, ItemRow]:
        with Session(self.desk.store.engine) as session:
            return {row.id: row for row in session.scalars(select(ItemRow))}

    def said(self) -> dict[str, list[Correction]]:
        """The live decisions by record."""
        events = self.desk.decisions.all()
        ids = {one for event in events for one in event.records}
        by_id = {one: live(event for event in events if one in event.records) for one in ids}
        return {one: holding for one, holding in by_id.items() if any(e.action != "reopen" for e in holding)}

    @invariant()
    def no_decision_is_lost(self) -> None:
        rows = self.rows()
        found = {one for row in rows.values() for one in (row.id, *row.lineage)}
        assert self.said().keys() <= found

    @invariant()
    def no_value_is_anybodys_invention(self) -> None:
        said = self.said()
        for row in self.rows().values():
            if row.record is None or row.status == UNDONE:
                continue
            holding = [event for one in (row.id, *row.lineage) for event in said.get(one, [])]
            sources: list[dict[str, Any]] = [row.machine] if row.machine else []
            for event in holding:
                sources += [*(event.seen_of(one) for one in event.records), event.fields]
            for name, value in row.record.items():
                if name not in PLACED and name not in MADE:
                    assert any(name in one and one[name] == value for one in sources), name

    @invariant()
    def what_a_person_typed_stands(self) -> None:
        said = self.said()
        for row in self.rows().values():
            if row.lineage or row.record is None:
                continue
            typed: dict[str, Any] = {}
            for event in said.get(row.id, []):
                typed |= event.fields
            for name, value in typed.items():
                assert row.record[name] == value

    @invariant()
    def evidence_is_sacred(self) -> None:
        for row in self.rows().values():
            if row.subject == "record" and row.record is not None:
                evidence, snapshot = row.record["evidence"], row.record["snapshot"]
                text = self.desk.documents[snapshot].text
                assert text[evidence["start"] : evidence["end"]] == row.record["quote"]

    @invariant()
    def a_new_look_at_everything_changes_nothing(self) -> None:
        before = {key: self.told(row) for key, row in self.rows().items()}
        self.desk.refresh()
        assert {key: self.told(row) for key, row in self.rows().items()} == before

    def told(self, row: ItemRow) -> dict[str, Any]:
        names = ("subject", "status", "waiting", "rank", "version", "record", "machine", "stale", "lineage")
        return {name: getattr(row, name) for name in names}


SHORT = settings(
    max_examples=10,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestReviewing = Reviewing.TestCase
TestReviewing.settings = SHORT


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql: Databases) -> None:
    run_state_machine_as_test(lambda: Reviewing(postgresql.new_store()), settings=SHORT)  # type: ignore[no-untyped-call]
