"""How values are shown to people: numbers with their commas, names of kinds and statuses, times."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from schemas.evidence import CONTEXT_LENGTH

STATUS_SIGNS = {
    "unreviewed": "○",
    "accepted": "✓",
    "corrected": "✎",
    "rejected": "✕",
    "added": "+",
    "stale": "⚠",
}
"""So that a status is told by its sign and its word, and not by its colour alone."""

_KINDS = {
    "metric": "Metric",
    "gap": "Gap",
    "progress": "Progress",
    "no_progress": "No progress",
    "commitment": "Commitment",
    "recommendation": "Recommendation",
}
_DONE = {
    "accept": "accepted",
    "change": "corrected",
    "reject": "rejected",
    "add": "added",
    "reopen": "reopened",
    "comment": "commented",
    "undo": "undid a decision",
}
BOUNDS = {"=": "", ">": "more than ", ">=": "at least ", "<": "fewer than ", "<=": "at most ",
          "~": "about "}  # fmt: skip
"""What stands before a number, by its comparator; the quantity grammar reads each back."""


def number(value: Any) -> str:
    """A number with thousands separators; an empty text for none."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    return f"{exact:,f}" if exact != exact.to_integral_value() else f"{int(exact):,}"


def amount(record: Mapping[str, Any]) -> str:
    """A metric's number with its bound, unit and rate, in words: more than 252,000 prompts."""
    value, low, high = record.get("value"), record.get("low"), record.get("high")
    if value is not None:
        said = number(value)
    elif low is not None and high is not None:
        said = f"{number(low)} to {number(high)}"
    else:
        said = f"{number(low)} or more" if low is not None else f"up to {number(high)}"
    unit = record.get("unit")
    if unit == "percent":
        said += "%"
    elif unit:
        said += f" {unit}"
    per = record.get("per")
    bound = "" if low is not None or high is not None else BOUNDS.get(record.get("comparator") or "=", "")
    return f"{bound}{said}" + (f" per {per}" if per else "")


def kind(value: str) -> str:
    """The name of a kind of record."""
    return _KINDS.get(value, value.replace("_", " ").capitalize())


def done(action: str) -> str:
    """What somebody did, by the action of a decision."""
    return _DONE.get(action, action)


def field_name(value: str) -> str:
    """A field's name as its label."""
    return value.replace("_", " ").capitalize()


def sign(status: str) -> str:
    """The sign of a status."""
    return STATUS_SIGNS.get(status, "•")


def moment(value: datetime | str | None) -> str:
    """A point in time to the minute, UTC."""
    if value is None:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{at:%-d %B %Y, %H:%M} UTC"


def plain(value: Any) -> str:
    """Any field's value, for a cell of a table."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Mapping):
        if set(value) <= {"start", "end"}:
            return f"{value.get('start') or '…'} to {value.get('end') or '…'}"
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return number(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def words(about: Mapping[str, Any], most: int, hidden: bool = False) -> str:
    """What a list shows of a record: its quote, cut at so many characters, after the headings that a table's
    cell stands under; without them where what the machine read is hidden.
    """
    quote = about["evidence"]["quote"]
    shown = quote if len(quote) <= most else f"{quote[:most].rstrip()}…"
    labels = [] if hidden else list((about.get("dimensions") or {}).values())
    return f"{', '.join(labels)}: {shown}" if labels else shown


def before(words: str) -> str:
    """The words before a quote, from the first that is whole: context is cut at a number of characters."""
    return words if len(words) < CONTEXT_LENGTH else f"… {words.partition(' ')[2] or words}"


def after(words: str) -> str:
    """The words after a quote, to the last that is whole."""
    return words if len(words) < CONTEXT_LENGTH else f"{words.rpartition(' ')[0] or words} …"


def foldable(name: str) -> Markup:
    """A dotted name that may be folded at its dots and underscores, and nowhere else."""
    return Markup(re.sub(r"(?<=[._])(?=.)", "<wbr>", escape(name)))


def share(value: float) -> str:
    """A share of one as a percentage."""
    return f"{value:.0%}"


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "amount": amount,
    "kind_name": kind,
    "field_name": field_name,
    "sign": sign,
    "moment": moment,
    "plain": plain,
    "share": share,
    "foldable": foldable,
    "done": done,
    "words": words,
    "before": before,
    "after": after,
}
