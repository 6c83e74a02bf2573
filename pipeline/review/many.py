"""Decisions on many records at once: one event, one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review.decisions import Decisions
from pipeline.review.merging import differing
from pipeline.review.tables import ItemRow
from pipeline.store.store import Store
from schemas.corrections import Correction

AT_ONCE = 100
"""What fits on a screen, generously."""


def accept_many(
    store: Store, versions: Mapping[str, int], *, event_id: str, by: str, at: datetime
) -> Correction:
    """Accepts records that were on the screen together, by one event.

    Args:
        store: Read and written.
        versions: By record id the version that was seen.
        event_id: Chosen by the writer; a second event with it is the same event.
        by: The reviewer.
        at: The moment.

    Raises:
        Problem: They are not of one rule and one document, or one of them failed validation, has no anchor,
            waits to be looked at again, or belongs to the blind sample, which nobody accepts unread.
        Conflict: One of them was decided in the meantime.
    """
    decisions = Decisions(store)
    if not versions or len(versions) > AT_ONCE:
        raise Problem(f"{len(versions)} records cannot be accepted at once: choose 1 to {AT_ONCE}")
    with Session(store.engine) as session:
        rows = session.scalars(select(ItemRow).where(ItemRow.id.in_(list(versions)))).all()
    known = {row.id: row for row in rows}
    for record_id in versions:
        row = known.get(record_id)
        if row is None or row.subject != "record" or row.machine is None:
            raise Problem(
                f"{record_id} is no record that the machine found and that holds: decide on it alone"
            )
        if row.blind:
            raise Problem(f"{record_id} belongs to the blind sample: read it alone")
        if row.status == "stale":
            raise Problem(f"{record_id} has to be looked at again: decide on it alone")
    if len({(row.rule, row.document) for row in rows}) > 1:
        raise Problem("only records of one rule and one document can be accepted at once")
    first, *others = versions
    event = Correction(
        id=event_id, record_id=first, action="accept", by=by, at=at,
        seen=known[first].record or {}, others={one: known[one].record or {} for one in others},
    )  # fmt: skip
    return decisions.append(event, base_version=versions)


def reopen(
    store: Store, records: Sequence[str], *, event_id: str, by: str, at: datetime, reason: str | None
) -> Correction:
    """Puts decided records back into the queue, by one event; until then they stand as they were.

    Raises Problem where there is nothing to reopen.
    """
    if not records:
        raise Problem("there is nothing to reopen: no decided record differs from what the machine says now")
    decisions = Decisions(store)
    first, *others = records
    event = Correction(
        id=event_id, record_id=first, action="reopen", by=by, at=at, reason=reason,
        others={one: {} for one in others},
    )  # fmt: skip
    return decisions.append(event, base_version={one: decisions.version(one) for one in records})


def outgrown(store: Store, rule: str) -> list[str]:
    """Records of a rule that were accepted or corrected, and that the machine reads otherwise by now."""
    with Session(store.engine) as session:
        rows = session.execute(
            select(ItemRow.id, ItemRow.record, ItemRow.machine).where(
                ItemRow.rule == rule,
                ItemRow.status.in_(("accepted", "corrected")),
                ItemRow.machine.is_not(None),
            )
        )
        return [one for one, record, machine in rows if differing(record or {}, machine or {})]
