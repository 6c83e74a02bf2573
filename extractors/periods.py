"""Dates, editions, periods and cadences in running text: words in, ISO 8601 out.

Nothing here asks what day it is: "October's report" is resolved against the edition it is printed in.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from schemas.records import Coverage

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_YEAR = r"(?:19|20)\d\d\b"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?\b"
_TO = r"\s*(?:-|–|—|\bto\b|\band\b|\bthrough\b|\bthru\b|\buntil\b|\btill\b)\s*"
_ORDINAL = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}


class Edition(NamedTuple):
    """A date of reduced precision and where it is printed."""

    iso: str
    start: int
    end: int


class Period(NamedTuple):
    """A stretch of days and where it is printed."""

    coverage: Coverage
    start: int
    end: int


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def months(first: tuple[int, int], last: tuple[int, int]) -> Coverage | None:
    """The coverage from the first day of one (year, month) to the last day of another."""
    start, end = date(*first, 1), _last_day(*last)
    return Coverage(start=start, end=end) if start <= end else None


def span_of(edition: str) -> Coverage:
    """The days that an edition's date covers: `2024` is the whole year."""
    parts = [int(part) for part in edition.split("-")]
    if len(parts) == 1:
        return Coverage(start=date(parts[0], 1, 1), end=date(parts[0], 12, 31))
    if len(parts) == 2:
        return Coverage(start=date(parts[0], parts[1], 1), end=_last_day(parts[0], parts[1]))
    day = date(parts[0], parts[1], parts[2])
    return Coverage(start=day, end=day)


# --- editions ----------------------------------------------------------------------------------------

_EDITIONS = re.compile(
    rf"""(?ix)
      \b(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)\b
    | \b(?P<d1>{_DAY})\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+(?P<y1>{_YEAR})
    | \b(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}),?\s+(?P<y2>{_YEAR})
    | \b(?P<m3>{_MONTH}),?\s+(?P<y3>{_YEAR})
    | \b(?P<q>Q[1-4]|(?:first|second|third|fourth|last)\s+quarter)(?:\s+of)?[\s,-]+(?P<y4>{_YEAR})
    | \b(?P<y6>{_YEAR})[\s-]+(?P<q6>Q[1-4])\b
    | (?<![\d.,$€£#/-])(?P<y5>{_YEAR})(?![\d%]|[.,]\d)
    """
)


def find_editions(text: str) -> list[Edition]:
    """Every date that can name an edition, in order: `January 2025`, `3 October 2024`, `2024`, `Q3 2024`.

    A quarter is named by its first month.
    """
    found: list[Edition] = []
    for match in _EDITIONS.finditer(text):
        iso = _edition_of(match)
        if iso:
            found.append(Edition(iso, match.start(), match.end()))
    return found


def _edition_of(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    if part["iso"]:
        year, month, day = (int(x) for x in (part["iso"].split("-") + ["1"])[:3])
        return part["iso"] if _valid(year, month, day) else None
    for day_group, month_group, year_group in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if part[year_group]:
            digits = re.match(r"\d+", part[day_group])
            year, month, day = (
                int(part[year_group]),
                _month(part[month_group]),
                int(digits.group()) if digits else 0,
            )
            return f"{year}-{month:02}-{day:02}" if _valid(year, month, day) else None
    if part["y3"]:
        return f"{part['y3']}-{_month(part['m3']):02}"
    if part["y4"] or part["y6"]:
        quarter = _quarter(part["q"] or part["q6"])
        return f"{part['y4'] or part['y6']}-{3 * quarter - 2:02}"
    return part["y5"]


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _quarter(words: str) -> int:
    words = words.lower()
    return int(words[1]) if words.startswith("q") else _ORDINAL[words.split()[0]]


_REPORT = r"(?:progress\s+|annual\s+|quarterly\s+|transparency\s+|periodic\s+)*(?:report|update|edition|review|assessment|disclosure|submission|statement|publication|findings)"
_REFERENCE = re.compile(
    rf"""(?ix)
      \b(?P<m1>{_MONTH})\s+(?P<y1>{_YEAR})(?:[’']s)?\s+{_REPORT}
    | \b(?P<m2>{_MONTH})[’']s\s+{_REPORT}
    | \b(?P<m3>{_MONTH})\s+{_REPORT}
    | \b(?P<y2>{_YEAR})(?:[’']s)?\s+{_REPORT}
    | \b{_REPORT}\s+(?:of|for|from|in|dated)\s+(?:(?P<m4>{_MONTH})\s+)?(?P<y3>{_YEAR})
    | \b{_REPORT}\s+(?:of|for|from|in|dated)\s+(?P<m5>{_MONTH})
    | \bsince\s+(?:(?P<m6>{_MONTH})\s+)?(?P<y6>{_YEAR})
    """
)


def find_reference(text: str, edition: str | None) -> str | None:
    """The earlier edition that a sentence refers to ("October's report", "since the 2023 report").

    A month without a year is the last such month before `edition`; without an edition it stays unknown.
    """
    match = _REFERENCE.search(text)
    if not match:
        return None
    part = match.groupdict()
    month = next((part[key] for key in ("m1", "m2", "m3", "m4", "m5", "m6") if part[key]), None)
    year = next((part[key] for key in ("y1", "y2", "y3", "y6") if part[key]), None)
    if year:
        return f"{year}-{_month(month):02}" if month else year
    if month and edition:
        number = _month(month)
        base, at = int(edition[:4]), int(edition[5:7]) if len(edition) >= 7 else 12
        return f"{base if number < at else base - 1}-{number:02}"
    return None


# --- periods -----------------------------------------------------------------------------------------

_PERIODS = re.compile(
    rf"""(?ix)
      # the twelve months to 30 June 2025 / the six months ended December 2024
      \b(?P<xn>\d{1, 2}|two|three|four|six|nine|twelve|eighteen)\s+months\s+(?:to|ending|ended|until|through|up\s+to)\s+(?:the\s+end\s+of\s+)?(?:(?P<xd>{_DAY})\s+)?(?P<xm>{_MONTH}),?\s+(?P<xy>{_YEAR})
    | \b(?P<zu>year|quarter|half-?year)\s+(?:to|ending|ended)\s+(?:(?P<zd>{_DAY})\s+)?(?P<zm>{_MONTH}),?\s+(?P<zy>{_YEAR})
      # July 1 through September 30, 2024 / July 1, 2023 to June 30, 2024
    | \b(?P<am>{_MONTH})\s+(?P<ad>{_DAY})(?:,?\s+(?P<ay>{_YEAR}))?{_TO}(?P<am2>{_MONTH})\s+(?P<ad2>{_DAY}),?\s+(?P<ay2>{_YEAR})
      # 1 July to 30 September 2024
    | \b(?P<bd>{_DAY})\s+(?P<bm>{_MONTH})(?:\s+(?P<by>{_YEAR}))?{_TO}(?P<bd2>{_DAY})\s+(?P<bm2>{_MONTH}),?\s+(?P<by2>{_YEAR})
      # between January and June 2017 / Jan-Jun 2022 / July 2012 to June 2014
    | \b(?P<cm>{_MONTH})(?:\s+(?P<cy>{_YEAR}))?{_TO}(?P<cm2>{_MONTH})(?:\s+(?P<cy2>{_YEAR}))
      # Q3 2024, third quarter of 2024, 2024 Q3
    | \b(?P<q>Q[1-4]|(?:first|second|third|fourth|last)\s+quarter)(?:\s+of)?[\s,-]+(?P<qy>{_YEAR})
    | \b(?P<qy2>{_YEAR})[\s-]+(?P<q2>Q[1-4])\b
      # H1 2024, first half of 2024
    | \b(?P<h>H[12]|(?:first|second)\s+half(?:\s+of)?)[\s,-]+(?P<hy>{_YEAR})
    | \b(?P<hy2>{_YEAR})[\s-]+(?P<h2>H[12])\b
      # CY 2023, calendar year 2023, the year 2023
    | \b(?:CY|calendar\s+year|the\s+year)\s*(?P<y>{_YEAR})
      # as of / by 31 December 2024, by the end of 2024: open at the start
    | \b(?:as\s+of|as\s+at|by|up\s+to|until|to)\s+(?:the\s+end\s+of\s+)?(?P<ud>{_DAY})\s+(?P<um>{_MONTH}),?\s+(?P<uy>{_YEAR})
    | \b(?:as\s+of|as\s+at|by|up\s+to|until|to)\s+(?P<vm>{_MONTH})\s+(?P<vd>{_DAY}),?\s+(?P<vy>{_YEAR})
    | \b(?:by|at|until)\s+the\s+end\s+of\s+(?:(?P<em>{_MONTH})\s+)?(?P<ey>{_YEAR})
      # in / during / for / over / throughout (July) 2024
    | \b(?:in|during|for|over|throughout|across|within)\s+(?:all\s+of\s+)?(?:(?P<im>{_MONTH})\s+)?(?P<iy>{_YEAR})(?!\s*(?:-|–)\s*\d)
    """
)


_YEARLESS = re.compile(
    rf"""(?ix)
      \b(?:between|from)\s+(?P<ad>{_DAY})\s+(?P<am>{_MONTH}){_TO}(?P<ad2>{_DAY})\s+(?P<am2>{_MONTH})(?!,?\s+\d)
    | \b(?:between|from)\s+(?P<bm>{_MONTH}){_TO}(?P<bm2>{_MONTH})(?!,?\s+\d)
    | \b(?P<n>\d{{1,2}}|three|four|six|nine|twelve)\s+months\s+(?:to|ending|ended|until)\s+(?:the\s+end\s+of\s+)?(?P<nm>{_MONTH})(?!,?\s+\d)
    | \b(?P<half>first|second)\s+half\s+of\s+(?:the|that|this)\s+year\b
    | \b(?P<quarter>first|second|third|fourth|last)\s+quarter\s+of\s+(?:the|that|this)\s+year\b
    | \b(?:in|during)\s+(?P<m>{_MONTH})(?!,?\s+\d)
    """
)


def find_yearless_periods(text: str, within: Coverage) -> list[Period]:
    """Periods printed without a year ("in the six months to December"), placed inside the period of the report.

    `within` must be closed. A month that it holds twice, or not at all, stays unknown.
    """
    found: list[Period] = []
    for match in _YEARLESS.finditer(text):
        for year in range(within.start.year, within.end.year + 1) if within.start and within.end else ():
            try:
                coverage = _in_year(match.groupdict(), year)
            except ValueError:
                continue
            if coverage and _inside(coverage, within):
                found.append(Period(coverage, match.start(), match.end()))
                break
    return found


def _in_year(part: dict[str, str | None], year: int) -> Coverage | None:
    if part["ad"]:
        days = [int(re.sub(r"\D", "", part[key] or "0")) for key in ("ad", "ad2")]
        return Coverage(
            start=date(year, _month(part["am"] or ""), days[0]),
            end=date(year, _month(part["am2"] or ""), days[1]),
        )
    if part["bm"]:
        return months((year, _month(part["bm"])), (year, _month(part["bm2"] or "")))
    if part["nm"]:
        word = (part["n"] or "").lower()
        index = year * 12 + _month(part["nm"]) - (_COUNT.get(word) or int(word))
        return months((index // 12, index % 12 + 1), (year, _month(part["nm"])))
    if part["half"]:
        return (
            months((year, 1), (year, 6)) if part["half"].lower() == "first" else months((year, 7), (year, 12))
        )
    if part["quarter"]:
        quarter = _ORDINAL[part["quarter"].lower()]
        return months((year, 3 * quarter - 2), (year, 3 * quarter))
    return months((year, _month(part["m"] or "")), (year, _month(part["m"] or "")))


def _inside(coverage: Coverage, within: Coverage) -> bool:
    return bool(
        coverage.start and coverage.end and within.start and within.end
        and within.start <= coverage.start and coverage.end <= within.end
    )  # fmt: skip


def find_periods(text: str) -> list[Period]:
    """Every stated period in the text, in order. A pledge's deadline ("by 2027") is none."""
    found: list[Period] = []
    for match in _PERIODS.finditer(text):
        try:
            coverage = _coverage_of(match.groupdict())
        except ValueError:
            continue  # 31 June and the like: no such day, so no period
        if coverage:
            found.append(Period(coverage, match.start(), match.end()))
    return found


def _coverage_of(part: dict[str, str | None]) -> Coverage | None:
    def number(key: str) -> int:
        digits = re.match(r"\d+", part[key] or "")
        return int(digits.group()) if digits else 0

    def month(key: str) -> int:
        return _month(part[key] or "")

    if part["xn"] or part["zu"]:
        key = "x" if part["xn"] else "z"
        word = (part["xn"] or part["zu"] or "").lower().replace("-", "")
        length = {"year": 12, "quarter": 3, "halfyear": 6}.get(word) or _COUNT.get(word) or int(word)
        year, last = number(f"{key}y"), month(f"{key}m")
        index = year * 12 + last - length
        return months((index // 12, index % 12 + 1), (year, last))
    if part["am"] or part["bm"]:
        key = "a" if part["am"] else "b"
        end = date(number(f"{key}y2"), month(f"{key}m2"), number(f"{key}d2"))
        return Coverage(
            start=date(number(f"{key}y") or end.year, month(f"{key}m"), number(f"{key}d")), end=end
        )
    if part["cm"]:
        last = (number("cy2"), month("cm2"))
        first = (number("cy") or (last[0] if month("cm") <= last[1] else last[0] - 1), month("cm"))
        return months(first, last)
    if part["q"] or part["q2"]:
        year, quarter = number("qy") or number("qy2"), _quarter(part["q"] or part["q2"] or "")
        return months((year, 3 * quarter - 2), (year, 3 * quarter))
    if part["h"] or part["h2"]:
        year = number("hy") or number("hy2")
        second = (part["h"] or part["h2"] or "").lower().startswith(("h2", "second"))
        return months((year, 7 if second else 1), (year, 12 if second else 6))
    if part["y"]:
        return span_of(str(number("y")))
    if part["ud"] or part["vd"]:
        key = "u" if part["ud"] else "v"
        return Coverage(end=date(number(f"{key}y"), month(f"{key}m"), number(f"{key}d")))
    if part["ey"]:
        return Coverage(end=_last_day(number("ey"), month("em") if part["em"] else 12))
    if part["iy"]:
        return span_of(f"{number('iy')}-{month('im'):02}" if part["im"] else str(number("iy")))
    return None


def previous(coverage: Coverage) -> Coverage | None:
    """The period of the same length in months right before a whole-month period."""
    if not coverage.start or not coverage.end:
        return None
    length = (coverage.end.year - coverage.start.year) * 12 + coverage.end.month - coverage.start.month + 1
    end = coverage.start - timedelta(days=1)
    index = end.year * 12 + end.month - length
    return months((index // 12, index % 12 + 1), (end.year, end.month))


# --- cadence -----------------------------------------------------------------------------------------

_COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18}
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_CADENCE = re.compile(
    r"""(?ix)
      \bevery\s+(?P<other>other|second)\s+(?P<unit0>week|month|year)
    | \b(?:every|each)\s+(?P<n1>\d{1,2}|two|three|four|five|six|nine|twelve|eighteen)[\s-](?P<unit1>day|week|month|year)s?
    | \b(?P<n2>\d{1,2}|two|three|four|six|nine|twelve|eighteen)[\s-](?P<unit2>week|month|year)(?:ly)?\s+(?:cadence|basis|cycle|rhythm|schedule|interval)
    | \b(?P<half>twice\s+(?:a|per|each|every)\s+year|half-?\s?yearly|semi-?annual(?:ly)?|bi-?annual(?:ly)?|every\s+half-?\s?year|every\s+six\s+months)
    | \b(?P<quarter>quarterly|(?:every|each|per|a)\s+quarter|four\s+times\s+a\s+year)
    | \b(?P<month>monthly|(?:every|each)\s+month)
    | \b(?P<week>weekly|(?:every|each)\s+week)
    | \b(?P<year>annual(?:ly)?|yearly|(?:every|each)\s+year|once\s+a\s+year)
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
    for count, unit in (("n1", "unit1"), ("n2", "unit2")):
        if part[count]:
            word = (part[count] or "").lower()
            return f"P{_COUNT.get(word) or int(word)}{_UNITS[(part[unit] or '').lower()]}"
    for name, duration in (
        ("half", "P6M"),
        ("quarter", "P3M"),
        ("month", "P1M"),
        ("week", "P1W"),
        ("year", "P1Y"),
    ):
        if part[name]:
            return duration
    return None
