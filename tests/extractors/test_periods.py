"""Periods in running text, with and without a year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.periods import find_periods, find_yearless_periods, is_cumulative, months, previous

from .worlds import days


@pytest.mark.parametrize(
    ("text", "start", "end", "why"),
    [
        ("between January and June 2024", "2024-01-01", "2024-06-30", "two months, one year"),
        ("from November 2023 to January 2024", "2023-11-01", "2024-01-31", "two years"),
        ("November to January 2024", "2023-11-01", "2024-01-31", "begins the year before"),
        ("July 1 through September 30, 2024", "2024-07-01", "2024-09-30", "days the American way"),
        ("from 1 July to 30 September 2024", "2024-07-01", "2024-09-30", "days the British way"),
        ("from May 1, 2024, to April 30, 2025", "2024-05-01", "2025-04-30", "a comma behind each year"),
        ("Period: 01/07/2024 – 31/12/2024", "2024-07-01", "2024-12-31", "in figures, the day first"),
        ("7/1/2024 to 12/31/2024", "2024-07-01", "2024-12-31", "in figures, the month first"),
        ("2024-07-01 to 2024-12-31", "2024-07-01", "2024-12-31", "in the order of the standard"),
        ("July, August and September 2025", "2025-07-01", "2025-09-30", "months one after the other"),
        ("between 2020 and 2024", "2020-01-01", "2024-12-31", "years"),
        ("2019–2023", "2019-01-01", "2023-12-31", "years joined by a dash"),
        ("by June 2025", None, "2025-06-30", "up to the end of a month"),
        ("in the third quarter of 2024", "2024-07-01", "2024-09-30", "a quarter"),
        ("H1 2024", "2024-01-01", "2024-06-30", "a half"),
        ("in 2023", "2023-01-01", "2023-12-31", "a year"),
        ("CY 2023", "2023-01-01", "2023-12-31", "a calendar year"),
        ("during February 2024", "2024-02-01", "2024-02-29", "a month, leap years too"),
        ("the 12 months to June 2025", "2024-07-01", "2025-06-30", "months in digits up to a month"),
        ("the six months ended 31 December 2024", "2024-07-01", "2024-12-31", "in words"),
        ("the year ended 31 March 2025", "2024-04-01", "2025-03-31", "a year that is no calendar year"),
        ("the twelve months to May 31, 2025", "2024-06-01", "2025-05-31", "up to a day, the month first"),
        ("the year ended March 31, 2025", "2024-04-01", "2025-03-31", "likewise, a year"),
        ("in the 2024 calendar year", "2024-01-01", "2024-12-31", "a calendar year with its number first"),
        ("as of 31 December 2024", None, "2024-12-31", "open at the start"),
        ("by the end of 2024", None, "2024-12-31", "so is a state at the end of a year"),
        ("since October 2025", "2025-10-01", None, "open at the end"),
        ("since 3 May 2024", "2024-05-03", None, "from a day on"),
    ],
)
def test_periods(text: str, start: str | None, end: str | None, why: str) -> None:
    assert [one.coverage for one in find_periods(text)] == [days(start, end)], why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("by 2027", "a deadline"),
        ("from 31 June to 31 July 2024", "there is no such day"),
        ("section 2023", "no word of time before it"),
        ("in 2024-25 money", "half a fiscal year"),
        ("01/02/2024 - 03/04/2024", "nothing shows which number is the day"),
        ("30/02/2024 - 31/12/2024", "no such day"),
    ],
)
def test_no_periods(text: str, why: str) -> None:
    assert find_periods(text) == [], why


@pytest.mark.parametrize(
    ("text", "within", "start", "end", "why"),
    [
        ("in March", ("2024-01-01", "2024-12-31"), "2024-03-01", "2024-03-31", "a month of the year"),
        ("in March", ("2024-07-01", "2025-06-30"), "2025-03-01", "2025-03-31", "the March it holds"),
        ("from January through June", ("2025-01-01", "2025-12-31"), "2025-01-01", "2025-06-30", "months"),
        ("in the six months to June", ("2024-01-01", "2024-12-31"), "2024-01-01", "2024-06-30", "up to one"),
        ("the second half of the year", ("2024-01-01", "2024-12-31"), "2024-07-01", "2024-12-31", "a half"),
        ("in Q2", ("2024-01-01", "2024-12-31"), "2024-04-01", "2024-06-30", "a quarter by its number"),
        ("during the first half", ("2024-01-01", "2024-12-31"), "2024-01-01", "2024-06-30", "a bare half"),
        ("between 5 May and 7 June", ("2024-01-01", "2024-12-31"), "2024-05-05", "2024-06-07", "days"),
    ],
)
def test_periods_without_a_year(text: str, within: tuple[str, str], start: str, end: str, why: str) -> None:
    found = find_yearless_periods(text, days(*within))
    assert [one.coverage for one in found] == [days(start, end)], why


def test_a_month_outside_the_report_stays_unknown() -> None:
    assert find_yearless_periods("in March", days("2024-07-01", "2024-12-31")) == []
    assert find_yearless_periods("in March", days(None, "2024-12-31")) == []


def test_half_of_something_is_no_half_year() -> None:
    assert find_yearless_periods("in the first half of the programme", days("2024-01-01", "2024-12-31")) == []


@pytest.mark.parametrize(
    ("text", "total", "why"),
    [
        ("since the signing", True, "a deed by its name"),
        ("Since the Charter began, the four have paid", True, "a clause of its own, and the perfect"),
        ("since May it has trained", True, "a month, and the perfect"),
        ("so far", True, "up to now"),
        ("214 sites in all", False, "a sum, but of no time"),
        ("since the last report", False, "from one report to the next"),
    ],
)
def test_totals_so_far(text: str, total: bool, why: str) -> None:
    assert is_cumulative(text) == total, why


def test_the_period_before() -> None:
    assert previous(days("2025-01-01", "2025-06-30")) == days("2024-07-01", "2024-12-31")
    assert previous(days("2024-04-01", "2025-03-31")) == days("2023-04-01", "2024-03-31")
    assert previous(days(None, "2024-12-31")) is None


@given(st.dates(date(1950, 1, 1), date(2090, 12, 1)), st.integers(0, 30))
def test_whole_months_are_read_back(first: date, length: int) -> None:
    """Whatever months a report prints, the period is theirs."""
    index = first.year * 12 + first.month - 1 + length
    last = (index // 12, index % 12 + 1)
    printed = f"from {first:%B} {first.year} to {date(*last, 1):%B} {last[0]}"
    assert [one.coverage for one in find_periods(printed)] == [months((first.year, first.month), last)]


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for one in find_periods(text):
        assert 0 <= one.start < one.end <= len(text)
