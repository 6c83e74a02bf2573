"""What the first page and an organisation's page tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish.site.overview_page import headline
from tests.publish.site_pages import page, parsed, words


def test_the_first_page_says_first_who_owes_a_report(site: Path) -> None:
    html = page(site, "index.html")
    assert html.h1 is not None
    assert words(html.h1).startswith("4 organisations owe a report, 21 admitted gaps are open")
    owed = [words(tag) for tag in html.select(".card h3")]
    assert owed == ["Civitai", "Invoke", "Metaphysic", "Lanternwick"], "the longest overdue first"
    first = html.select_one(".card")
    assert first is not None
    assert "April 2025 and July 2025 editions" in words(first)


def test_the_first_page_shows_the_oldest_gaps_and_the_figures_that_cannot_be(site: Path) -> None:
    html = page(site, "index.html")
    ages = [words(tag) for tag in html.select("[aria-labelledby=old] .age")]
    assert ages[0] == "1 year 4 months"
    kinds = [words(tag) for tag in html.select("[aria-labelledby=contradict] .lead-in")]
    assert kinds[0] == "Running total falls · cannot be true as printed"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            (4, 22, 4, 9),
            "4 organisations owe a report, 22 admitted gaps are open, 4 figures cannot be true as printed.",
        ),
        (
            (1, 1, 1, 1),
            "1 organisation owes a report, 1 admitted gap is open, 1 figure cannot be true as printed.",
        ),
        ((0, 3, 0, 2), "No report is overdue, 3 admitted gaps are open, 2 figures contradict others."),
        ((0, 0, 0, 1), "No report is overdue, 1 figure contradicts another."),
        ((0, 0, 0, 0), "No report is overdue."),
    ],
)
def test_the_headline_says_only_what_there_is(counts: tuple[int, int, int, int], expected: str) -> None:
    assert " ".join(headline(*counts).split()) == expected


def test_the_calendar_tells_a_report_that_came_from_one_that_is_overdue(site: Path) -> None:
    rows = {
        words(row.th): words(row)
        for row in page(site, "index.html").select(".calendar tbody tr")
        if row.th is not None
    }
    assert rows["Lanternwick"].count("published") == 4
    assert rows["Lanternwick"].endswith("July 2025 overdue")


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("findings", "a count that should only grow falls from 212 (January 2025) to 205 (April 2025)"),
        ("findings", "its last day of grace was 31 August 2025."),
        ("open", "Open for 1 year 3 months , since July 2024 · Provenance"),
        ("open", "Narrowed , January 2025"),
        ("dropped", "Adding child safety information to model cards."),
        ("answered", "Assessing the models that were uploaded before July 2024."),
        ("answered", "Answered by Lanternwick has finished assessing the models"),
        ("commitments", "Promises a report every three months"),
        ("progress", "Lanternwick has finished assessing the models"),
        ("figures", "Accounts banned, disabled or deleted for good"),
        ("figures", "+864 (+28%)"),
        ("figures", "about +222"),
        ("figures", "about 90"),
        ("figures", "counted by Beacon Clearing House"),
        (
            "figures",
            "CyberTipline by an organisation a part of them Filed 212 reports with NCMEC",
        ),
    ],
)
def test_lanternwicks_page(site: Path, section: str, says: str) -> None:
    found = page(site, "organisations/lanternwick.html").select_one(f"[aria-labelledby={section}]")
    assert found is not None
    assert says.casefold() in words(found).casefold()


def test_every_chart_has_its_figures_in_words_and_as_a_table(site: Path) -> None:
    charts = 0
    for path in (site / "organisations").iterdir():
        for figure in parsed(path).select("figure.chart"):
            drawing = figure.find("svg")
            assert drawing is not None
            assert drawing["role"] == "img"
            assert "Chart of" in drawing["aria-label"]
            rows = figure.select("tbody tr")
            assert len(rows) >= 2
            for row in rows:
                link = row.find("a")
                assert link is not None
                said = " ".join([drawing["aria-label"], *map(words, figure.select("p.break"))])
                assert words(link) in said
            charts += 1
    assert charts > 60


def test_a_break_is_told_and_a_whole_beside_its_parts_is_not_drawn(site: Path) -> None:
    civitai = page(site, "organisations/civitai.html").get_text()
    assert "October 2024 and January 2025 cannot be compared" in civitai
    harbourline = page(site, "organisations/harbourline.html").get_text()
    assert "Not drawn, since it takes in the others: 2024: 48,210." in harbourline


def test_a_restated_figure_is_marked_in_the_table(site: Path) -> None:
    gallowglass = page(site, "organisations/gallowglass.html").get_text()
    assert "restated later as 61" in gallowglass
    assert "restates 75" in gallowglass


def test_charts_are_called_by_what_they_count(site: Path) -> None:
    """Not by the labels that only say when, whose, or that it is the sum."""
    titles = [words(tag) for tag in page(site, "organisations/harbourline.html").select(".chart h3")]
    assert titles == [
        "Reports received, by provider and calendar year",
        "Reports to the Beacon Clearing House, 2024: Grooming",
        "Reports to the Beacon Clearing House, 2024: Images and videos",
        "Reports to the Beacon Clearing House, 2024",
    ]


def test_a_gap_is_open_since_an_edition_or_the_day_of_a_years_report(site: Path) -> None:
    said = [
        words(tag) for tag in page(site, "organisations/harbourline.html").select("#open ~ .gaps .lead-in")
    ]
    assert any(one.endswith("since 18 March 2025") for one in said), said
