"""The calendar of editions: reduced precision, durations, periods in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.editions import add, due_day, first_day, in_words, last_day, like, period_in_words, span
from schemas.records import Coverage


@pytest.mark.parametrize(
    ("edition", "first", "last", "due"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 1)),
        ("2024-10-03", date(2024, 10, 3), date(2024, 10, 3), date(2024, 10, 3)),
    ],
    ids=["a year's report is due when the year is over", "a month", "a day"],
)
def test_days_of_an_edition(edition: str, first: date, last: date, due: date) -> None:
    assert (first_day(edition), last_day(edition), due_day(edition)) == (first, last, due)


@pytest.mark.parametrize(
    ("day", "duration", "times", "expected"),
    [
        (date(2024, 7, 1), "P3M", 2, date(2025, 1, 1)),
        (date(2024, 1, 31), "P1M", 1, date(2024, 2, 29)),
        (date(2024, 1, 31), "P1M", 2, date(2024, 3, 31)),
        (date(2024, 12, 30), "P1Y2W1D", 1, date(2026, 1, 14)),
    ],
    ids=[
        "over the year",
        "a shorter month",
        "counted from the start, not from the shorter month",
        "all units",
    ],
)
def test_adding_durations(day: date, duration: str, times: int, expected: date) -> None:
    assert add(day, duration, times) == expected


@pytest.mark.parametrize("duration", ["P", "P0D", "P0M0D", "three months"])
def test_a_duration_without_length_is_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="has no length"):
        add(date(2024, 1, 1), duration)


def test_the_calendar_ends() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add(date(2024, 1, 1), "P1Y", 9000)


@pytest.mark.parametrize(
    ("start", "end", "length", "words"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "P12M", "2024"),
        (date(2023, 1, 1), date(2024, 12, 31), "P24M", "2023 to 2024"),
        (date(2025, 1, 1), date(2025, 3, 31), "P3M", "January to March 2025"),
        (date(2024, 12, 1), date(2025, 2, 28), "P3M", "December 2024 to February 2025"),
        (date(2025, 2, 1), date(2025, 2, 28), "P1M", "February 2025"),
        (date(2025, 2, 3), date(2025, 2, 9), "P7D", "3 February 2025 to 9 February 2025"),
        (date(2025, 2, 3), None, None, "since 3 February 2025"),
        (None, date(2025, 2, 3), None, "until 3 February 2025"),
    ],
)
def test_periods(start: date | None, end: date | None, length: str | None, words: str) -> None:
    coverage = Coverage(start=start, end=end)
    assert (span(coverage), period_in_words(coverage)) == (length, words)


def test_in_words() -> None:
    assert [in_words(one) for one in ("2024", "2024-10", "2024-10-03")] == [
        "2024",
        "October 2024",
        "3 October 2024",
    ]


days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(days, st.integers(1, 40))
def test_quarters_and_months_agree(day: date, times: int) -> None:
    assert add(day, "P3M", times) == add(day, "P1M", 3 * times)


@given(days, st.sampled_from(["2024", "2024-10", "2024-10-03"]))
def test_a_day_in_an_editions_precision_holds_the_day(day: date, pattern: str) -> None:
    edition = like(day, pattern)
    assert first_day(edition) <= day <= last_day(edition)
    assert last_day(edition) + timedelta(days=1) >= due_day(edition)
