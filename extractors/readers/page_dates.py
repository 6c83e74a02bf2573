"""Calendar dates as pages print them, in the languages that reports are published in."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = """
january janvier januar enero gennaio janeiro januari jan ene gen
february février fevrier februar febrero febbraio fevereiro februari feb fév fev
march mars märz maerz marzo março marco maart mar mär mrz
april avril abril aprile apr avr abr
may mai mayo maggio maio mei
june juin juni junio giugno junho jun giu
july juillet juli julio luglio julho jul juil lug
august août aout agosto augustus aug ago
september septembre septiembre settembre setembro sept sep set
october octobre oktober octubre ottobre outubro oct okt out ott
november novembre noviembre novembro nov
december décembre decembre dezember diciembre dicembre dezembro dec déc dez dic
"""
_MONTH = {name: number for number, line in enumerate(_MONTHS.split("\n")[1:-1], 1) for name in line.split()}
_NAME = "(?P<month>" + "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?{_NAME},?\s+(?:de\s+)?{_YEAR}(?!\d)",
        rf"\b{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<month>[01]?\d)\s*[月월]\s*(?P<day>[0-3]?\d)\s*[日일]",
        rf"(?<![\d.]){_DAY}\.(?P<month>[01]?\d)\.{_YEAR}(?!\.?\d)",
        rf"(?<!\d){_YEAR}[/.](?P<month>[01]?\d)[/.](?P<day>[0-3]?\d)(?!\d)",
        rf"(?<!\d)(?P<day>[0-3]\d)/(?P<month>[01]?\d)/{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<month>[01]?\d)/(?P<day>[0-3]\d)/{_YEAR}(?!\d)",
    )
)
_SLASHED = len(_PATTERNS) - 2
_COMPACT = re.compile(rf"{_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)")


def date_in(text: str) -> date | None:
    """The first full date in a text, or None. `03/04/2025` is two dates in one and counts as none."""
    found = [(match.start(), day) for match, day in _matches(text)]
    return min(found)[1] if found else None


def iso_date(text: str | None) -> date | None:
    """The date of an ISO 8601 stamp as metadata holds it, else one printed in words, else None."""
    if not text:
        return None
    compact = _COMPACT.match(text.strip())
    return date_in(text[:80]) or (_day(compact) if compact else None)


def _matches(text: str) -> list[tuple[re.Match[str], date]]:
    found: list[tuple[re.Match[str], date]] = []
    for number, pattern in enumerate(_PATTERNS):
        for match in pattern.finditer(text):
            if number >= _SLASHED and int(match["day"]) <= 12 and int(match["month"]) <= 12:
                continue
            day = _day(match)
            if day is not None:
                found.append((match, day))
    return found


def _day(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    number = int(month) if month.isdecimal() else _MONTH[month]
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
