"""Decisions of reviewers: an append-only log in the store, one version of each record after another.

The version of a record is the number of events on it. Whoever appends names the version that they saw; two
events on one version cannot both be kept. Writers take turns; were one not to, the database would refuse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review import items
from pipeline.review.events import same_event
from pipeline.review.merging import REVIEWER, build, first_complaint, live
from pipeline.review.tables import ClaimRow, CorrectedRow, CorrectionRow, ItemRow
from pipeline.store.store import Store
from schemas.corrections import Correction


class Sides(NamedTuple):
    """A field of a record that was decided in the meantime: what all saw, what they said, what you said."""

    name: str
    base: Any
    theirs: Any
    yours: Any


class Conflict(Problem):
    """A decision on a version of a record that is no longer the newest: somebody else was faster.

    Attributes:
        record_id: The record.
        version: Its version now, to be named as `base_version` by whoever decides again.
        base: The record as the refused decision saw it.
        theirs: The events that were not seen, the earliest first.
        yours: The refused event.
        fields: What differs, field by field.
    """

    def __init__(self, record_id: str, version: int, theirs: Sequence[Correction], yours: Correction) -> None:
        self.record_id, self.version = record_id, version
        self.base = yours.seen_of(record_id)
        self.theirs, self.yours = tuple(theirs), yours
        self.fields = _sides(self.base, self.theirs, yours)
        who = ", ".join(dict.fromkeys(event.by for event in theirs))
        super().__init__(
            f"record {record_id} was decided by {who} in the meantime: look at it again, then decide"
        )


class Logged(NamedTuple):
    """An event with the version that it was made on, by record."""

    event: Correction
    base: dict[str, int]


class Decisions:
    """The decisions in a store. Safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(self, event: Correction, *, base_version: int | Mapping[str, int]) -> Correction:
        """Keeps an event, whole or not at all. Committed when this returns.

        An event whose id is known is the same event: it is returned as it was kept, and nothing is written.
        Comments in between are no conflict, and a comment never conflicts: it decides nothing.

        Args:
            event: What was decided. `machine` may be left out: it is filled in from what the store holds.
            base_version: The version of the record that was seen; for an event on many, by record id.

        Raises:
            Conflict: Somebody else has decided since that version.
            Problem: The id is taken by another event, the version has not been yet, an undo takes back what
                is not there, or the record would not hold as corrected.
        """
        bases = dict(base_version) if isinstance(base_version, Mapping) else {event.record_id: base_version}
        if missing := [one for one in event.records if one not in bases]:
            raise Problem(f"the event {event.id!r} names no version of the record {missing[0]}")
        _check(event)
        with Session(self._store.writer) as session, session.begin():
            return self.append_in(session, event, bases)

    def find(self, session: Session, event_id: str) -> dict[str, Any] | None:
        """An event in its JSON form, within the caller's transaction."""
        return session.scalar(select(CorrectionRow.body).where(CorrectionRow.id == event_id))

    def append_in(
        self, session: Session, event: Correction, bases: Mapping[str, int], *, verbatim: bool = False
    ) -> Correction:
        """The same within a writing transaction that the caller commits.

        A `verbatim` event comes from another store: nothing is filled in, and the caller brings the items of
        its records up to date (`items.update`).
        """
        body = event.model_dump(mode="json")
        kept = self.find(session, event.id)
        if kept is not None:
            return same_event(Correction.model_validate(kept), event, body, kept)
        on = {one: events_on(session, one) for one in event.records}
        if event.action == "undo":
            _check_undo(event, on)
        versions = {one: _version(one, event, bases[one], on[one]) for one in event.records}
        if not verbatim:
            item = items.item_of(session, event.record_id)  # held, so that the update below finds it at hand
            event = _completed(event, item)
            body = event.model_dump(mode="json")
        row = CorrectionRow(id=event.id, by=event.by, at=event.at, body=body)
        session.add(row)
        session.flush()
        session.execute(
            insert(CorrectedRow),
            [
                {"correction": row.sequence, "record_id": one, "base_version": version}
                for one, version in versions.items()
            ],
        )
        if verbatim:
            return event
        for one in event.records:
            items.update(session, one)
        session.execute(delete(ClaimRow).where(ClaimRow.item.in_(event.records), ClaimRow.by == event.by))
        return event

    def undo(
        self, undoes: str, *, event_id: str, by: str, at: datetime, reason: str | None = None
    ) -> Correction:
        """Takes an event back, on all its records, by a compensating event with the id `event_id`.

        Undoing an undo restores what it took back. Raises Conflict where one of its records was decided
        since, Problem where there is no such event or it is undone already.
        """
        event = self.event(undoes)
        undo = Correction(
            id=event_id, record_id=event.record_id, action="undo", by=by, at=at, reason=reason,
            undoes=undoes, others={one: {} for one in event.others},
        )  # fmt: skip
        return self.append(undo, base_version={one: self.version(one) for one in event.records})

    def event(self, event_id: str) -> Correction:
        """One event. Raises Problem where there is none."""
        found = self.known(event_id)
        if found is None:
            raise Problem(f"no decision has the id {event_id!r}")
        return found

    def known(self, event_id: str) -> Correction | None:
        """The event with that id, if there is one: a form that is sent twice finds what it did."""
        with Session(self._store.engine) as session:
            body = self.find(session, event_id)
        return None if body is None else Correction.model_validate(body)

    def of(self, record_id: str) -> list[Correction]:
        """The events on a record, the earliest first."""
        with Session(self._store.engine) as session:
            return events_on(session, record_id)

    def version(self, record_id: str) -> int:
        """The number of events on a record."""
        with Session(self._store.engine) as session:
            return _count(session, record_id)

    def all(self) -> list[Correction]:
        """Every event, in the order in which they came in."""
        with Session(self._store.engine) as session:
            bodies = session.scalars(select(CorrectionRow.body).order_by(CorrectionRow.sequence))
            return [Correction.model_validate(body) for body in bodies]

    def log(self) -> list[Logged]:
        """Every event with the versions that it was made on, in the order in which they came in."""
        with Session(self._store.engine) as session:
            rows = session.execute(
                select(CorrectionRow.sequence, CorrectedRow.record_id, CorrectedRow.base_version).join(
                    CorrectedRow, CorrectedRow.correction == CorrectionRow.sequence
                )
            )
            bases: dict[int, dict[str, int]] = {}
            for sequence, record_id, version in rows:
                bases.setdefault(sequence, {})[record_id] = version
            events = session.execute(
                select(CorrectionRow.sequence, CorrectionRow.body).order_by(CorrectionRow.sequence)
            )
            return [Logged(Correction.model_validate(body), bases[sequence]) for sequence, body in events]


def events_on(session: Session, record_id: str) -> list[Correction]:
    """The events on a record, the earliest first."""
    bodies = session.scalars(
        select(CorrectionRow.body)
        .join(CorrectedRow, CorrectedRow.correction == CorrectionRow.sequence)
        .where(CorrectedRow.record_id == record_id)
        .order_by(CorrectedRow.base_version)
    )
    return [Correction.model_validate(body) for body in bodies]


def _count(session: Session, record_id: str) -> int:
    found = select(func.count()).select_from(CorrectedRow).where(CorrectedRow.record_id == record_id)
    return session.scalar(found) or 0


def _version(record_id: str, event: Correction, base: int, before: Sequence[Correction]) -> int:
    """The version to keep an event on: the newest, if nothing was decided since the one that was seen."""
    if not 0 <= base <= len(before):
        raise Problem(f"record {record_id} is at version {len(before)}, and has never been at {base}")
    unseen = [one for one in before[base:] if one.action != "comment"]
    if unseen and event.action != "comment":
        raise Conflict(record_id, len(before), unseen, event)
    return len(before)


def _completed(event: Correction, item: ItemRow | None) -> Correction:
    """With what the store knows of the moment: the machine's output beside what was seen, and the bytes.

    The machine's output is filled in only where what was seen is what stands: whoever looked at a page while
    a run changed the record has not seen the new output.
    """
    if item is None or event.action in ("comment", "undo"):
        return event
    known: dict[str, Any] = {} if event.against else {"against": item.snapshot}
    if event.machine is None and item.machine is not None and event.seen != item.machine:
        stands = item.record or {}
        if all(event.seen.get(name) == value for name, value in stands.items() if name != "review"):
            known["machine"] = item.machine
    if item.subject == "lost" and event.evidence is not None and "snapshot" not in event.fields:
        known["fields"] = {
            **event.fields,
            "snapshot": item.snapshot,
        }  # the words were chosen in what is there
    return event.model_copy(update=known)


def _check(event: Correction) -> None:
    """Refuses a decision that would leave a record that does not hold."""
    if event.action not in ("change", "add") or (event.action == "change" and not event.seen):
        return
    values = {**event.seen, **event.fields}
    if event.kind is not None:
        values["kind"] = event.kind
    if event.evidence is not None:
        values |= {"quote": event.evidence.quote, "evidence": event.evidence}
    try:
        build({**REVIEWER, **values} if event.action == "add" else values, event.record_id)
    except ValidationError as error:
        raise Problem(f"the record would not hold: {first_complaint(error)}") from None


def _check_undo(event: Correction, on: Mapping[str, Sequence[Correction]]) -> None:
    for record_id, events in on.items():
        undone = next((one for one in events if one.id == event.undoes), None)
        if undone is None:
            raise Problem(f"no decision on the record {record_id} has the id {event.undoes!r}")
        taken_back = {one.undoes for one in holding_undos(events)}
        if event.undoes in taken_back:
            raise Problem(f"the decision {event.undoes!r} on the record {record_id} is undone already")


def holding_undos(events: Iterable[Correction]) -> list[Correction]:
    """The undos that have not been undone themselves."""
    undone: set[str | None] = set()
    holding = []
    for event in reversed(list(events)):
        if event.action == "undo" and event.id not in undone:
            undone.add(event.undoes)
            holding.append(event)
    return holding


def _sides(base: Mapping[str, Any], theirs: Sequence[Correction], yours: Correction) -> tuple[Sides, ...]:
    """What the others have left each field as, beside what you saw and what you said."""
    after: dict[str, Any] = {"decision": theirs[-1].action, **base}
    for event in live(theirs):
        after |= {"decision": event.action, **event.fields}
        if event.reason:
            after["reason"] = event.reason
    mine = {"decision": yours.action, **base, **yours.fields}
    if yours.reason:
        mine["reason"] = yours.reason
    return tuple(
        Sides(name, base.get(name), after.get(name), mine.get(name))
        for name in {**after, **mine}
        if name == "decision" or not base.get(name) == after.get(name) == mine.get(name)
    )
