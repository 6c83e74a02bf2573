"""Dates of reduced precision: editions and references to earlier ones in words, ISO 8601 out.

Nothing here asks what day it is: "October's report" is resolved against the edition it is printed in.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from schemas.records import Coverage

FULL_MONTHS = "january february march april may june july august september october november december".split()
_MONTHS = {name: number for number, name in enumerate(FULL_MONTHS, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:19|20)\d\d\b"
DAY = r"[0-3]?\d(?:st|nd|rd|th)?\b"
QUARTER = r"(?:Q[1-4]|(?:first|second|third|fourth|last)\s+quarter)"
"""Sources of regular expressions, to be matched with capitals aside."""

_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}


class Edition(NamedTuple):
    """A date of reduced precision and where it is printed."""

    iso: str
    start: int
    end: int


def month_number(word: str) -> int:
    """The number of a month's name or abbreviation."""
    return _MONTHS[word.lower().rstrip(".")]


def quarter_number(words: str) -> int:
    """1 to 4, of "Q3" or "third quarter"."""
    words = words.lower()
    return int(words[1]) if words.startswith("q") else _ORDINAL[words.split()[0]]


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def span_of(edition: str) -> Coverage:
    """The days that an edition's date covers: `2024` is the whole year."""
    parts = [int(part) for part in edition.split("-")]
    if len(parts) == 1:
        return Coverage(start=date(parts[0], 1, 1), end=date(parts[0], 12, 31))
    if len(parts) == 2:
        return Coverage(start=date(parts[0], parts[1], 1), end=last_day(parts[0], parts[1]))
    day = date(parts[0], parts[1], parts[2])
    return Coverage(start=day, end=day)


_EDITIONS = re.compile(
    rf"""(?ix)
      \b(?P<iso>{YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)\b
    | (?<!round\s)(?<!part\s)(?<!phase\s)(?<!wave\s)(?<!issue\s)(?<!no\.\s)(?<!report\s\d\d-)(?<!no\.\s\d\d-)
      \b(?P<d1>{DAY})\s+(?:of\s+)?(?P<m1>{MONTH}),?\s+(?P<y1>{YEAR})
    | \b(?P<m2>{MONTH})\s+(?P<d2>{DAY}),?\s+(?P<y2>{YEAR})
    | \b(?P<m3>{MONTH}),?\s+(?P<y3>{YEAR})
    | \b(?P<q>{QUARTER})(?:\s+of)?[\s,-]+(?P<y4>{YEAR})
    | \b(?P<y6>{YEAR})[\s-]+(?P<q6>Q[1-4])\b
    | (?<![\d.,$€£#/-])(?P<y5>{YEAR})(?![\d%]|[.,]\d)
    """
)


def find_editions(text: str) -> list[Edition]:
    """Every date that can name an edition, in order: `January 2025`, `3 October 2024`, `2024`, `Q3 2024`.

    A quarter is named by its first month.
    """
    found: list[Edition] = []
    for match in _EDITIONS.finditer(text):
        iso = _edition_of(match.groupdict())
        if iso:
            found.append(Edition(iso, match.start(), match.end()))
    return found


def _edition_of(part: dict[str, str | None]) -> str | None:
    if part["iso"]:
        year, month, day = (int(x) for x in [*part["iso"].split("-"), "1"][:3])
        return part["iso"] if _valid(year, month, day) else None
    for number in ("1", "2"):
        if part[f"y{number}"]:
            year, month = int(part[f"y{number}"] or 0), month_number(part[f"m{number}"] or "")
            day = int(re.sub(r"\D", "", part[f"d{number}"] or ""))
            return f"{year}-{month:02}-{day:02}" if _valid(year, month, day) else None
    if part["y3"]:
        return f"{part['y3']}-{month_number(part['m3'] or ''):02}"
    if part["y4"] or part["y6"]:
        quarter = quarter_number(part["q"] or part["q6"] or "")
        return f"{part['y4'] or part['y6']}-{3 * quarter - 2:02}"
    return part["y5"]


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


_REPORT = (
    r"(?:progress\s+|annual\s+|quarterly\s+|transparency\s+|periodic\s+)*"
    r"(?:report|update|edition|review|assessment|disclosure|submission|statement|statistics|publication|findings"
    r"|bulletin|digest|summary|letter|notice|filing|return)"
)
_REFERENCE = re.compile(
    rf"""(?ix)
      \b(?P<m1>{MONTH})\s+(?P<y1>{YEAR})(?:[’']s)?\s+{_REPORT}
    | \b(?P<m2>{MONTH})[’']s\s+{_REPORT}
    | \b(?P<m3>{MONTH})\s+{_REPORT}
    | \b(?P<y2>{YEAR})(?:[’']s)?\s+{_REPORT}
    | \b{_REPORT}\s+(?:of|for|from|in|dated)\s+(?:(?P<m4>{MONTH})\s+)?(?P<y3>{YEAR})
    | \b{_REPORT}\s+(?:of|for|from|in|dated)\s+(?P<m5>{MONTH})
    | \bsince\s+(?:(?P<m6>{MONTH})\s+)?(?P<y6>{YEAR})
    """
)


_MENTION = re.compile(rf"(?i)\b(?:(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?|(?P<alone>{YEAR}))")


def find_reference(text: str, edition: str | None, *, bare: bool = False) -> str | None:
    """The earlier edition that a sentence refers to ("October's report", "since the 2023 report").

    A month without a year is the last such month before `edition`; without an edition it stays unknown.
    With `bare` a date will do that stands by itself, where it is earlier ("the omissions named in 2021").
    """
    match = _REFERENCE.search(text)
    if match:
        part = match.groupdict()
        month = next((part[key] for key in ("m1", "m2", "m3", "m4", "m5", "m6") if part[key]), None)
        year = next((part[key] for key in ("y1", "y2", "y3", "y6") if part[key]), None)
        return _earlier(month, year, edition)
    for mention in _MENTION.finditer(text) if bare else ():
        found = _earlier(mention["month"], mention["year"] or mention["alone"], edition)
        if found and (edition is None or found < edition):
            return found
    return None


def _earlier(month: str | None, year: str | None, edition: str | None) -> str | None:
    if year:
        return f"{year}-{month_number(month):02}" if month else year
    if month and edition:
        number = month_number(month)
        base, at = int(edition[:4]), int(edition[5:7]) if len(edition) >= 7 else 12
        return f"{base if number < at else base - 1}-{number:02}"
    return None
