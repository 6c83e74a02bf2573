"""Years of a company's own: when they begin, and which days a named one has."""

from __future__ import annotations

import pytest

from extractors.fiscal import fiscal_calendar, names_fiscal_year

from .worlds import days


@pytest.mark.parametrize(
    ("told", "named", "coverage", "why"),
    [
        (
            "Fiscal 2024 ran from February 1, 2023 through January 31, 2024.",
            "third quarter of fiscal 2025",
            ("2024-08-01", "2024-10-31"),
            "the days of one year give those of another",
        ),
        ("Our financial year runs from April to March.", "FY24", ("2023-04-01", "2024-03-31"), "two digits"),
        ("Our fiscal year begins on July 1.", "FY2025 Q1", ("2024-07-01", "2024-09-30"), "quarter behind"),
        ("Fees for 2024/25 (1 July to 30 June)", "2023/24", ("2023-07-01", "2024-06-30"), "a split year"),
        (
            "Losses in 2023-24, to 31 March 2024",
            "2023-24",
            ("2023-04-01", "2024-03-31"),
            "its last day",
        ),
        ("The fiscal year begins in January.", "fiscal 2024", ("2024-01-01", "2024-12-31"), "the calendar's"),
    ],
)
def test_days_of_a_named_year(told: str, named: str, coverage: tuple[str, str], why: str) -> None:
    calendar = fiscal_calendar(told)
    assert calendar is not None
    assert calendar.find(named) == days(*coverage), why


def test_a_text_that_tells_no_days_has_no_calendar() -> None:
    assert fiscal_calendar("In fiscal 2024 we spent $3 million.") is None
    assert names_fiscal_year("System safety update, FY2025 Q3")
    assert fiscal_calendar("The plan of 2019-23 ended on 31 March 2023.") is None, "several years"
    assert not names_fiscal_year("Safety update, 2025 Q3")
