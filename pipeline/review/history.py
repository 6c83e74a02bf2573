"""The whole history of a record: extracted, decided, corrected, re-extracted, by whom and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.review.decisions import events_on, holding_undos
from pipeline.review.items import item_of
from pipeline.review.merging import MADE, PLACED, live
from pipeline.store.store import Store
from pipeline.store.tables import ExtractionRow, RecordRow, SnapshotRow
from schemas.corrections import Correction


class Change(NamedTuple):
    """One field before and after."""

    name: str
    before: Any
    after: Any


class Step(NamedTuple):
    """Something that happened to a record."""

    at: datetime
    what: Literal["extracted", "re-extracted", "decided"]
    record_id: str
    """The id it had then."""
    by: str
    """Who decided, or the rule and its version."""
    changes: tuple[Change, ...] = ()
    snapshot: str | None = None
    """The bytes that were read."""
    event: Correction | None = None
    undone: bool = False
    """Whether the decision has been taken back since."""


def history(store: Store, record_id: str) -> list[Step]:
    """All that happened to a record under this id and those before it, the earliest first.

    A reading that says what the one before said is no step.
    """
    with Session(store.engine) as session:
        item = item_of(session, record_id)
        ids = [*item.lineage, item.id] if item is not None else [record_id]
        steps = [*_readings(session, ids)]
        for one in ids:
            events = events_on(session, one)
            holding = {event.id for event in (*live(events), *holding_undos(events))}
            steps += [_decided(one, event, holding) for event in events]
    unique = {(step.at, step.what, step.event.id if step.event else step.record_id): step for step in steps}
    return sorted(unique.values(), key=lambda step: step.at)


def _readings(session: Session, ids: list[str]) -> list[Step]:
    rows = session.execute(
        select(RecordRow.body, ExtractionRow.made, SnapshotRow.sha256)
        .join(ExtractionRow, ExtractionRow.id == RecordRow.extraction_id)
        .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
        .where(RecordRow.id.in_(ids))
        .order_by(ExtractionRow.made, ExtractionRow.id, RecordRow.position)
    )
    steps: list[Step] = []
    before: dict[str, Any] | None = None
    for body, made, snapshot in rows:
        changes = _changes(before, body) if before is not None else ()
        if before is None or changes:
            what: Literal["extracted", "re-extracted"] = "re-extracted" if before is not None else "extracted"
            rule = f"{body['rule']}, version {body['rule_version']}"
            steps.append(Step(made, what, body["id"], rule, changes, snapshot))
        before = body
    return steps


def _changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    names = [name for name in after if name == "quote" or name not in (*PLACED, *MADE)]
    return tuple(
        Change(name, before.get(name), after[name]) for name in names if before.get(name) != after[name]
    )


def _decided(record_id: str, event: Correction, holding: set[str]) -> Step:
    seen = event.seen_of(record_id)
    changes = tuple(Change(name, seen.get(name), value) for name, value in event.fields.items())
    undone = event.id not in holding
    return Step(event.at, "decided", record_id, event.by, changes, event.against, event, undone)
