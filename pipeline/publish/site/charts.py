"""Charts of metric series: points in, SVG out. Drawn by Vega-Lite when the site is built, so that they need
no script.

Every colour is a variable of the style sheet (`var(--...)`), so that one drawing serves light, dark and
print. Nothing is told by colour alone: each kind of figure has a shape of its own.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.problems import Problem

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 264, 130
"""Of the plot in pixels: with its axis it fits a narrow phone without being scaled."""
_PADDING = {"left": 40, "right": 14, "top": 24, "bottom": 36}
"""Room for labels. It is fixed, so that charts side by side are of one size."""
WORTH_PROCESSES = 150
"""Charts from which it pays to start processes: a chart takes 13 ms, a process a second to start."""
MOST_PROCESSES = 4

Shape = Literal["exact", "about", "at least", "at most", "range", "superseded", "corrected"]

_NOT_NEEDED = re.compile(r' (?:xmlns:xlink|role|aria-[a-z]+)="[^"]*"')
"""A drawing is one picture with one text alternative; its parts have no roles of their own."""
_DATA = ("points", "ranges", "lines", "breaks", "ticks")
_SHAPES: Mapping[Shape, tuple[str, str]] = {
    "exact": ("circle", "var(--series)"),
    "about": ("circle", "var(--paper)"),
    "at least": ("triangle-up", "var(--paper)"),
    "at most": ("triangle-down", "var(--paper)"),
    "range": ("square", "var(--paper)"),
    "superseded": ("cross", "var(--paper)"),
    "corrected": ("diamond", "var(--paper)"),
}
"""Vega's shape, and what fills it."""


@dataclass(frozen=True)
class ChartPoint:
    """A figure of a series. `day` is where it stands, `value` how high; `label` is what is printed at it."""

    day: date
    value: float
    label: str
    shape: Shape
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ChartLine:
    """Joins two figures that can be compared; dashed where one of them is only approximate."""

    from_day: date
    from_value: float
    to_day: date
    to_value: float
    exact: bool


@dataclass(frozen=True)
class Tick:
    """A time at the foot of the chart."""

    day: date
    label: str


@dataclass(frozen=True)
class Chart:
    """One series. `breaks` are the days between figures that cannot be compared."""

    points: tuple[ChartPoint, ...]
    lines: tuple[ChartLine, ...]
    breaks: tuple[date, ...]
    ticks: tuple[Tick, ...]
    percent: bool
    alternative: str
    """The chart in words."""


def draw_all(charts: Sequence[Chart]) -> list[str]:
    """The drawings, in the order of the charts; many are drawn by several processes. Raises Problem."""
    if len(charts) < WORTH_PROCESSES:
        return [draw(chart) for chart in charts]
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    size = -(-len(charts) // processes)
    parts = [charts[start : start + size] for start in range(0, len(charts), size)]
    with ThreadPoolExecutor(len(parts)) as waiting:
        return [drawing for drawn in waiting.map(_draw_elsewhere, parts) for drawing in drawn]


def _draw_elsewhere(charts: Sequence[Chart]) -> list[str]:
    """The drawings by a process of its own. The drawing engine does one thing at a time in each, and a
    process forked from one that has an engine has none."""
    command = [sys.executable, "-c", f"from {__name__} import draw_for_another; draw_for_another()"]
    done = subprocess.run(command, input=pickle.dumps(charts), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Problem(
            f"the charts cannot be drawn: their process ended with {done.returncode}; is there memory enough?"
        )
    drawn: list[str] = pickle.loads(done.stdout)
    return drawn


def draw_for_another() -> None:
    """Draws what comes in at the standard input, for `draw_all` of another process."""
    sys.stdout.buffer.write(pickle.dumps([draw(chart) for chart in pickle.load(sys.stdin.buffer)]))


def draw(chart: Chart) -> str:
    """The drawing as an `svg` element. It holds no style, no script and no identifiers."""
    import vl_convert

    spec = json.loads(_template(chart.percent))
    data = {
        "points": [_row(point) for point in chart.points],
        "ranges": [_row(point) for point in chart.points if point.low is not None],
        "lines": [_row(line) for line in chart.lines],
        "breaks": [{"day": day.isoformat()} for day in chart.breaks],
        "ticks": [_row(tick) for tick in _apart(chart)],
    }
    for source in spec["data"]:
        if source["name"] in data:
            source["values"] = data[source["name"]]
    svg: str = vl_convert.vega_to_svg(spec)
    return _NOT_NEEDED.sub("", svg)


def _row(entry: ChartPoint | ChartLine | Tick) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(entry).items()
    }


def _apart(chart: Chart) -> list[Tick]:
    """The ticks that have room: the last always, the others where they do not touch the next."""
    days = [point.day for point in chart.points]
    span = max(1, (max(days) - min(days)).days)
    kept: list[Tick] = []
    for tick in sorted({tick.day: tick for tick in chart.ticks}.values(), key=lambda one: one.day)[::-1]:
        room = 7 * max(len(line) for line in tick.label.split("\n"))
        if not kept or (kept[-1].day - tick.day).days / span * (WIDTH - 40) > room:
            kept.append(tick)
    return kept[::-1]


@cache
def _template(percent: bool) -> str:
    """The Vega of every chart, without its data, as JSON: Altair checks and Vega-Lite compiles it once."""
    import altair as alt
    import vl_convert

    # In UTC, or a chart would depend on where it is drawn.
    scale = alt.Scale(type="utc", padding=26, nice=False)
    x = alt.X("utcyearmonthdate(day):T", axis=None, scale=scale)
    chart = (
        alt.layer(*_breaks(x), *_joined(x), *_figures(x, _height(percent)), *_times(x))
        .properties(
            width=WIDTH,
            height=HEIGHT,
            background="transparent",
            padding=_PADDING,
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure(aria=False)
        .configure_view(stroke=None)
        .configure_text(font="sans-serif", fontSize=11)
        .configure_axis(
            labelColor="var(--muted)", gridColor="var(--rule)", labelFont="sans-serif", labelFontSize=11
        )
    )
    spec = chart.to_dict() | {"datasets": {name: [] for name in _DATA}}
    return json.dumps(vl_convert.vegalite_to_vega(spec))


def _layer(data: str) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.NamedData(data))


def _height(percent: bool) -> alt.Y:
    """How high a figure stands, from zero on: `40k`, `1.2B`, `60%`."""
    import altair as alt

    count = "datum.value == 0 ? '0' : replace(datum.label, 'G', 'B')"
    axis = alt.Axis(
        tickCount=3,
        format=",~r" if percent else "~s",
        labelExpr="datum.label + '%'" if percent else count,
        grid=True,
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    return alt.Y("value:Q", title=None, scale=alt.Scale(zero=True, nice=True), axis=axis)


def _breaks(x: alt.X) -> list[alt.Chart]:
    """Dotted lines between figures that cannot be compared, each with its word on top."""
    import altair as alt

    line = _layer("breaks").mark_rule(color="var(--break)", strokeDash=[2, 3], strokeWidth=1.5)
    word = _layer("breaks").mark_text(color="var(--break)", baseline="bottom", dy=-4, text="break")
    return [line.encode(x=x), word.encode(x=x, y=alt.value(0))]


def _joined(x: alt.X) -> list[alt.Chart]:
    """Lines between figures that can be compared, and the bars of ranges."""
    import altair as alt

    line = _layer("lines").mark_rule(color="var(--series)", strokeWidth=2)
    bar = _layer("ranges").mark_rule(color="var(--series)", strokeWidth=2)
    return [
        line.encode(
            x=alt.X("utcyearmonthdate(from_day):T", axis=None),
            x2=alt.X2("utcyearmonthdate(to_day):T"),
            y=alt.Y("from_value:Q"),
            y2=alt.Y2("to_value"),
            strokeDash=alt.condition("datum.exact", alt.value([1, 0]), alt.value([5, 3])),
        ),
        bar.encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high")),
    ]


def _figures(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The figures, each with the shape of its kind and its number above."""
    import altair as alt

    def told_apart(ranges: Sequence[str]) -> alt.Scale:
        return alt.Scale(domain=list(_SHAPES), range=list(ranges))

    superseded = alt.condition(
        "datum.shape == 'superseded'", alt.value("var(--warn)"), alt.value("var(--series)")
    )
    points = (
        _layer("points")
        .mark_point(size=70, opacity=1, strokeWidth=2)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("shape:N", legend=None, scale=told_apart([form for form, _ in _SHAPES.values()])),
            fill=alt.Fill("shape:N", legend=None, scale=told_apart([fill for _, fill in _SHAPES.values()])),
            stroke=superseded,
        )
    )
    return [points, _layer("points").mark_text(color="var(--ink)", dy=-12).encode(x=x, y=y, text="label:N")]


def _times(x: alt.X) -> list[alt.Chart]:
    """The times at the foot."""
    import altair as alt

    mark = _layer("ticks").mark_text(color="var(--muted)", baseline="top", dy=8, lineBreak="\n")
    return [mark.encode(x=x, y=alt.value(HEIGHT), text="label:N")]
