"""Metric series as pages show them: a chart where there is something to compare, and always a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.ledger.editions import first_day, last_day
from pipeline.ledger.figures import counted_thing, is_called
from pipeline.publish.site.addresses import Addresses, Quote
from pipeline.publish.site.charts import Chart, ChartLine, ChartPoint, Shape, Tick
from pipeline.publish.site.wording import (
    PART,
    amount,
    capital,
    edition_words,
    label,
    number,
    period_words,
    with_unit,
)
from schemas.ledger import MetricSeries, SeriesPoint
from schemas.quantities import Amount

LONGEST_LABEL = 12
"""Characters of a figure that are written beside its point; longer ones are rounded to three digits."""
_SIGNS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


@dataclass(frozen=True)
class FigureRow:
    """A figure of a series, for its table."""

    when: str
    figure: str
    change: str
    """Against the comparable figure before; empty where there is none."""
    basis: str
    note: str
    quote: Quote


@dataclass(frozen=True)
class SeriesView:
    """A series: what it counts, its figures, and its chart if it has one."""

    id: str
    title: str
    part: str
    observer: str
    """Who counts, where it is not the organisation itself; else empty."""
    rows: tuple[FigureRow, ...]
    breaks: tuple[str, ...]
    chart: Chart | None
    left_out: str
    """What the chart leaves out, lines too, in words; else empty."""


def series_view(series: MetricSeries, addresses: Addresses, name: str) -> SeriesView:
    """A series of the organisation called `name`."""
    title, part = _title(series, addresses, name)
    charted, wholes = _charted(series.points)
    chart = _chart(series, charted, f"{title}{f', {part}' if part else ''}")
    own = series.observer in (None, series.organisation)
    return SeriesView(
        id=series.id,
        title=title,
        part=part,
        observer="" if own else addresses.contents.name(series.observer),
        rows=tuple(_rows(series, addresses, f"{title} {part}")),
        breaks=tuple(_breaks(series)),
        chart=chart,
        left_out=" ".join((_left_out(wholes), _not_joined(chart, charted))).strip() if chart else "",
    )


def _title(series: MetricSeries, addresses: Addresses, name: str) -> tuple[str, str]:
    """What is counted, and which part of it: without the time and the organisation that labels repeat."""
    measure = addresses.contents.measure(series.measure) if series.measure else None
    names = [*addresses.contents.names_in(series), name]
    title = measure.title if measure else capital(counted_thing(series.counted, names))
    parts = [
        part
        for part in series.breakdown
        if not is_called(part, name) and part.casefold() not in title.casefold()
    ]
    if addresses.contents.is_part(series):
        parts.append(PART)
    return title, ", ".join(parts)


# --- the table ------------------------------------------------------------------------------------------


def _rows(series: MetricSeries, addresses: Addresses, title: str) -> Iterable[FigureRow]:
    differences = {one.after: one for one in series.differences}
    for point in series.points:
        difference = differences.get(point.record_id)
        change = ""
        if difference is not None:
            sign = "+" if difference.value > 0 else "−" if difference.value < 0 else "±"
            change = f"{'' if difference.exact else 'about '}{sign}{number(abs(difference.value))}"
            if difference.share is not None and difference.value and point.unit != "percent":
                change += f" ({'+' if difference.share > 0 else '−'}{abs(difference.share) * 100:.0f}%)"
        yield FigureRow(
            when=_when(point),
            figure=with_unit(point, point.unit, point.per, title),
            change=change,
            basis=label("basis", point.basis),
            note=_note(point, series.points),
            quote=addresses.cite(point.cite),
        )


def _when(point: SeriesPoint) -> str:
    return period_words(point.coverage) or edition_words(point.edition)


def _note(point: SeriesPoint, points: Sequence[SeriesPoint]) -> str:
    notes = []
    if point.restated_by:
        later = next((one for one in points if one.record_id == point.restated_by), None)
        notes.append(f"restated later{f' as {amount(later, later.unit)}' if later else ''}")
    before = next((one for one in points if one.restated_by == point.record_id), None)
    if before:
        notes.append(f"restates {amount(before, before.unit)}")
    if point.corrected is not None:
        notes.append(f"the right figure is {number(point.corrected)}")
    return "; ".join(notes)


def _breaks(series: MetricSeries) -> Iterable[str]:
    points = {point.record_id: point for point in series.points}
    for one in series.breaks:
        before, after = points.get(one.before), points.get(one.after)
        if before and after:
            reasons = "; ".join(label("break", reason) for reason in one.reasons)
            yield f"{_when(before)} and {_when(after)} cannot be compared: {reasons}."


# --- the chart ------------------------------------------------------------------------------------------


def _charted(points: Sequence[SeriesPoint]) -> tuple[list[SeriesPoint], list[SeriesPoint]]:
    """Points to draw, and those left out because their period holds that of others."""
    wholes = [point for point in points if any(_holds(point, other) for other in points)]
    return [point for point in points if point not in wholes], wholes


def _holds(whole: SeriesPoint, part: SeriesPoint) -> bool:
    one, other = whole.coverage, part.coverage
    if not (one and other and one.start and one.end and other.start and other.end) or one == other:
        return False
    return one.start <= other.start and other.end <= one.end


def _left_out(wholes: Sequence[SeriesPoint]) -> str:
    if not wholes:
        return ""
    figures = ", ".join(dict.fromkeys(f"{_when(one)}: {amount(one, one.unit)}" for one in wholes))
    return f"Not drawn, since it takes in the others: {figures}."


def _not_joined(chart: Chart, points: Sequence[SeriesPoint]) -> str:
    if chart.lines or chart.breaks:
        return ""
    if all(point.basis == "unspecified" for point in points):
        return "Not joined, since the reports do not say what time the figures cover."
    return "Not joined, since the reports do not say enough to compare the figures."


def _chart(series: MetricSeries, points: Sequence[SeriesPoint], title: str) -> Chart | None:
    if len({_day(point) for point in points}) < 2:
        return None
    drawn: dict[tuple[date, float, bool], ChartPoint] = {}
    for point in points:
        one = _drawn(point)
        drawn.setdefault((one.day, one.value, one.shape == "superseded"), one)
        if point.corrected is not None:
            right = float(point.corrected)
            drawn.setdefault((one.day, right, False), ChartPoint(one.day, right, "", "corrected"))
    shown = {point.record_id: _drawn(point) for point in points}
    lines = [
        ChartLine(before.day, before.value, after.day, after.value, one.exact)
        for one in series.differences
        if (before := shown.get(one.before)) and (after := shown.get(one.after))
    ]
    breaks = [
        before.day + (after.day - before.day) / 2
        for one in series.breaks
        if (before := shown.get(one.before)) and (after := shown.get(one.after)) and before.day != after.day
    ]
    spoken = "; ".join(dict.fromkeys(f"{_when(one)}: {amount(one, one.unit, one.per)}" for one in points))
    broken = f" The series breaks {len(breaks)} time{'s' if len(breaks) > 1 else ''}." if breaks else ""
    return Chart(
        points=tuple(drawn.values()),
        lines=tuple(lines),
        breaks=tuple(dict.fromkeys(breaks)),
        ticks=tuple({_day(point): Tick(_day(point), _tick(point)) for point in points}.values()),
        percent=all(point.unit == "percent" for point in points),
        alternative=f"Chart of {title}. {spoken}.{broken}",
    )


def _day(point: SeriesPoint) -> date:
    """Where a figure stands: the end of its period, else the day of its edition."""
    if point.coverage:
        return point.coverage.end or point.coverage.start or point.disclosed
    return first_day(point.edition) if point.edition else point.disclosed


def _drawn(point: SeriesPoint) -> ChartPoint:
    low = float(point.low) if point.low is not None else None
    high = float(point.high) if point.high is not None else None
    known = [one for one in (low, high) if one is not None]
    value = float(point.value) if point.value is not None else sum(known) / len(known)
    superseded = point.restated_by is not None
    return ChartPoint(
        day=_day(point),
        value=value,
        label="" if superseded else _short(point, point.unit),
        shape="superseded" if superseded else _shape(point),
        low=low if len(known) == 2 else None,
        high=high if len(known) == 2 else None,
    )


def _shape(figure: Amount) -> Shape:
    if figure.low is not None and figure.high is not None:
        return "range"
    if figure.comparator in (">", ">=") or (figure.value is None and figure.low is not None):
        return "at least"
    if figure.comparator in ("<", "<=") or (figure.value is None and figure.high is not None):
        return "at most"
    return "about" if figure.comparator == "~" else "exact"


def _short(figure: Amount, unit: str | None) -> str:
    percent = "%" if unit == "percent" else ""
    if figure.value is not None:
        words = f"{number(figure.value)}{percent}"
        sign = _SIGNS[figure.comparator]
        return (
            f"{sign} {words}".strip() if len(words) <= LONGEST_LABEL else f"{sign} {float(figure.value):.3g}"
        )
    if figure.low is not None and figure.high is not None:
        return f"{number(figure.low)}–{number(figure.high)}{percent}"
    known = figure.low if figure.low is not None else figure.high
    return f"{'≥' if figure.low is not None else '≤'} {number(known or 0)}{percent}"


def _tick(point: SeriesPoint) -> str:
    coverage = point.coverage
    if coverage and coverage.start and coverage.end:
        start, end = coverage.start, coverage.end
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
            return str(end.year)
        if start.day == 1 and end == last_day(end.isoformat()[:7]):
            months = dict.fromkeys((f"{start:%b}", f"{end:%b}"))
            return f"{'–'.join(months)}\n{end.year}"
    day = _day(point)
    edition = point.edition or ""
    if coverage is None and len(edition) == 4:
        return edition
    return (
        f"{day:%b}\n{day.year}"
        if coverage is None and len(edition) == 7
        else f"{day.day} {day:%b}\n{day.year}"
    )
