"""The brief: two pages, whatever there is to say; nothing uncited, nothing a source wrote read as markup."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

from pipeline.problems import Problem
from pipeline.publish.brief import Brief, Point, Section, brief_of
from pipeline.publish.brief_pages import brief_pdf, content
from tests.publish.site_world import sample_contents
from tests.publish.worlds import after

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)


def pages_of(brief: Brief) -> list[str]:
    with pdfplumber.open(io.BytesIO(brief_pdf(brief, NOON, "The Watch"))) as pdf:
        return [page.extract_text() for page in pdf.pages]


def section(brief: Brief, title: str) -> Section:
    return next(one for one in brief.sections if one.title == title)


def texts(brief: Brief, title: str) -> list[str]:
    return [point.text for point in section(brief, title).points]


def test_what_it_says_of_lanternwick() -> None:
    """Expectations by hand: see the table of cases in samples/README.md."""
    brief = brief_of(after(), "lanternwick")
    assert texts(brief, "What was promised")[0] == (
        "Lanternwick will publish a progress report every three months, beginning in July 2024."
    )
    assert texts(brief, "What is open") == [
        "Carry provenance data through to video.",
        "Let people report a model without an account.",
    ]
    assert texts(brief, "What was dropped without an answer") == [
        "Adding child safety information to model cards."
    ]
    assert len(texts(brief, "What was answered")) == 2
    assert any("falls from 212" in text for text in texts(brief, "What does not fit"))
    figures = {point.cells[0]: point.cells[1:] for point in section(brief, "What was reported").points}
    assert figures["Accounts banned, disabled or deleted for good"] == (
        "5,231",
        "in all, April 2025",
        "+1,247",
    )
    assert brief.lead.startswith("4 promised reports came; 1 report did not come when due (July 2025).")
    assert "Of 5 gaps that its reports name, 2 are open, 2 answered and 1 dropped" in brief.lead


def test_a_part_is_not_called_by_the_name_of_the_whole() -> None:
    """Of 212 reports in January 37 concerned some images; of those in April no part is told."""
    told = section(brief_of(sample_contents(), "lanternwick"), "What was reported").points
    figures = {point.cells[0]: point.cells[1] for point in told}
    whole = "Reports made to NCMEC's CyberTipline by an organisation"
    assert (figures[whole], figures[f"{whole}, a part of them"]) == ("205", "37")


@pytest.mark.parametrize("slug", ["lanternwick", "harbourline", "murmur", "openai", "beacon-clearing-house"])
def test_two_pages_that_cite_everything(slug: str) -> None:
    brief = brief_of(after(), slug)
    first, second = pages_of(brief)
    text = f"{first}\n{second}"
    assert brief.name in first
    for one in brief.sections:
        assert one.title in text
    used = {int(n) for group in re.findall(r"\[([\d, ]+)\]", text) for n in group.split(",")}
    assert used == set(range(1, len(used) + 1)), "numbers run from 1 without a gap"


@pytest.mark.parametrize("many", [0, 1, 40, 120])
def test_two_pages_whatever_the_amount(many: int) -> None:
    brief = brief_of(after(), "murmur")
    longer = tuple(
        replace(
            one,
            most=1000,
            points=tuple(
                replace(one.points[place % len(one.points)], text=f"{place} {'long words ' * 20}")
                for place in range(many if one.points else 0)
            ),
        )
        for one in brief.sections
    )
    pages = pages_of(replace(brief, sections=longer))
    assert len(pages) == 2
    if many == 120:
        left = [int(n) for n in re.findall(r"and (\d+) \w+(?: \w+)? more, in the dataset", " ".join(pages))]
        assert left, "what found no room is counted"
        shown = sum(len(one.points) for one in longer) - sum(left)
        assert 10 < shown < 150


def test_the_weightiest_points_are_kept_and_the_rest_is_counted() -> None:
    brief = brief_of(after(), "murmur")
    shown = content(brief, [(1, 0), (1, 1), (3, 0)])
    assert [len(one["points"]) for one in shown["sections"]] == [0, 2, 0, 1, 0, 0, 0]
    assert shown["sections"][1]["left"] == f"and {len(brief.sections[1].points) - 2} figures more"
    assert len(shown["citations"]) == len({one for point in _points(brief) for one in point.cites})


def _points(brief: Brief) -> list[Point]:
    return [*brief.sections[1].points[:2], brief.sections[3].points[0]]


HOSTILE = [
    "#sys.inputs",
    "#panic(1)",
    "$x^2$ and *bold* and _slanted_",
    "@reference <label> = heading",
    'a "quote" \\ and `code` // comment /* and */',
    '#import "@preview/x:0.1.0"',
    "[1] #set page(fill: red)",
    "<script>alert(1)</script>",
    "a\u202eb\u0000c\ufffe",
    "データ 🙂 данные",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_source_is_markup(text: str) -> None:
    brief = brief_of(after(), "openai")
    first = replace(brief.sections[0], points=(Point(text, note=text, cites=()),))
    hostile = replace(brief, name=text, lead=text, sections=(first, *brief.sections[1:]))
    pages = pages_of(hostile)
    assert len(pages) == 2
    if text.isascii():
        assert re.sub(r"\W", "", text) in re.sub(r"\W", "", pages[0])


def test_it_is_tagged_and_titled_for_those_who_cannot_see_it() -> None:
    brief = brief_of(after(), "lanternwick")
    with pdfplumber.open(io.BytesIO(brief_pdf(brief, NOON, "The Watch"))) as pdf:
        catalog = pdf.doc.catalog
        assert resolve1(catalog["MarkInfo"])["Marked"] is True
        assert "StructTreeRoot" in catalog
        assert catalog["Lang"] == b"en-GB"
        assert pdf.metadata["Title"] == "Brief: Lanternwick"


def test_the_same_brief_has_the_same_bytes() -> None:
    brief = brief_of(after(), "lanternwick")
    assert brief_pdf(brief, NOON, "The Watch") == brief_pdf(brief, NOON, "The Watch")


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("lanternwik", "did you mean lanternwick"), ("zzzzzzzz", "known are ")],
)
def test_an_organisation_that_nothing_speaks_of(slug: str, hint: str) -> None:
    with pytest.raises(Problem, match=hint):
        brief_of(after(), slug)
