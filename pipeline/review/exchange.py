"""What reviewers said, out of one store and into another: JSON Lines, every kind of event, nothing lost.

A line is {"type": TYPE, "event": EVENT, "base": {RECORD: VERSION}}; `base` stands with corrections alone.
What comes in goes in whole or not at all: one line that does not fit, and nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review import items
from pipeline.review.decisions import Decisions
from pipeline.review.events import (
    EventLog,
    ledger_events,
    opinions,
    set_asides,
    sign_offs,
    source_corrections,
)
from pipeline.store.store import Store
from schemas.corrections import Correction, Opinion, SetAside, SignOff, SourceCorrection
from schemas.ledger import ledger_event_adapter

CORRECTION = "correction"


class Line(NamedTuple):
    """One event on its way, with where it came from, to name it if it does not fit."""

    type: str
    event: Any
    base: dict[str, int]
    """By record the version that a correction was made on; empty for other events."""
    at: str = ""
    """`line 3`."""


class Imported(NamedTuple):
    """What an import did."""

    new: int
    known: int
    """Events that the store had already."""


class Rejected(Problem):
    """Something that should come in does not fit, so nothing came in; `reasons` names each and why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        super().__init__(f"nothing was imported: {reasons[0]}{more}")


def lines_of(store: Store) -> Iterator[Line]:
    """All that reviewers have said, corrections first, each kind in the order in which it came in."""
    for event, base in Decisions(store).log():
        yield Line(CORRECTION, event, base)
    for name, log in _logs(store).items():
        for event in log.all():
            yield Line(name, event, {})


def to_json_lines(lines: Iterable[Line]) -> str:
    """The lines of a file that `read_json_lines` reads."""
    return "".join(f"{json.dumps(_body(line), ensure_ascii=False)}\n" for line in lines)


def read_json_lines(text: str) -> list[Line]:
    """The events of a file. Raises Rejected naming every line that is none."""
    found, reasons = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        at = f"line {number}"
        try:
            found.append(line_from(json.loads(line), at))
        except (ValueError, RecursionError) as error:
            reasons.append(f"{at}: {complaint(error)}")
    if reasons:
        raise Rejected(reasons)
    return found


def line_from(body: Any, at: str) -> Line:
    """One event from its JSON form. Raises ValueError."""
    if not isinstance(body, dict) or body.get("type") not in _READERS:
        raise ValueError(f"it has no type of {', '.join(_READERS)}")
    kind = body["type"]
    event = _READERS[kind](body.get("event"))
    base = body.get("base", {})
    if kind == CORRECTION:
        if not isinstance(base, dict) or set(base) != set(event.records):
            raise ValueError("base: it does not name the version of each of the event's records")
        if not all(type(version) is int and version >= 0 for version in base.values()):
            raise ValueError("base: a version is a whole number from 0")
    return Line(kind, event, base if kind == CORRECTION else {}, at)


def import_lines(store: Store, lines: Iterable[Line]) -> Imported:
    """Keeps events that came from elsewhere, all of them or, raising Rejected, none. Safe to run twice."""
    decisions, logs = Decisions(store), _logs(store)
    reasons: list[str] = []
    new = known = 0
    touched: dict[str, None] = {}
    with Session(store.writer) as session, session.begin():
        for line in lines:
            try:
                if line.type == CORRECTION:
                    had = decisions.find(session, line.event.id) is not None
                    decisions.append_in(session, line.event, line.base, verbatim=True)
                    touched |= dict.fromkeys(line.event.records)
                else:
                    had = logs[line.type].find(session, line.event.id) is not None
                    logs[line.type].append_in(session, line.event)
            except Problem as problem:
                reasons.append(f"{line.at}: {problem}")
            else:
                known, new = known + had, new + (not had)
        if reasons:
            raise Rejected(reasons)
        for record_id in touched:
            items.update(session, record_id)
    return Imported(new, known)


def complaint(error: Exception) -> str:
    """What is wrong with a line, in a few words."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        return f"{where}: {message}" if where else message
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON ({error.msg} at character {error.pos + 1})"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def _body(line: Line) -> dict[str, Any]:
    body = {"type": line.type, "event": line.event.model_dump(mode="json")}
    return body | ({"base": line.base} if line.type == CORRECTION else {})


def _logs(store: Store) -> dict[str, EventLog[Any]]:
    return {
        "opinion": opinions(store),
        "sign-off": sign_offs(store),
        "source-correction": source_corrections(store),
        "ledger-event": ledger_events(store),
        "set-aside": set_asides(store),
    }


_READERS: dict[str, Any] = {
    CORRECTION: Correction.model_validate,
    "opinion": Opinion.model_validate,
    "sign-off": SignOff.model_validate,
    "source-correction": SourceCorrection.model_validate,
    "ledger-event": ledger_event_adapter.validate_python,
    "set-aside": SetAside.model_validate,
}
