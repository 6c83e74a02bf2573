"""A record's history as it is told to people: what happened, by whom, why, what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.review.history import Step
from pipeline.review.web.shown import done, field_name, plain


@dataclass(frozen=True)
class Chapter:
    """One thing that happened."""

    at: datetime
    what: str
    by: str
    why: str | None
    changes: tuple[tuple[str, str, str], ...]
    """Label, before and after of each field."""
    event: str | None = None
    """The decision's id, where there is one."""
    undone: bool = False
    can_be_undone: bool = False


def chapters_of(steps: Iterable[Step], hidden: bool) -> list[Chapter]:
    """The steps as chapters; with `hidden` without the readings, which would give a blind record away."""
    return [_chapter(step) for step in steps if step.event is not None or not hidden]


def _chapter(step: Step) -> Chapter:
    changes = tuple((field_name(one.name), plain(one.before), plain(one.after)) for one in step.changes)
    event = step.event
    if event is None:
        what = "extracted" if step.what == "extracted" else "extracted again"
        why = f"from snapshot {step.snapshot[:12]}" if step.snapshot else None
        return Chapter(step.at, what, step.by, why, changes)
    what = done(event.action)
    if event.others:
        what += f" with {len(event.others)} other{'s' * (len(event.others) > 1)}"
    if event.evidence is not None and event.action == "change":
        before = (event.seen_of(step.record_id).get("evidence") or {}).get("quote")
        changes += (("Quote", plain(before), event.evidence.quote),)
    can_be_undone = not step.undone and event.action != "comment"
    return Chapter(step.at, what, step.by, event.reason, changes, event.id, step.undone, can_be_undone)
