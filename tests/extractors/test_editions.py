"""Dates that name editions, references to earlier ones, and rhythms of reporting."""

from __future__ import annotations

import pytest

from extractors.cadence import find_cadence
from extractors.editions import find_editions, find_reference, span_of
from extractors.issued import heading_edition

from .worlds import days


@pytest.mark.parametrize(
    ("text", "editions", "why"),
    [
        ("January 2025: Civitai", ["2025-01"], "a month and a year"),
        ("3 October 2024", ["2024-10-03"], "a day"),
        ("October 3rd, 2024", ["2024-10-03"], "a day the American way"),
        ("the 1st of Sept. 2024", ["2024-09-01"], "an abbreviation and an ordinal"),
        ("2024-11-30", ["2024-11-30"], "ISO 8601"),
        ("Q3 2024 and 2024 Q4", ["2024-07", "2024-10"], "a quarter is named by its first month"),
        ("third quarter of 2023", ["2023-07"], "in words"),
        ("Annual report 2024", ["2024"], "a year"),
        ("$2024 or 2,024 or 2024%", [], "amounts are no years"),
        ("31 June 2024", [], "there is no such day"),
        ("12024", [], "a longer number"),
    ],
)
def test_dates_that_can_name_an_edition(text: str, editions: list[str], why: str) -> None:
    assert [one.iso for one in find_editions(text)] == editions, why


@pytest.mark.parametrize(
    ("heading", "edition", "why"),
    [
        ("January 2025: Civitai", "2025-01", "a month names an edition wherever it stands"),
        ("Transparency report 2024", "2024", "a year beside a word for a report"),
        ("2024", "2024", "a year alone"),
        ("Pledges for 2025", None, "a year that is aimed at"),
        ("Report on our targets for 2030", None, "aimed at, though a report is mentioned"),
        ("What changed in 2023", None, "a bare year in passing"),
    ],
)
def test_editions_of_headings(heading: str, edition: str | None, why: str) -> None:
    assert heading_edition(heading) == edition, why


@pytest.mark.parametrize(
    ("text", "edition", "reference", "why"),
    [
        ("consistent with October's report", "2025-01", "2024-10", "the last October before the edition"),
        ("as in our March 2023 update", "2025-01", "2023-03", "month and year are printed"),
        ("since the 2022 report", "2025", "2022", "a year"),
        ("unchanged from the January report", "2025-01", "2024-01", "the same month means the year before"),
        ("set out in the summary of 2024", "2025", "2024", "other words for a report"),
        ("the bulletin of December", "2025-03", "2024-12", "month behind the word"),
        ("as in October's report", None, None, "without an edition the year stays unknown"),
        ("since the previous report", "2025-01", None, "no date at all"),
    ],
)
def test_references_to_earlier_editions(
    text: str, edition: str | None, reference: str | None, why: str
) -> None:
    assert find_reference(text, edition) == reference, why


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("every three months", "P3M"),
        ("on a six-month cadence", "P6M"),
        ("each quarter", "P3M"),
        ("twice a year", "P6M"),
        ("half-yearly", "P6M"),
        ("every other year", "P2Y"),
        ("annually", "P1Y"),
        ("every 2 weeks", "P2W"),
        ("four times a year", "P3M"),
        ("from time to time", None),
    ],
)
def test_cadence(text: str, duration: str | None) -> None:
    assert find_cadence(text) == duration


@pytest.mark.parametrize(
    ("edition", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
    ],
)
def test_the_days_of_an_edition(edition: str, start: str, end: str) -> None:
    assert span_of(edition) == days(start, end)
