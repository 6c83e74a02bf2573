"""Figures in tables: headings, groups, totals, units, periods, organisations."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.table_labels import counted_noun

from .worlds import days, table


def test_row_and_column_headings_are_dimensions() -> None:
    (one,) = table([["Policy", "Accounts closed"], ["Spam", "300"]])
    assert one.dimensions == {"Policy": "Spam", "column": "Accounts closed"}
    assert (one.value, one.unit, one.quote) == (300, "accounts", "300")


def test_a_spanning_heading_is_a_dimension_of_its_own() -> None:
    made = table(
        [["Policy", "Accounts", ">"], ["", "Closed", "Restored"], ["Spam", "300", "12"]], header_rows=2
    )
    assert [one.dimensions for one in made] == [
        {"Policy": "Spam", "Accounts": "Closed"},
        {"Policy": "Spam", "Accounts": "Restored"},
    ]
    assert {one.unit for one in made} == {"accounts"}


def test_a_row_of_one_cell_titles_the_rows_under_it() -> None:
    rows = [["Company", "Q1"], ["2023", ">"], ["Google", "10"], ["2024", ">"], ["Google", "20"]]
    for header_rows in (1, 2):  # readers may take the first such row for a heading
        made = table(rows, header_rows=header_rows)
        assert [one.coverage for one in made] == [
            days("2023-01-01", "2023-03-31"),
            days("2024-01-01", "2024-03-31"),
        ]


def test_dashes_blanks_and_words_are_no_figures_and_no_zeros() -> None:
    made = table([["Policy", "Posts"], ["A", "–"], ["B", ""], ["C", "n/a"], ["D", "0"], ["E", "1,200*"]])
    assert [one.value for one in made] == [0, 1200]


@pytest.mark.parametrize(
    ("text", "figures", "why"),
    [
        ("390 10.0%", [(390, "posts"), (10, "percent")], "a count and a share"),
        ("405,222³", [(405222, "posts")], "a footnote mark"),
        ("12–15", [((12, 15), "posts")], "a range"),
        ("€1.2m", [(1200000, "EUR")], "a currency in the cell"),
    ],
)
def test_cells(text: str, figures: list[object], why: str) -> None:
    made = table([["Policy", "Posts"], ["Spam", text]])
    told = [(one.value if one.value is not None else (one.low, one.high), one.unit) for one in made]
    assert told == figures, why


def test_sub_rows_are_part_of_the_row_above() -> None:
    made = table([["Policy", "Posts"], ["Abuse", "300"], ["of which found by us", "120"], ["Total", "300"]])
    assert [one.part_of for one in made] == [None, made[0].id, None]


@pytest.mark.parametrize(
    ("rows", "title", "unit", "why"),
    [
        ([["Policy", "Accounts closed"], ["A", "3"]], None, "accounts", "the column"),
        ([["Policy", "2023"], ["A", "3"]], "Emissions, tonnes of CO2e", "tonnes", "the caption"),
        ([["Policy", "Spent, $"], ["A", "3"]], None, "USD", "a sign"),
        ([["Policy", "Share answered"], ["A", "3"]], None, "percent", "a share"),
        ([["Appeals", "Received"], ["Accounts banned", "3"]], None, "appeals", "the heading over the labels"),
        (
            [["Company", "Complaints filed", "Answered"], ["A", "3", "3"]],
            None,
            "complaints",
            "the other columns",
        ),
        ([["Measure", "2023"], ["Reports received", "3"]], None, "reports", "the row"),
    ],
)
def test_units(rows: list[list[str]], title: str | None, unit: str, why: str) -> None:
    assert {one.unit for one in table(rows, title=title)} == {unit}, why


def test_headings_in_thousands_scale_their_figures() -> None:
    (one,) = table([["Company", "Sales in thousands of tonnes"], ["Google", "1.5"]])
    assert (one.value, one.printed) == (1500, "1.5")


@pytest.mark.parametrize(
    ("title", "value", "unit"),
    [
        ("Thousands of cubic metres", 1500, "cubic metres"),
        ("In thousands", 1500, None),
        ("£m", 1_500_000, "GBP"),
        ("'000 tonnes", 1500, "tonnes"),
        ("Millions of euros", 1_500_000, None),
    ],
)
def test_a_caption_that_is_a_unit_scales_all_figures(title: str, value: float, unit: str | None) -> None:
    (one,) = table([["Class", "2023"], ["Low", "1.5"]], title=title)
    assert (one.value, one.unit if unit else None) == (value, unit)


@pytest.mark.parametrize(
    ("rows", "title", "coverage", "why"),
    [
        ([["Policy", "2023"], ["A", "3"]], None, days("2023-01-01", "2023-12-31"), "a year over the column"),
        ([["Half-year", "Posts"], ["Jan-Jun 2022", "3"]], None, days("2022-01-01", "2022-06-30"), "the row"),
        (
            [["Policy", "Posts"], ["A", "3"]],
            "Posts removed, 2024",
            days("2024-01-01", "2024-12-31"),
            "the caption",
        ),
        (
            [["Policy", "Q2"], ["A", "3"]],
            "Posts, 2024",
            days("2024-04-01", "2024-06-30"),
            "a quarter of its year",
        ),
        ([["Policy", "Posts"], ["A", "3"]], None, None, "none"),
    ],
)
def test_periods(rows: list[list[str]], title: str | None, coverage: object, why: str) -> None:
    (one,) = table(rows, title=title)
    assert (one.coverage, one.basis) == (coverage, "period" if coverage else "unspecified"), why


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Firms with a plan on 31 December", "a day, though columns are years"),
        ("Status of tasks on 17 January 2025", "a day of a year"),
        ("Staff at year-end", "the end of a year"),
    ],
)
def test_a_title_that_tells_a_day_covers_no_period(title: str, why: str) -> None:
    made = table([["Measure", "2023", "2024"], ["Plan", "3", "8%"]], title=title)
    assert [(one.basis, one.coverage) for one in made] == [("point", None)] * 2, why


@pytest.mark.parametrize(
    ("above", "told", "why"),
    [
        ("Between 1 May and 31 July 2025 we cleared the queues below.", True, "leads into the table"),
        ("Between 1 May and 31 July 2025 we were closed.", False, "tells something else"),
        ("In May 2025 we cleared 300 of the queues below.", False, "tells of a figure of its own"),
    ],
)
def test_a_sentence_over_the_table_may_tell_its_period(above: str, told: bool, why: str) -> None:
    (one,) = table([["Queue", "Posts"], ["Spam", "3"]], before=[("paragraph", above)])
    assert (one.coverage is not None) is told, why


def test_a_column_of_changes_arrives_at_the_last_quarter() -> None:
    made = table([["Reason", "Q2 2025", "Q3 2025", "Change"], ["Fraud", "310", "360", "+16%"]])
    assert made[-1].coverage == days("2025-07-01", "2025-09-30")


def test_a_quarter_over_a_column_is_of_the_year_of_the_report() -> None:
    covers = [("paragraph", "This report covers January 1 to March 31, 2025.")]
    made = table([["Policy", "Q4", "Q1"], ["Spam", "300", "200"]], before=covers)
    assert [one.coverage for one in made] == [
        days("2024-10-01", "2024-12-31"),
        days("2025-01-01", "2025-03-31"),
    ]


@pytest.mark.parametrize(
    ("after", "told", "why"),
    [
        ("Complaints were filed between January and March 2024.", True, "tells the table's period"),
        ("Creators waited nine days in the first half of 2024.", False, "tells something else"),
        (
            "Our visits, February to July 2024. A store is one shop as seen by two people.",
            True,
            "only says when",
        ),
    ],
)
def test_a_sentence_under_the_table_may_tell_its_period(after: str, told: bool, why: str) -> None:
    (one,) = table([["Policy", "Complaints"], ["A", "3"]], after=[("paragraph", after)])
    assert (one.coverage is not None) is told, why


def test_in_a_table_by_provider_each_row_is_about_its_provider() -> None:
    made = table(
        [["Provider", "Reports"], ["Port & Sons, LLC (formerly Quay)", "3"], ["Google", "4"], ["Total", "7"]],
        before=[("heading", "Civitai")],
    )
    assert [one.organisation for one in made] == ["port-sons-llc", "google", "beacon-institute"]


def test_a_table_that_goes_on_keeps_its_title() -> None:
    line = ("paragraph", "Reports received, by provider and calendar year")
    (one,) = table([["Provider", "2023"], ["Google", "4"]], before=[line])
    assert (one.unit, one.coverage) == ("reports", days("2023-01-01", "2023-12-31"))


def test_columns_that_number_or_date_rows_are_left_out() -> None:
    assert [one.value for one in table([["Policy", "Rank", "Posts"], ["A", "1", "300"]])] == [300]


@pytest.mark.parametrize(
    ("heading", "noun"),
    [
        ("Accounts disabled", "accounts"),
        ("Received", None),
        ("Data disclosed", None),
        ("Number of URLs", "urls"),
        ("Total analysis", None),
        ("Children advised", "children"),
    ],
)
def test_the_noun_that_a_heading_counts(heading: str, noun: str | None) -> None:
    found = counted_noun(heading)
    assert (found.lower() if found else None) == noun


def test_totals_are_marked_as_such() -> None:
    made = table([["Rule", "Posts"], ["Spam", "30"], ["Fraud", "12"], ["Grand total", "42"]])
    assert [one.total for one in made] == [False, False, True]


@pytest.mark.parametrize(
    ("rows", "tied", "why"),
    [
        ([["Rule", "Posts"], ["Spam", "390 10.0%"]], {"10.0%": "390"}, "in the same cell"),
        (
            [["", "2023", "2024"], ["Posts", "30", "45"], ["% of all", "4%", "5%"]],
            {"4%": "30", "5%": "45"},
            "under",
        ),
        ([["Rule", "Posts", "Found by us"], ["Spam", "30", "98%"]], {"98%": "30"}, "beside"),
        ([["", "2023"], ["Recycled content", "22%"]], {"22%": None}, "no count to be a share of"),
    ],
)
def test_shares_are_tied_to_their_counts(
    rows: list[list[str]], tied: dict[str, str | None], why: str
) -> None:
    made = table(rows)
    printed = {one.id: one.printed for one in made}
    shares = {one.printed: printed.get(one.share_of or "") for one in made if one.unit == "percent"}
    assert {key.rstrip("%"): value for key, value in shares.items()} == {
        key.rstrip("%"): value for key, value in tied.items()
    }, why


@pytest.mark.parametrize(
    ("rows", "title", "after", "unit", "why"),
    [
        (
            [["Member", "Emissions 2024"], ["Ardo", "1.9"]],
            None,
            [("paragraph", "Emissions in tonnes of CO2 per tonne of steel.")],
            "tonnes",
            "a note under the table",
        ),
        ([["Member", "2024"], ["Ardo", "310"]], "Waste by member, in tonnes", [], "tonnes", "the title"),
        ([["Indicator", "2024"], ["Waste (kg)", "310"]], "Waste and energy", [], "kilograms", "the row"),
        ([["Measure", "2024"], ["Uploads scanned (%)", "92"]], None, [], "percent", "a share in the row"),
        (
            [["Quarter", "Images", "Videos", "All"], ["Q1", "3", "4", "7"]],
            "Reports to the hotline",
            [],
            "reports",
            "columns beside their total tell apart what the title counts",
        ),
        (
            [["Rule", "Found by us", "Reported by users"], ["Spam", "12", "3"]],
            "Content removed",
            [],
            None,
            "who reports is not what is counted",
        ),
    ],
)
def test_the_nearest_words_that_name_a_unit_give_it(
    rows: Any, title: str | None, after: Any, unit: str | None, why: str
) -> None:
    assert {one.unit for one in table(rows, title=title, after=after)} == {unit}, why
