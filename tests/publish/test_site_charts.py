"""Charts: what is drawn of a series, and that one drawing serves every colour scheme."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.charts import draw
from pipeline.publish.site.figures import SeriesView, series_view
from schemas.ledger import Break, Difference, MetricSeries, SeriesPoint
from schemas.records import Coverage
from tests.publish.site_world import sample_contents

ADDRESSES = Addresses(sample_contents())
CITE = sample_contents().ledger.series[0].points[0].cite


def point(number: int, edition: str | None = None, **fields: Any) -> SeriesPoint:
    about: dict[str, Any] = {
        "record_id": f"{number:024x}",
        "edition": edition or f"2024-{number:02d}",
        "disclosed": date(2024, number, 1),
        "coverage": None,
        "basis": "cumulative",
        "unit": "models",
        "cite": CITE,
        "value": Decimal(number * 100),
    }
    return SeriesPoint(**{**about, **fields})


def view(*points: SeriesPoint, **fields: Any) -> SeriesView:
    series = MetricSeries(
        id=f"{99:024x}",
        organisation="acme",
        observer="acme",
        measure=None,
        counted="models removed",
        points=points,
        **fields,
    )
    return series_view(series, ADDRESSES, "Acme")


def shapes(*points: SeriesPoint) -> list[str]:
    found = view(*points).chart
    assert found is not None
    return [one.shape for one in found.points]


@pytest.mark.parametrize(
    ("fields", "shape"),
    [
        ({}, "exact"),
        ({"comparator": "~"}, "about"),
        ({"comparator": ">"}, "at least"),
        ({"comparator": ">="}, "at least"),
        ({"comparator": "<"}, "at most"),
        ({"value": None, "low": Decimal(5), "high": Decimal(10)}, "range"),
        ({"value": None, "low": Decimal(5)}, "at least"),
        ({"value": None, "high": Decimal(5)}, "at most"),
        ({"restated_by": f"{2:024x}"}, "superseded"),
    ],
)
def test_every_kind_of_figure_has_a_shape_of_its_own(fields: dict[str, Any], shape: str) -> None:
    assert shapes(point(1, **fields), point(2)) == [shape, "exact"]


def test_a_figure_that_a_reviewer_put_right_is_drawn_beside_the_printed_one() -> None:
    assert shapes(point(1, corrected=Decimal(120)), point(2)) == ["exact", "corrected", "exact"]


def test_only_comparable_figures_are_joined_and_a_break_stands_between_the_others() -> None:
    points = (point(1), point(3), point(5, comparator="~"))
    ids = [one.record_id for one in points]
    drawn = view(
        *points,
        differences=(Difference(before=ids[1], after=ids[2], value=Decimal(200), share=0.66, exact=False),),
        breaks=(Break(before=ids[0], after=ids[1], reasons=("definition",)),),
    )
    assert drawn.chart is not None
    assert [(line.from_day, line.to_day, line.exact) for line in drawn.chart.lines] == [
        (date(2024, 3, 1), date(2024, 5, 1), False)
    ]
    assert drawn.chart.breaks == (date(2024, 1, 31),)
    assert "the words of the definition change" in drawn.breaks[0]
    svg = draw(drawn.chart)
    assert "break" in svg
    assert "stroke-dasharray" in svg


def test_figures_that_nothing_joins_say_why() -> None:
    assert view(point(1), point(2)).left_out.startswith("Not joined, since the reports do not say enough")


def test_one_figure_or_one_time_makes_no_chart() -> None:
    assert view(point(1)).chart is None
    assert view(point(1), point(1)).chart is None


def test_a_year_beside_its_quarters_is_left_to_the_table() -> None:
    def of(number: int, start: date, end: date) -> SeriesPoint:
        return point(number, "2024", coverage=Coverage(start=start, end=end), basis="period")

    quarters = [of(1, date(2024, 1, 1), date(2024, 3, 31)), of(2, date(2024, 4, 1), date(2024, 6, 30))]
    drawn = view(*quarters, of(9, date(2024, 1, 1), date(2024, 12, 31)))
    assert drawn.chart is not None
    assert [one.value for one in drawn.chart.points] == [100, 200]
    assert [one.label for one in drawn.chart.ticks] == ["Jan–Mar\n2024", "Apr–Jun\n2024"]
    assert drawn.left_out.startswith("Not drawn, since it takes in the others: 2024: 900.")
    assert len(drawn.rows) == 3


def test_the_chart_is_told_in_words() -> None:
    drawn = view(point(1), point(2, comparator="~"))
    assert drawn.chart is not None
    expected = "Chart of Models removed. January 2024: 100; February 2024: about 200."
    assert drawn.chart.alternative == expected


def test_every_colour_is_the_style_sheets_and_nothing_else_is_brought_along() -> None:
    chart = view(point(1, comparator="~"), point(2), point(3, restated_by=f"{2:024x}")).chart
    assert chart is not None
    svg = draw(chart)
    for attribute in ("fill", "stroke"):
        for colour in re.findall(rf'\b{attribute}="([^"]*)"', svg):
            assert colour in ("none", "transparent") or colour.startswith("var(--"), colour
    assert not re.search(r"<style|<script|style=|\bid=|href", svg)
    ElementTree.fromstring(svg)


def test_a_chart_is_drawn_the_same_twice() -> None:
    chart = view(point(1), point(2), point(3)).chart
    assert chart is not None
    assert draw(chart) == draw(chart)


@pytest.mark.parametrize(
    ("counted", "name", "expected"),
    [
        ("Reports received, by provider: Acme, 2024", "Acme", "Reports received, by provider"),
        ("Total: Recordings removed, Q2 2025", "Acme", "Total: Recordings removed"),
        ("Acme Inc., Reports", "Acme", "Reports"),
        ("models removed", "Acme", "Models removed"),
    ],
)
def test_titles_leave_out_the_time_and_the_name_that_the_page_says_anyway(
    counted: str, name: str, expected: str
) -> None:
    series = (
        sample_contents()
        .ledger.series[0]
        .model_copy(update={"counted": counted, "measure": None, "breakdown": ()})
    )
    assert series_view(series, ADDRESSES, name).title == expected
