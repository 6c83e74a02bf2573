"""The period that a document states once and that holds for the undated figures below it."""

from __future__ import annotations

import pytest

from extractors.stated_period import introduced

from .worlds import days, of


@pytest.mark.parametrize(
    ("sentence", "coverage", "why"),
    [
        ("The reporting window was May to October 2025.", days("2025-05-01", "2025-10-31"), "a window"),
        ("Reporting year: 2024", days("2024-01-01", "2024-12-31"), "a bare year behind a label"),
        ("The reporting period ran from 1 May to 31 July 2024.", days("2024-05-01", "2024-07-31"), "it ran"),
        (
            "It rests on returns from operators for January to December 2023 and on site visits.",
            days("2023-01-01", "2023-12-31"),
            "what it rests on",
        ),
        (
            "This review was compiled from members' accounts for the twelve months to 30 June 2024.",
            days("2023-07-01", "2024-06-30"),
            "what it was made from",
        ),
        (
            "It was prepared from answers received by 31 January 2025, and it covers the calendar year 2024.",
            days("2024-01-01", "2024-12-31"),
            "the period behind the verb, not the first in the sentence",
        ),
        (
            "Unless stated otherwise, all figures are for 2024.",
            days("2024-01-01", "2024-12-31"),
            "a reservation before it",
        ),
        (
            "Figures below: January to June 2025.",
            days("2025-01-01", "2025-06-30"),
            "a label without a verb",
        ),
        (
            "Returns for calendar year 2024 were received from 61 operators.",
            days("2024-01-01", "2024-12-31"),
            "what was sent in is of a period",
        ),
        (
            "Members were asked to supply data for the second half of 2024.",
            days("2024-07-01", "2024-12-31"),
            "what was asked for",
        ),
        ("In this post we look back at 2025.", days("2025-01-01", "2025-12-31"), "we look back"),
        (
            "Forty sites took part in the year under review, which ran from January to December 2024.",
            days("2024-01-01", "2024-12-31"),
            "the year under review",
        ),
        ("We published the first report in 2023.", None, "when it was published"),
        ("The report was written by staff who joined in 2021.", None, "when somebody joined"),
        ("The figures are audited by a firm founded in 1990.", None, "the date of something else"),
        ("This report covers the work of 40 companies.", None, "no period"),
        ("The report describes how we will spend the fund until 2030.", None, "open at the start"),
        ("It rests on returns for May 2025 and for June 2025.", None, "two rounds are no one period"),
        ("The statistics cover 1990 to 2024.", None, "a history is no period of a report"),
    ],
)
def test_what_states_a_period(sentence: str, coverage: object, why: str) -> None:
    assert introduced(sentence) == coverage, why


def _times(html: str) -> list[tuple[str, object]]:
    return [(one.basis, one.coverage) for one in of(html, "metric")]


_2023 = days("2023-01-01", "2023-12-31")
_PILOT = days("2024-09-01", "2024-12-31")


@pytest.mark.parametrize(
    ("html", "times", "why"),
    [
        (
            "<h1>Our report</h1><p>We banned 300 users.</p><p>The reporting year was 2023.</p>",
            [("period", _2023)],
            "a statement holds for the figures above it too",
        ),
        ("<h1>Annual Report 2023</h1><p>We banned 300 users.</p>", [("period", _2023)], "a yearly title"),
        (
            "<h1>Annual Report 2024</h1><p>In 2023 we banned 300 users.</p><p>We closed 4 shops.</p>",
            [("period", _2023), ("unspecified", None)],
            "a report that is named for the year it appeared in",
        ),
        ("<h1>2023 in numbers</h1><p>We banned 300 users.</p>", [("period", _2023)], "a title of a year"),
        (
            "<h1>Policy update 2023</h1><p>We banned 300 users.</p>",
            [("unspecified", None)],
            "a report of a year need not be about that year",
        ),
        (
            "<h1>Update</h1><h2>Results for 2023</h2><p>We banned 300 users.</p>"
            "<h2>Others</h2><p>Six left.</p>",
            [("period", _2023), ("unspecified", None)],
            "a heading's year ends with its section",
        ),
        (
            "<h1>Annual Report 2023</h1><p>We employ 85 moderators.</p><p>We have trained 40 guides.</p>",
            [("unspecified", None), ("unspecified", None)],
            "what stands is of no period",
        ),
        (
            "<h1>Annual Report 2023</h1><p>We have banned 300 users since joining.</p>",
            [("cumulative", None)],
            "a count since a start",
        ),
        (
            "<h1>News</h1><p>Acme took part in a pilot from 1 September to 31 December 2024.</p>"
            "<p>Acme reports that in the pilot it:</p><ul><li>banned 300 users</li></ul>"
            "<p>We sold 4 boats.</p>",
            [("period", _PILOT), ("unspecified", None)],
            "the days of an undertaking hold for what is said to be of it",
        ),
        (
            "<h1>Digest</h1><p>This sums up what members sent us for 2023.</p><h2>Acme</h2>"
            "<p>We banned 300 users.</p>",
            [("period", _2023)],
            "what was sent in, in the preface",
        ),
        (
            "<h1>Digest</h1><p>Three members answered.</p><h2>Acme</h2>"
            "<p>It banned 300 users. Nothing was added to what it told us for 2023.</p>",
            [("unspecified", None), ("unspecified", None)],
            "what one member sent in before",
        ),
        (
            "<h1>Safety</h1><p>We signed the code in April 2022, and we report on it each year.</p>"
            "<p>We banned 300 users.</p>",
            [("unspecified", None)],
            "the date of something else in a sentence on reporting",
        ),
        (
            "<h1>Looms</h1><p>Staff are owed pay. The mill closed in May 2022.</p><p>We sold 30 looms.</p>",
            [("unspecified", None)],
            "a short sentence with a verb is no scope",
        ),
        ("<h1>Acme</h1><h2>Annual report 2023</h2><p>We banned 300 users.</p>", [("period", _2023)], "below"),
        (
            "<h1>News</h1><p>It rests on returns for 2023.</p>"
            "<p>Part two was compiled from logs for 2022.</p><p>We banned 300 users.</p>",
            [("unspecified", None)],
            "two periods: neither is that of the whole",
        ),
    ],
)
def test_what_it_holds_for(html: str, times: list[tuple[str, object]], why: str) -> None:
    assert _times(html) == times, why
