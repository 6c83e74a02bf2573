"""A record's whole history: every extraction that changed it and every decision on it, the earliest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.review.decisions import Decisions
from pipeline.review.merging import MADE, PLACED, live
from pipeline.review.queue import Entry
from pipeline.review.web.shown import amount, field_name, plain
from pipeline.store.store import Store
from pipeline.store.tables import ExtractionRow, RecordRow, SnapshotRow
from schemas.corrections import Correction

_WORDS = {
    "accept": "accepted",
    "change": "corrected",
    "reject": "rejected",
    "add": "added",
    "reopen": "reopened",
    "comment": "commented",
    "undo": "undone",
}


@dataclass(frozen=True)
class Chapter:
    """One thing that happened."""

    at: datetime
    what: str
    by: str
    why: str | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    """Label, before and after of each field."""
    event: str | None = None
    """The decision's id, where there is one."""
    holds: bool = True
    """Whether it has not been undone."""
    can_be_undone: bool = False


def history_of(store: Store, decisions: Decisions, entry: Entry, hidden: bool = False) -> list[Chapter]:
    """All chapters; with `hidden` without any value that would give a blind record away."""
    ids = [*entry.lineage, entry.id]
    events = [event for one in ids for event in decisions.of(one)]
    chapters = [] if hidden else _extractions(store, ids)
    holding = {event.id for event in live(events)}
    undone = {event.undoes for event in events if event.action == "undo"}
    seen: set[str] = set()
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            chapters.append(_decision(event, entry.id, event.id in holding, event.id not in undone))
    return sorted(chapters, key=lambda chapter: chapter.at)


def _extractions(store: Store, ids: Sequence[str]) -> list[Chapter]:
    """The machine's readings, those that changed nothing left out."""
    with Session(store.engine) as session:
        rows = session.execute(
            select(RecordRow.body, ExtractionRow.made, SnapshotRow.sha256)
            .join(ExtractionRow, ExtractionRow.id == RecordRow.extraction_id)
            .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
            .where(RecordRow.id.in_(ids))
            .order_by(ExtractionRow.made)
        ).all()
    chapters: list[Chapter] = []
    before: Mapping[str, Any] | None = None
    for body, made, snapshot in rows:
        by = f"{body['rule']}, version {body['rule_version']}"
        if before is None:
            what = "extracted"
            if body["kind"] == "metric":
                what = f"extracted as {amount(body)}"
            chapters.append(Chapter(made, what, by, f"from snapshot {snapshot[:12]}"))
        elif changes := _changes(before, body):
            chapters.append(Chapter(made, "extracted again", by, f"from snapshot {snapshot[:12]}", changes))
        before = body
    return chapters


def _decision(event: Correction, record_id: str, holds: bool, open_: bool) -> Chapter:
    changes = tuple(
        (field_name(name), plain(event.seen_of(record_id).get(name)), plain(value))
        for name, value in event.fields.items()
    )
    if event.evidence is not None and event.action == "change":
        before = (event.seen_of(record_id).get("evidence") or {}).get("quote")
        changes += (("Quote", plain(before), event.evidence.quote),)
    what = _WORDS[event.action]
    if event.others:
        what += f" with {len(event.others)} others"
    if event.action == "undo":
        what = "undid a decision"
    can_be_undone = open_ and (holds or event.action == "undo") and event.action != "comment"
    return Chapter(event.at, what, event.by, event.reason, changes, event.id, holds, can_be_undone)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    names = [name for name in after if name not in PLACED and name not in MADE]
    return tuple(
        (field_name(name), plain(before.get(name)), plain(after[name]))
        for name in names
        if before.get(name) != after[name]
    )
