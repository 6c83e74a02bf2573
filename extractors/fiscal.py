"""Years of a company's own: a document in, the days of its "fiscal 2024" or "2024/25" out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.editions import MONTH, last_day, month_number
from extractors.periods import find_periods
from schemas.records import Coverage

_YEAR = (
    r"(?:FY\s?['’]?|fiscal\s+(?:year\s+)?|financial\s+year\s+)"
    r"(?P<y>(?:19|20)?\d\d)(?!\d)(?:\s?[/–-]\s?(?P<to>\d{2,4})\b)?"
)
_PART = (
    r"(?:(?P<q>first|second|third|fourth|Q[1-4])\s+quarter\s+of\s+|(?P<q2>Q[1-4])\s+(?:of\s+)?"
    r"|(?P<h>first|second|H[12])\s+half\s+of\s+)?"
)
_MENTION = re.compile(rf"(?i)\b{_PART}(?:the\s+)?{_YEAR}(?:\s+(?P<q3>Q[1-4]))?")
_TWO_YEARS = re.compile(r"\b(?P<y>(?:19|20)\d\d)(?:\s?/\s?\d\d(?:\d\d)?|[–-](?P<next>\d\d))\b(?![–-])")
_YEAR_ENDS = re.compile(
    rf"(?i)\b(?:end\s+of|(?:30|31)|year\s+(?:to|ending|ended))\s+(?P<m>{MONTH})\s+(?:19|20)\d\d\b"
)
"""The last day of a year that is named by the two in which it lies."""
_BEGINS = re.compile(
    rf"(?i)(?:fiscal|financial|reporting|business)\s+year\s+(?:begins|starts|runs)\s+(?:on|in|from)\s+(?:\d{{1,2}}\s+)?(?P<m>{MONTH})"
)
_FROM_TO = re.compile(
    rf"(?i)(?:\d{{1,2}}\s+)?(?P<m>{MONTH})(?:\s+\d{{1,2}})?\s*(?:to|–|-|through)\s*(?:\d{{1,2}}\s+)?{MONTH}"
)
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
NEAR = 40


@dataclass(frozen=True)
class FiscalCalendar:
    """The month in which such a year begins, and how many years before its label that is."""

    month: int
    ahead: int

    def find(self, text: str) -> Coverage | None:
        """The days of the first such year, half or quarter that the text names; None where it names none."""
        match = _MENTION.search(text)
        if match is None:
            split = next(_split_years(text), None)
            return self._months(int(split["y"]), 0, 12) if split else None
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        begin = year if match["to"] else year - self.ahead
        quarter, half = _number(match["q"] or match["q2"] or match["q3"]), _number(match["h"])
        if quarter:
            return self._months(begin, 3 * quarter - 3, 3)
        return self._months(begin, 6 * half - 6, 6) if half else self._months(begin, 0, 12)

    def _months(self, year: int, after: int, count: int) -> Coverage:
        first = year * 12 + self.month - 1 + after
        last = first + count - 1
        return Coverage(start=date(first // 12, first % 12 + 1, 1), end=last_day(last // 12, last % 12 + 1))


def names_fiscal_year(text: str) -> bool:
    """Whether the text names a year of a company's own."""
    return _MENTION.search(text) is not None


def fiscal_calendar(text: str) -> FiscalCalendar | None:
    """What a document says of its own years: when they begin, or the days of one of them."""
    for match in _MENTION.finditer(text):
        if match["q"] or match["q2"] or match["q3"] or match["h"] or match["to"]:
            continue
        for period in find_periods(text[match.end() : match.end() + 80])[:1]:
            start, end = period.coverage.start, period.coverage.end
            if period.start < NEAR and start and end and (end - start).days in (364, 365):
                year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
                return FiscalCalendar(start.month, year - start.year)
    begins = _BEGINS.search(text)
    if begins:
        month = month_number(begins["m"])
        return FiscalCalendar(month, int(month > 1))
    split = list(_split_years(text))
    for match in split:
        told = _FROM_TO.search(text, match.end(), match.end() + NEAR)
        if told:
            return FiscalCalendar(month_number(told["m"]), 1)
    ends = {month_number(one["m"]) for one in _YEAR_ENDS.finditer(text)} if split else set()
    last = ends.pop() if len(ends) == 1 else 0
    return FiscalCalendar(last + 1, 1) if 1 <= last <= 11 else None


def _split_years(text: str) -> Iterator[re.Match[str]]:
    """The years named by the two in which they lie: "2023/24", "2023-24"."""
    for match in _TWO_YEARS.finditer(text):
        if match["next"] is None or (int(match["y"]) + 1) % 100 == int(match["next"]):
            yield match


def _number(word: str | None) -> int:
    if not word:
        return 0
    return _NUMBERS.get(word.lower()) or int(word[-1])
