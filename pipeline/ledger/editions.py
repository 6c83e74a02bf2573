"""Dates of reduced precision and whole-month durations: the calendar that the ledger counts in."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from schemas.records import Coverage

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_MONTHS = list(calendar.month_name)


def first_day(edition: str) -> date:
    """The first day of `2024`, `2024-10` or `2024-10-03`."""
    year, month, day = (int(part) for part in f"{edition}-01-01".split("-")[:3])
    return date(year, month, day)


def last_day(edition: str) -> date:
    """The last day of `2024`, `2024-10` or `2024-10-03`."""
    start = first_day(edition)
    if len(edition) == 4:
        return date(start.year, 12, 31)
    if len(edition) == 7:
        return date(start.year, start.month, calendar.monthrange(start.year, start.month)[1])
    return start


def due_day(edition: str) -> date:
    """The first day on which the edition can be asked for: a year's report only when the year is over."""
    return last_day(edition) + timedelta(days=1) if len(edition) == 4 else first_day(edition)


def add(day: date, duration: str, times: int = 1) -> date:
    """The day so many ISO 8601 durations later; the 31st becomes the last day of a shorter month.

    Raises ValueError where the calendar ends (the year 9999).
    """
    months, days = _parts(duration)
    number = day.year * 12 + day.month - 1 + months * times
    year, month = divmod(number, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{day} and {times} times {duration} lies outside the calendar")
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)) + timedelta(days=days * times)


def days_of(duration: str) -> int:
    """About how many days a duration has."""
    months, days = _parts(duration)
    return round(months * 365.25 / 12) + days


def like(day: date, edition: str) -> str:
    """The day in the precision of an edition."""
    return day.isoformat()[: len(edition)]


def in_words(edition: str) -> str:
    """`2024-10` is October 2024."""
    parts = edition.split("-")
    if len(parts) == 1:
        return edition
    words = f"{_MONTHS[int(parts[1])]} {parts[0]}"
    return words if len(parts) == 2 else f"{int(parts[2])} {words}"


def day_in_words(day: date) -> str:
    """2025-01-20 is 20 January 2025."""
    return in_words(day.isoformat())


def period_in_words(coverage: Coverage) -> str:
    """`2024`, `January to March 2025`, `since 3 May 2024`."""
    start, end = coverage.start, coverage.end
    if start is None or end is None:
        day = start or end
        assert day is not None
        return f"{'since' if start else 'until'} {in_words(day.isoformat())}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if start.day == 1 and end == last_day(end.isoformat()[:7]):
        first, last = _MONTHS[start.month], f"{_MONTHS[end.month]} {end.year}"
        if start.year != end.year:
            first += f" {start.year}"
        return last if (start.year, start.month) == (end.year, end.month) else f"{first} to {last}"
    return f"{in_words(start.isoformat())} to {in_words(end.isoformat())}"


def span(coverage: Coverage | None) -> str | None:
    """The length of a period as a duration in months, or in days where it is no whole months."""
    if coverage is None or coverage.start is None or coverage.end is None:
        return None
    start, after = coverage.start, coverage.end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return f"P{months}M" if after.day == start.day and months else f"P{(after - start).days}D"


def _parts(duration: str) -> tuple[int, int]:
    """Months and days. Raises ValueError when there is neither."""
    found = _DURATION.fullmatch(duration)
    years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    if not years + months + weeks + days:
        raise ValueError(f"the duration {duration!r} has no length")
    return years * 12 + months, weeks * 7 + days
