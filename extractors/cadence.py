"""Reporting rhythms in words ("every three months"), as ISO 8601 durations."""

from __future__ import annotations

import re

from extractors.editions import MONTH

COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18}
"""The numbers in words that months are counted with."""

COUNT = rf"(?:\d{{1,2}}|{'|'.join(COUNTS)})"
"""Source of a regular expression for one of them, or its digits."""


def count_of(word: str) -> int:
    """The number that COUNT matched."""
    return COUNTS.get(word.lower()) or int(word)


_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_FIXED = {"half": "P6M", "quarter": "P3M", "month": "P1M", "week": "P1W", "year": "P1Y"}
_CADENCE = re.compile(
    rf"""(?ix)
      \bevery\s+(?P<other>other|second)\s+(?P<unit0>week|month|year)
    | \b(?:every|each)\s+(?P<n1>{COUNT})[\s-](?P<unit1>day|week|month|year)s?
    | \b(?P<n2>{COUNT})[\s-](?P<unit2>week|month|year)(?:ly)?\s+
        (?:cadence|basis|cycle|rhythm|schedule|interval)
    | \b(?P<half>twice\s+(?:a|per|each|every)\s+year|twice[\s-]yearly|half-?\s?yearly|semi-?annual(?:ly)?
        |bi-?annual(?:ly)?|every\s+half-?\s?year)
    | \b(?P<quarter>quarterly|(?:every|each|per|a)\s+quarter|four\s+times\s+a\s+year)
    | \b(?P<month>monthly|(?:every|each)\s+month)
    | \b(?P<week>weekly|(?:every|each)\s+week)
    | \b(?P<year>annual(?:ly)?|yearly|(?:every|each)\s+(?:year|spring|summer|autumn|winter|{MONTH})
        |once\s+a\s+year)
    """
)


def find_cadence(text: str) -> str | None:
    """The first reporting rhythm in the text as an ISO 8601 duration: "every three months" is P3M."""
    match = _CADENCE.search(text)
    if not match:
        return None
    part = match.groupdict()
    if part["other"]:
        return f"P2{_UNITS[(part['unit0'] or '').lower()]}"
    for number in ("1", "2"):
        if part[f"n{number}"]:
            unit = _UNITS[(part[f"unit{number}"] or "").lower()]
            return f"P{count_of(part[f'n{number}'] or '')}{unit}"
    return next(duration for name, duration in _FIXED.items() if part[name])
