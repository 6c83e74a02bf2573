"""Periods in running text as first and last day: "July to September 2024", "in the six months to June"."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from extractors.cadence import COUNT, count_of
from extractors.editions import (
    DAY,
    MONTH,
    QUARTER,
    YEAR,
    last_day,
    month_number,
    quarter_number,
    span_of,
)
from schemas.records import Coverage

Parts = dict[str, str | None]


class Period(NamedTuple):
    """A stretch of days and where it is printed."""

    coverage: Coverage
    start: int
    end: int


_TO = r"\s*(?:-|–|—|\bto\b|\band\b|\bthrough\b|\bthru\b|\buntil\b|\btill\b)\s*"
_ENDING = r"\s+(?:to|ending|ended|until|through|up\s+to)\s+(?:the\s+end\s+of\s+)?"
_BY = r"(?:as\s+of|as\s+at|by|up\s+to|until|to)\s+(?:the\s+end\s+of\s+)?"
_IN = r"(?:in|during|for|over|throughout|across|within)\s+(?:all\s+of\s+|the\s+course\s+of\s+)?"
_FIGURES = r"(?:\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_PERIODS = re.compile(
    rf"""(?ix)
      # the twelve months to 30 June 2025 / the six months ended December 2024
      \b(?P<xn>{COUNT})\s+months{_ENDING}(?:(?P<xd>{DAY})\s+)?(?P<xm>{MONTH})(?:\s+{DAY})?,?\s+(?P<xy>{YEAR})
      # the year ended March 31, 2025
    | \b(?P<xu>year|quarter|half-?year){_ENDING}
        (?:(?P<wd>{DAY})\s+)?(?P<wm>{MONTH})(?:\s+{DAY})?,?\s+(?P<wy>{YEAR})
      # July 1 through September 30, 2024 / July 1, 2023 to June 30, 2024
    | \b(?P<am>{MONTH})\s+(?P<ad>{DAY})(?:,?\s+(?P<ay>{YEAR}),?)?{_TO}
        (?P<am2>{MONTH})\s+(?P<ad2>{DAY}),?\s+(?P<ay2>{YEAR})
      # 1 July to 30 September 2024
    | \b(?P<bd>{DAY})\s+(?P<bm>{MONTH})(?:\s+(?P<by>{YEAR}))?{_TO}
        (?P<bd2>{DAY})\s+(?P<bm2>{MONTH}),?\s+(?P<by2>{YEAR})
      # 01/07/2024 - 31/12/2024, 2024-07-01 to 2024-12-31
    | (?<![\d/.-])(?P<na>{_FIGURES}){_TO}(?P<nb>{_FIGURES})(?![\d/-])
      # July, August and September 2025
    | \b(?P<lm>{MONTH})(?:,\s+{MONTH})+,?\s+and\s+(?P<lm2>{MONTH})\s+(?P<ly>{YEAR})
      # between January and June 2017 / Jan-Jun 2022 / July 2012 to June 2014
    | \b(?P<cm>{MONTH})(?:\s+(?P<cy>{YEAR}))?{_TO}(?P<cm2>{MONTH})(?:\s+(?P<cy2>{YEAR}))
      # between 2020 and 2024 / from 2022 to 2024 / 2019-2023
    | \b(?:between|from)\s+(?P<ra>{YEAR}){_TO}(?P<rb>{YEAR})
    | (?<![\d/-])(?P<sa>{YEAR})\s?[–-]\s?(?P<sb>{YEAR})(?![\d-])
      # Q3 2024, third quarter of 2024, 2024 Q3
    | \b(?P<q>{QUARTER})(?:\s+of)?[\s,-]+(?P<qy>{YEAR})
    | \b(?P<qy2>{YEAR})[\s-]+(?P<q2>Q[1-4])\b
      # the first six months of 2025
    | \b(?P<fl>first|last)\s+(?P<fn>{COUNT})\s+months\s+of\s+(?P<fy>{YEAR})
      # H1 2024, first half of 2024
    | \b(?P<h>H[12]|(?:first|second)\s+half(?:\s+of)?)[\s,-]+(?P<hy>{YEAR})
    | \b(?P<hy2>{YEAR})[\s-]+(?P<h2>H[12])\b
      # CY 2023, calendar year 2023, the year 2023
    | \b(?:CY|calendar\s+year|the\s+year)\s*(?P<y>{YEAR})
    | \b(?:in|during|for|over)\s+the\s+(?P<y2>{YEAR})\s+(?:calendar\s+)?year\b
      # as of / by 31 December 2024, by the end of 2024: open at the start
    | \b{_BY}(?P<ud>{DAY})\s+(?P<um>{MONTH}),?\s+(?P<uy>{YEAR})
    | \b{_BY}(?P<vm>{MONTH})\s+(?P<vd>{DAY}),?\s+(?P<vy>{YEAR})
    | \b(?:as\s+of|as\s+at|by|up\s+to|until)\s+(?P<nm>{MONTH}),?\s+(?P<ny>{YEAR})
    | \b(?:by|at|until|up\s+to|to)\s+the\s+(?:end|close)\s+of\s+(?:(?P<em>{MONTH})\s+)?(?P<ey>{YEAR})
      # since October 2025, since 3 May 2024: open at the end
    | \bsince\s+(?:(?:the\s+start\s+of\s+)?(?:(?P<sd>{DAY})\s+)?(?P<sm>{MONTH}),?\s+)?(?P<sy>{YEAR})
    | \bsince\s+(?P<tm>{MONTH})\s+(?P<td>{DAY}),?\s+(?P<ty>{YEAR})
      # in / during / for / over / throughout (July) 2024
    | \b{_IN}(?:(?P<im>{MONTH})\s+)?(?P<iy>{YEAR})(?!\s*(?:-|–)\s*\d)
    """
)
_NO_YEAR = r"(?!,?\s+(?:19|20)\d\d\b|\s+\d{1,2}\b)"
_YEARLESS = re.compile(
    rf"""(?ix)
      \b(?:between|from)\s+(?P<ad>{DAY})\s+(?P<am>{MONTH}){_TO}(?P<ad2>{DAY})\s+(?P<am2>{MONTH}){_NO_YEAR}
    | \b(?:between|from)\s+(?P<bm>{MONTH}){_TO}(?P<bm2>{MONTH}){_NO_YEAR}
    | \b(?:(?P<n>{COUNT})\s+months|(?:the|that)\s+(?P<unit>half-?year|quarter))
        {_ENDING}(?P<nm>{MONTH}){_NO_YEAR}
    | \b(?P<half>first|second)\s+half\s+of\s+(?:the|that|this)\s+year\b
    | \b(?P<quarter>first|second|third|fourth|last)\s+quarter\s+of\s+(?:the|that|this)\s+year\b
    | \b(?:in|during|for)\s+(?:the\s+)?(?P<bare>Q[1-4]|H[12]|(?:first|second|third|fourth|last)\s+quarter
        |(?:first|second)\s+half)\b(?!\s+of\b|[\s,-]+(?:19|20)\d\d)
    | \b(?:in|during)\s+(?P<m>{MONTH}){_NO_YEAR}
    """
)


def months(first: tuple[int, int], last: tuple[int, int]) -> Coverage | None:
    """The coverage from the first day of one (year, month) to the last day of another."""
    start, end = date(*first, 1), last_day(*last)
    return Coverage(start=start, end=end) if start <= end else None


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


def previous(coverage: Coverage) -> Coverage | None:
    """The period of the same length in whole months right before a closed period."""
    if not coverage.start or not coverage.end:
        return None
    length = (coverage.end.year - coverage.start.year) * 12 + coverage.end.month - coverage.start.month + 1
    index = coverage.start.year * 12 + coverage.start.month - 2
    return _months_to(length, index // 12, index % 12 + 1)


def find_yearless_periods(text: str, within: Coverage) -> list[Period]:
    """Periods printed without a year ("in the six months to December"), placed inside that of the report.

    `within` must be closed. A month that it does not hold stays unknown, one it holds twice is the first.
    """
    if not within.start or not within.end:
        return []
    found: list[Period] = []
    for match in _YEARLESS.finditer(text):
        for year in range(within.start.year, within.end.year + 1):
            try:
                coverage = _in_year(match.groupdict(), year)
            except ValueError:
                continue
            if coverage and _inside(coverage, within):
                found.append(Period(coverage, match.start(), match.end()))
                break
    return found


def _number(part: Parts, key: str) -> int:
    digits = re.match(r"\d+", part[key] or "")
    return int(digits.group()) if digits else 0


def _day(part: Parts, year: str, month: str, day: str) -> date:
    return date(_number(part, year), month_number(part[month] or ""), _number(part, day))


def _months_to(count: int, year: int, month: int) -> Coverage | None:
    """So many whole months, the last of them given."""
    index = year * 12 + month - count
    return months((index // 12, index % 12 + 1), (year, month))


def _quarter_of(year: int, quarter: int) -> Coverage | None:
    return months((year, 3 * quarter - 2), (year, 3 * quarter))


def _half_of(year: int, *, second: bool) -> Coverage | None:
    return months((year, 7 if second else 1), (year, 12 if second else 6))


def part_of_year(text: str, year: int) -> Coverage | None:
    """The days of "Q2", "the third quarter" or "H1" in a year; None for another text."""
    low = text.lower().removeprefix("the ")
    if low[:1] == "q" or low.endswith("quarter"):
        return _quarter_of(year, quarter_number(low))
    second = low.startswith(("h2", "second", "last"))
    return _half_of(year, second=second) if second or low.startswith(("h1", "first")) else None


def _coverage_of(part: Parts) -> Coverage | None:
    if part["xn"]:
        return _months_to(count_of(part["xn"]), _number(part, "xy"), month_number(part["xm"] or ""))
    if part["xu"]:
        length = {"year": 12, "quarter": 3}.get(part["xu"].lower(), 6)
        return _months_to(length, _number(part, "wy"), month_number(part["wm"] or ""))
    if part["am"] or part["bm"]:
        return _between_days(part, "a" if part["am"] else "b")
    if part["na"] and part["nb"]:
        return _between_figures(part["na"], part["nb"])
    if part["cm"]:
        return _between_months(part)
    if part["lm"]:
        year = _number(part, "ly")
        return months((year, month_number(part["lm"])), (year, month_number(part["lm2"] or "")))
    if part["q"] or part["q2"]:
        year = _number(part, "qy") or _number(part, "qy2")
        return _quarter_of(year, quarter_number(part["q"] or part["q2"] or ""))
    if part["fn"] and (count := count_of(part["fn"])) <= 12:
        year, first = _number(part, "fy"), 1 if (part["fl"] or "").lower() == "first" else 13 - count
        return months((year, first), (year, first + count - 1))
    if part["h"] or part["h2"]:
        second = (part["h"] or part["h2"] or "").lower().startswith(("h2", "second"))
        return _half_of(_number(part, "hy") or _number(part, "hy2"), second=second)
    return _one_date(part)


def _between_days(part: Parts, key: str) -> Coverage | None:
    end = _day(part, f"{key}y2", f"{key}m2", f"{key}d2")
    year = _number(part, f"{key}y") or end.year
    start = date(year, month_number(part[f"{key}m"] or ""), _number(part, f"{key}d"))
    return Coverage(start=start, end=end)


def _between_figures(first: str, last: str) -> Coverage | None:
    """Two dates in figures. Which number is the day must show in one of them ("01/07/2024 - 31/12/2024")."""
    numbers = [[int(one) for one in re.split(r"\D", text)] for text in (first, last)]
    if all(len(text.split("-")[0]) == 4 for text in (first, last)):
        start, end = (date(*one) for one in numbers)
    elif any(one[0] > 12 for one in numbers) and all(len(text.split("-")) == 1 for text in (first, last)):
        start, end = (date(year, month, day) for day, month, year in numbers)
    elif any(one[1] > 12 for one in numbers) and all(len(text.split("-")) == 1 for text in (first, last)):
        start, end = (date(year, month, day) for month, day, year in numbers)
    else:
        return None
    return Coverage(start=start, end=end) if start <= end else None


def _between_months(part: Parts) -> Coverage | None:
    """Months named with one year or two; "November to January 2025" begins the year before."""
    year, last = _number(part, "cy2"), month_number(part["cm2"] or "")
    first = month_number(part["cm"] or "")
    begins = _number(part, "cy") or (year if first <= last else year - 1)
    return months((begins, first), (year, last))


def _one_date(part: Parts) -> Coverage | None:
    if part["y"] or part["y2"]:
        return span_of(part["y"] or part["y2"] or "")
    for key in ("u", "v"):
        if part[f"{key}d"]:
            return Coverage(end=_day(part, f"{key}y", f"{key}m", f"{key}d"))
    if part["sy"]:
        month = month_number(part["sm"]) if part["sm"] else 1
        return Coverage(start=date(_number(part, "sy"), month, _number(part, "sd") or 1))
    if part["ty"]:
        return Coverage(start=_day(part, "ty", "tm", "td"))
    for first, last in (("ra", "rb"), ("sa", "sb")):
        if part[first]:
            return months((_number(part, first), 1), (_number(part, last), 12))
    if part["ny"]:
        return Coverage(end=last_day(_number(part, "ny"), month_number(part["nm"] or "")))
    if part["ey"]:
        return Coverage(end=last_day(_number(part, "ey"), month_number(part["em"]) if part["em"] else 12))
    if part["iy"]:
        return span_of(f"{part['iy']}-{month_number(part['im']):02}" if part["im"] else part["iy"])
    return None


def _in_year(part: Parts, year: int) -> Coverage | None:
    if part["ad"]:
        return Coverage(
            start=date(year, month_number(part["am"] or ""), _number(part, "ad")),
            end=date(year, month_number(part["am2"] or ""), _number(part, "ad2")),
        )
    if part["bm"]:
        return months((year, month_number(part["bm"])), (year, month_number(part["bm2"] or "")))
    if part["nm"]:
        length = count_of(part["n"]) if part["n"] else 3 if part["unit"] == "quarter" else 6
        return _months_to(length, year, month_number(part["nm"]))
    if part["half"]:
        return _half_of(year, second=part["half"].lower() == "second")
    if part["quarter"]:
        return _quarter_of(year, quarter_number(part["quarter"]))
    if part["bare"]:
        return part_of_year(part["bare"], year)
    month = month_number(part["m"] or "")
    return months((year, month), (year, month))


def _inside(coverage: Coverage, within: Coverage) -> bool:
    if not (coverage.start and coverage.end and within.start and within.end):
        return False
    return within.start <= coverage.start and coverage.end <= within.end


def is_cumulative(text: str) -> bool:
    """Whether the words say that a count runs since a start ("since joining", "to date", "in all")."""
    return _CUMULATIVE.search(text) is not None


_CUMULATIVE = re.compile(
    rf"""(?ix)\b(?<!lowest\snumber\s)(?<!highest\snumber\s)(?<!lowest\s)(?<!highest\s)(?:
      since\s+(?:launch | inception | then | (?:it|they|we)\s+(?:(?:was|were|has|have)\s+)?\w+ed
        | we\s+\w+ | \w+ing\b
        | (?:the|its|their|our)\s+(?:[a-z-]+ing|launch|start|beginning|signature|programme|program|pledge)\b)
    | since\s+[^,.;:]{{2,40}}?,?\s+(?:it|they|we)\s+(?:has|have|had)\b
    | since\s+(?!(?:{MONTH}|{YEAR}))[^,.;:]{{2,40}}?,?\s+(?:the\s+\w+|[A-Z]\w+)\s+(?:has|have|had)\b
    | to\s+date | as\s+(?:of|at)\s+\w+ | (?<!report\s)(?<!edition\s)(?<!reports\s)so\s+far | ever\s+since
    | from\s+the\s+day\s+(?:it|they|we)\s+\w+ | all-?time | cumulative(?:ly)?)\b"""
)
