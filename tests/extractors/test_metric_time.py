"""When a figure holds, where its own words do not print a period beside it."""

from __future__ import annotations

import pytest

from .worlds import days, of

_2024 = days("2024-01-01", "2024-12-31")
_REPORT = "<h1>Annual Report 2024</h1>"


def _times(html: str) -> list[tuple[str, object]]:
    return [(one.basis, one.coverage) for one in of(html, "metric")]


@pytest.mark.parametrize(
    ("sentence", "times", "why"),
    [
        (
            "The trust has trained 900 guides since it was founded in 2015.",
            [("cumulative", days("2015-01-01", None))],
            "a deed's date is where the count starts",
        ),
        (
            "Since the code was opened in November 2022, 19 firms have joined.",
            [("cumulative", days("2022-11-01", None))],
            "the deed before the figure",
        ),
        (
            "The charter was signed on 12 May 2022. Since then the office has answered 840 letters.",
            [("cumulative", days("2022-05-12", None))],
            "the date of the sentence before",
        ),
        (
            "Since March 2025, uploads are compared with a list. The check has stopped 97 uploads.",
            [("cumulative", days("2025-03-01", None))],
            "what has happened since the start told before",
        ),
        (
            "It commissioned four audits, the last in November 2023.",
            [("unspecified", None)],
            "the date of one of them is not that of all",
        ),
        (
            "It has 140,000 members and was founded in 1987.",
            [("unspecified", None)],
            "the date of a foundation",
        ),
        (
            "We handled 1,286 reports in the first half of 2025, up 40% on the first half of 2024.",
            [("period", days("2025-01-01", "2025-06-30"))] * 2,
            "a change is of the period it arrives in, not of the one it is measured against",
        ),
        (
            "The programme was completed in November 2024, and its 1,212 valves all carry a seal.",
            [("unspecified", None)],
            "what stands is not of the month of another deed",
        ),
        ("In twelve months the line took 96 calls.", [("period", None)], "months that are not named"),
        (
            "At the close of 2023 the union counted 57 members, six of which had come in during the year.",
            [("point", None), ("period", days("2023-01-01", "2023-12-31"))],
            "how many there are at an end, and how many came in",
        ),
        (
            "At the end of 2024 the code had 62 members, nine more than a year earlier.",
            [("point", None), ("period", _2024)],
            "by how much a stock changed in the year",
        ),
        (
            "Of the nine recommendations made in 2022, five have been carried out.",
            [("unspecified", None)] * 2,
            "what was set in a year has been met since",
        ),
        (
            "It has ended 19 leases since it joined, 6 of them with resellers.",
            [("cumulative", None)] * 2,
            "a part without a verb of its own",
        ),
        (
            "It has fitted 140 boats since it joined, 45 of them in 2024.",
            [("cumulative", None), ("period", _2024)],
            "a part with a year of its own",
        ),
        (
            "Four of the five mills now publish a plan.",
            [("point", None), ("unspecified", None)],
            "how some of a group stand",
        ),
        ("In 2024 farms used 24.7 mg/kg.", [("period", _2024)], "a unit of measure is no rate"),
        ("The desk took 640 calls in its first season.", [("period", None)], "a time that is not named"),
        (
            "It blocked 438 orders in the first six months of 2025.",
            [("period", days("2025-01-01", "2025-06-30"))],
            "months of a year",
        ),
        ("In 2024 the plant lost 90 litres a day.", [("rate", _2024)], "the days that a rate is of"),
        (
            "In 2023-24 it spent EUR 4 million.",
            [("period", None)],
            "a year whose days are untold",
        ),
        (
            "The filter has been bought by 90 homes since it was introduced.",
            [("cumulative", None)],
            "since something was done",
        ),
    ],
)
def test_of_what_is_told_beside(sentence: str, times: list[tuple[str, object]], why: str) -> None:
    assert _times(f"<h1>News</h1><p>{sentence}</p>") == times, why


@pytest.mark.parametrize(
    ("sentence", "basis", "why"),
    [
        ("We banned 300 users.", "period", "what happened"),
        (
            "It added the filter in January and extended it to 16 languages.",
            "period",
            "a month of another deed",
        ),
        ("We opened an office, which brought the number of moderators to 2,140.", "point", "a level reached"),
        ("The team grew from four to nine.", "unspecified", "both ends of a staff's growth"),
        ("By the end of March 87% of the shops had one.", "point", "a share up to the end of a month"),
        ("A council of 18 teachers, set up in March, reads it.", "unspecified", "an aside on when it began"),
        ("A list of 11 items was agreed.", "unspecified", "the size of a thing"),
        ("We asked 94 questions.", "unspecified", "the inquiry is not of the period it asks about"),
        ("Acme later corrected 11 of its answers.", "unspecified", "a correction of what was sent in"),
        ("In our survey, 38% of adults said that they had been called.", "point", "what a survey found"),
        ("We found that 100% of its moderators were trained.", "point", "a share of the staff"),
        ("Data sets: 17% scanned", "point", "how far something is covered"),
        ("Legal disputes took up 40% of staff time.", "period", "time spent is of the period"),
        ("61% of reports were confirmed.", "period", "a share of what happened"),
    ],
)
def test_within_the_documents_period(sentence: str, basis: str, why: str) -> None:
    times = _times(f"{_REPORT}<p>{sentence}</p>")
    assert times, why
    assert set(times) == {(basis, _2024 if basis == "period" else None)}, why


def test_a_lead_in_takes_the_days_of_the_sentence_before() -> None:
    lead = "<p>The trial ran from 1 May to 31 July 2024. In that time:</p>"
    assert _times(f"<h1>News</h1>{lead}<ul><li>six guides left;</li></ul>") == [
        ("period", days("2024-05-01", "2024-07-31"))
    ]


def test_a_lead_in_narrows_the_documents_period() -> None:
    """A lead-in of part of the year holds for its list."""
    html = f"{_REPORT}<p>Between April and June:</p><ul><li>410 prompts were refused.</li></ul>"
    assert _times(html) == [("period", days("2024-04-01", "2024-06-30"))]


def test_the_figure_for_all_dates_those_of_each() -> None:
    """A later count of the same things is of the period that the count for all gave."""
    html = (
        "<p>Across the four firms there were 31,884 discharges in the twelve months to 31 March 2024.</p>"
        "<h2>Arden</h2><p>Arden recorded 8,460 discharges. Arden opened two sites.</p>"
    )
    year = ("period", days("2023-04-01", "2024-03-31"))
    assert _times(html) == [year, year, ("unspecified", None)]


def test_a_part_in_the_period_leaves_the_whole_as_it_stands() -> None:
    """What "five of whom joined in the period" tells is of the five alone."""
    html = f"{_REPORT}<p>It employs 23 people, five of whom joined in the period.</p>"
    assert _times(html) == [("unspecified", None), ("period", _2024)]
