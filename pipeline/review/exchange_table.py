"""Corrections as CSV (RFC 4180), one row for each record of an event; lossless, so that it can come back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from pipeline.emit import guarded
from pipeline.review.exchange import CORRECTION, Line, Rejected, complaint, line_from

_PLAIN = ("id", "action", "by", "at", "reason", "undoes", "kind", "against")
_JSON = ("fields", "evidence", "blind", "machine")
COLUMNS = ("id", "record_id", "base_version", "action", "by", "at", "quote", "reason", "fields", "undoes",
           "kind", "evidence", "blind", "machine", "against", "seen")  # fmt: skip
"""`quote` is there for people: it is in `seen`."""


def to_csv(lines: Iterable[Line]) -> str:
    """The corrections as a table with a header. A text that a spreadsheet would run as a formula gets an
    apostrophe before it, and so does one that begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for line in lines:
        if line.type != CORRECTION:
            continue
        body = line.event.model_dump(mode="json")
        for record_id in line.event.records:
            seen = line.event.seen_of(record_id)
            row = {name: body[name] for name in _PLAIN}
            row |= {name: _dumped(body[name]) for name in _JSON}
            row |= {"record_id": record_id, "base_version": line.base[record_id], "seen": _dumped(seen)}
            row["quote"] = (line.event.evidence.quote if line.event.evidence else None) or seen.get("quote")
            writer.writerow({name: _guarded(value) for name, value in row.items()})
    return text.getvalue()


def read_csv(text: str) -> list[Line]:
    """The corrections of such a table. Raises Rejected naming every row that does not hold."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := sorted(
        {"id", "record_id", "base_version", "action", "by", "at"} - set(reader.fieldnames or ())
    ):
        raise Rejected([f"line 1: the table has no column {missing[0]!r}"])
    bodies: dict[str, dict[str, Any]] = {}
    at: dict[str, str] = {}
    reasons: list[str] = []
    for row in reader:
        place = f"line {reader.line_num}"
        try:
            event_id = _plain(row["id"]) or ""
            if event_id in bodies:
                _join(bodies[event_id], row)
            else:
                bodies[event_id], at[event_id] = _body(row), place
        except (ValueError, KeyError) as error:
            reasons.append(f"{place}: {complaint(error)}")
    found = []
    for event_id, body in bodies.items():
        try:
            found.append(line_from(body, at[event_id]))
        except ValueError as error:
            reasons.append(f"{at[event_id]}: {complaint(error)}")
    if reasons:
        raise Rejected(reasons)
    return found


def _body(row: dict[str, str]) -> dict[str, Any]:
    event: dict[str, Any] = {name: _plain(row.get(name)) for name in _PLAIN}
    event |= {name: _loaded(row.get(name)) for name in _JSON}
    event |= {"record_id": _plain(row["record_id"]), "seen": _loaded(row.get("seen")) or {}}
    event["fields"] = event["fields"] or {}
    return {"type": CORRECTION, "event": event, "base": {event["record_id"]: int(row["base_version"])}}


def _join(body: dict[str, Any], row: dict[str, str]) -> None:
    """A further record of an event on many."""
    record_id = _plain(row["record_id"])
    body["event"].setdefault("others", {})[record_id] = _loaded(row.get("seen")) or {}
    body["base"][record_id] = int(row["base_version"])


def _dumped(value: Any) -> str | None:
    return None if value in (None, {}) else json.dumps(value, ensure_ascii=False)


def _loaded(text: str | None) -> Any:
    return json.loads(text) if text else None


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith("'") else guarded(value)  # so that one apostrophe can be taken off


def _plain(text: str | None) -> str | None:
    """A text as it was before it was guarded; an empty cell is none."""
    if not text:
        return None
    return text[1:] if text == _guarded(text[1:]) else text
