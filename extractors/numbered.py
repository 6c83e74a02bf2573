"""The noun that a verb of counting numbers, or that a number stands behind in apposition."""

from __future__ import annotations

import re

from schemas.quantities import Quantity

RATE_BEHIND = re.compile(r"(?i)\s*(?:per|an?|each|every|/)\s")
"""A rate right behind a number, in the place of a noun: "1.9 per hour"."""
_IN_NUMBER = re.compile(r"(?i)\b(?P<noun>[a-z-]+s),\s+$")
_NUMBER_BEHIND = re.compile(r"(?i)\s+in\s+(?:number|total|all)\b")
"""Around the number of what stands before it: "Our analysts, fourteen in number, ..."."""
_NUMBERED = re.compile(
    r"(?:^|[;.]\s+)(?:(?:The|Our|Its|Their)\s+)?(?:[\w-]+\s+){0,3}?(?P<noun>[A-Za-z][a-z-]+(?<!s)s)\s+"
    r"(?:(?:in|for|of|on|about|from|by|with|against|that|which|who|where)\b[^.;:,]{2,80}?\s)?"
    r"(?:numbered|averaged|totall?ed|amounted\s+to|stood\s+at|(?:run|ran)\s+(?:at|to))\s+(?:[a-z]+\s+){0,2}$"
)
"""What a verb of counting numbers, past a clause of its own: "Tests for which we answer numbered 1,204"."""


def numbered_noun(text: str, quantity: Quantity) -> str | None:
    """The noun before a verb of counting, or before a number that stands in apposition to it."""
    if quantity.unit_kind != "count":
        return None
    apposed = _IN_NUMBER.search(text, 0, quantity.start) if _NUMBER_BEHIND.match(text, quantity.end) else None
    bare = not quantity.per or RATE_BEHIND.match(text, quantity.number_end)
    found = apposed or (_NUMBERED.search(text, 0, quantity.start) if bare else None)
    return found["noun"].lower() if found else None
