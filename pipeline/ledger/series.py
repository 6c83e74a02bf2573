"""Metric series: the figures of one observer about one thing, in order of time.

Figures go in, series come out, with differences between comparable figures and the breaks across which
nothing is computed. What is comparable is defined in docs/ledger.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import ceil

from pipeline.ledger.figures import SAME_THING, Figure, agree, counted_in_words, likeness
from pipeline.ledger.identity import stable_id
from pipeline.ledger.published import Published
from schemas.ledger import Break, BreakReason, Difference, MetricSeries, SeriesPoint
from schemas.records import Metric

MEASURE_HOLDS = 8
"""Lines of one measure up to which a figure with other words is the measure's next figure, with a break: with
more, the measure's name does not say whose successor it is."""


class Line:
    """Figures that count the same thing, and, where a canonical measure says so, what became of it."""

    def __init__(self, first: Figure) -> None:
        self.figures: list[Figure] = []
        self.wordings: dict[tuple[frozenset[str], bool], Figure] = {}
        self.measure: str | None = None
        self._said: dict[object, Metric] = {}
        self._editions: set[tuple[str, str | None]] = set()
        self.add(first)

    def add(self, figure: Figure) -> None:
        """Takes in a figure."""
        self.figures.append(figure)
        self.measure = self.measure or figure.metric.measure
        self.wordings.setdefault((figure.words, figure.metric.dimensions is None), figure)
        self._said.setdefault(self._slot(figure), figure.metric)
        self._editions.add((figure.version.snapshot, figure.metric.edition))

    def refuses(self, figure: Figure) -> bool:
        """Whether it cannot be the same thing: the profile names another measure, the unit is another, or
        the same document says something else about the same time.
        """
        metric, last = figure.metric, self.figures[-1].metric
        if metric.measure and self.measure:
            if metric.measure != self.measure:
                return True
        elif (metric.unit, metric.per) != (last.unit, last.per):
            return True
        said = self._said.get(self._slot(figure))
        return said is not None and not agree(said, metric)

    def likeness(self, figure: Figure) -> float:
        """The closest of its wordings, 0 for another thing; a row of the same printed name before others."""
        close = max(likeness(other, figure) for other in self.wordings.values())
        same_name = self.figures[-1].metric.organisation_name == figure.metric.organisation_name
        return close + (0.001 if close and same_name else 0.0)

    def may_become(self, figure: Figure) -> bool:
        """Whether the figure can be what the measure counts from now on: said in another edition, and not in
        words that only add to the line's or take from them, for then it counts a part or a whole.
        """
        if (figure.version.snapshot, figure.metric.edition) in self._editions:
            return False
        return not any(words <= figure.words or figure.words <= words for words, _ in self.wordings)

    @cached_property
    def vintages(self) -> list[list[Figure]]:
        """Its figures by what they are about, in order of time; of one thing in order of disclosure.

        Figures are about the same thing when they share period and what makes them comparable, and their
        words are alike; of one document rounded figures stand before exact ones. A figure less than half of
        another, or more than double, is of another thing that a report called by the same words, unless both
        stand in tables.
        """
        groups: list[list[Figure]] = []
        by_time: dict[object, list[list[Figure]]] = defaultdict(list)
        for figure in self.figures:
            slots = by_time[figure.period, figure.comparable]
            same = next((group for group in slots if _same_thing(group[-1], figure)), None)
            if same is None:
                same = []
                groups.append(same)
                slots.append(same)
            same.append(figure)
        for group in groups:
            group.sort(
                key=lambda one: (one.disclosed, one.version.seen, not one.rounded, one.metric.evidence.start)
            )
        return sorted(groups, key=lambda group: (group[-1].when, group[-1].disclosed))

    def _slot(self, figure: Figure) -> object:
        metric = figure.metric
        return figure.version.snapshot, metric.edition, figure.period, metric.basis, metric.unit, metric.per


def lines(figures: Iterable[Figure]) -> list[Line]:
    """Figures gathered into lines, the earliest disclosed first.

    Two figures meet only within one organisation, observer and part. Linear in practice: candidates share
    one of a figure's rarest words.
    """
    blocks: dict[tuple[str | None, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        share = "percent" if figure.metric.unit == "percent" else None
        blocks[figure.metric.organisation, figure.observer, share, *figure.breakdown].append(figure)
    return [line for block in blocks.values() for line in _lines_of_block(block)]


def _lines_of_block(block: list[Figure]) -> list[Line]:
    block.sort(key=_order)
    counts = Counter(word for figure in block for word in figure.words)
    found: list[Line] = []
    by_word: dict[str, list[Line]] = defaultdict(list)
    by_measure: dict[str, dict[Line, None]] = defaultdict(dict)
    for figure in block:
        keys, measure = _rarest(figure.words, counts), figure.metric.measure
        near = list(dict.fromkeys(line for key in keys for line in by_word[key]))
        line = _best(near, figure) or _successor(by_measure[measure] if measure else {}, figure)
        if line is None:
            line = Line(figure)
            found.append(line)
        else:
            line.add(figure)
        for key in keys:
            if line not in by_word[key][-1:]:
                by_word[key].append(line)
        if measure:
            by_measure[measure][line] = None
    return found


def _order(figure: Figure) -> tuple[object, ...]:
    metric = figure.metric
    return figure.disclosed, metric.document, metric.evidence.start, metric.place, metric.id


def _rarest(words: frozenset[str], counts: Mapping[str, int]) -> list[str]:
    """The words of which two sets that are alike enough must share one (prefix filtering: Chaudhuri, Ganti
    and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning", ICDE 2006); "" for a set of
    none.
    """
    ordered = sorted(words, key=lambda word: (counts[word], word))
    return ordered[: len(ordered) - ceil(SAME_THING * len(ordered)) + 1] if ordered else [""]


def _best(near: Sequence[Line], figure: Figure) -> Line | None:
    fitting = [
        (line.likeness(figure), -place, line) for place, line in enumerate(near) if not line.refuses(figure)
    ]
    close, _, line = max(fitting, key=lambda entry: entry[:2], default=(0.0, 0, None))
    return line if close else None


def _successor(lines_of_measure: Mapping[Line, None], figure: Figure) -> Line | None:
    """The line of the same canonical measure that a figure in other words goes on with, if one stands out."""
    if len(lines_of_measure) > MEASURE_HOLDS:
        return None
    free = [line for line in lines_of_measure if line.may_become(figure)]
    return max(free, key=lambda line: len(line.figures), default=None)


# --- from a line to a series ----------------------------------------------------------------------------


def _same_thing(one: Figure, other: Figure) -> bool:
    if not likeness(one, other):
        return False
    if one.metric.dimensions and other.metric.dimensions:
        return True
    first, second = one.metric.value, other.metric.value
    if first is None or second is None:
        return True
    return max(first, second) <= 2 * min(first, second)


def series_of(line: Line, published: Published, corrected: Mapping[str, Decimal]) -> MetricSeries:
    """A line as it is published. `corrected` has by id the right values of figures that are wrong."""
    groups = line.vintages
    last = [group[-1] for group in groups]
    latest = max(last, key=lambda figure: (figure.when, figure.disclosed))
    first = line.figures[0]
    return MetricSeries(
        id=stable_id("series", first.metric.id),
        organisation=first.metric.organisation,
        observer=first.observer,
        measure=line.measure,
        counted=counted_in_words(latest.metric),
        breakdown=first.labels,
        points=tuple(_points(groups, published, corrected)),
        differences=tuple(_differences(last, corrected)),
        breaks=tuple(_breaks(last)),
    )


def _points(
    groups: Iterable[Sequence[Figure]], published: Published, corrected: Mapping[str, Decimal]
) -> Iterator[SeriesPoint]:
    for group in groups:
        for place, figure in enumerate(group):
            metric = figure.metric
            later = [other for other in group[place + 1 :] if not agree(other.metric, metric)]
            yield SeriesPoint(
                record_id=metric.id,
                edition=metric.edition,
                disclosed=figure.disclosed,
                coverage=metric.coverage,
                basis=metric.basis,
                value=metric.value,
                low=metric.low,
                high=metric.high,
                comparator=metric.comparator,
                unit=metric.unit,
                per=metric.per,
                restated_by=later[-1].metric.id if later else None,
                corrected=corrected.get(metric.id),
                cite=published.cite(metric, "point"),
            )


def comparable_pairs(figures: Iterable[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Neighbours in time that can be set against each other: same basis, unit, rate and length of period,
    alike in words, and about times that do not overlap. Figures of an unspecified basis have no neighbours.
    """
    classes: dict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.metric.basis != "unspecified":
            classes[figure.comparable].append(figure)
    for members in classes.values():
        for before, after in pairwise(members):
            apart = before.when < after.when if before.metric.basis != "period" else _apart(before, after)
            if apart and likeness(before, after):
                yield before, after


def _apart(before: Figure, after: Figure) -> bool:
    """Whether two periods share no day; where none is stated, whether their editions differ."""
    earlier, later = before.metric.coverage, after.metric.coverage
    if earlier is None or later is None or earlier.end is None or later.start is None:
        return earlier is None and later is None and before.when < after.when
    return earlier.end < later.start


def _differences(figures: Iterable[Figure], corrected: Mapping[str, Decimal]) -> Iterator[Difference]:
    for before, after in comparable_pairs(figures):
        old, new = (corrected.get(one.metric.id, one.metric.value) for one in (before, after))
        marks = {before.metric.comparator, after.metric.comparator}
        rounded = before.rounded or after.rounded
        if old is None or new is None or not marks <= {"=", "~"}:
            continue
        yield Difference(
            before=before.metric.id,
            after=after.metric.id,
            value=new - old,
            share=float((new - old) / old) if old else None,
            exact=not rounded,
        )


def _breaks(figures: Sequence[Figure]) -> Iterator[Break]:
    """Where no figure of an edition can be compared with any of the edition before."""
    editions: dict[tuple[str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda one: one.disclosed):
        key = (figure.disclosed.isoformat(), figure.metric.edition or "")
        editions.setdefault(key, []).append(figure)
    for earlier, later in pairwise(editions.values()):
        reasons = min((_reasons(one, other) for one in earlier for other in later), key=len)
        if reasons:
            yield Break(before=earlier[-1].metric.id, after=later[0].metric.id, reasons=reasons)


def _reasons(before: Figure, after: Figure) -> tuple[BreakReason, ...]:
    one, other = before.comparable, after.comparable
    differs: list[tuple[BreakReason, bool]] = [
        ("basis", one.basis != other.basis),
        ("unit", one.unit != other.unit),
        ("rate", one.per != other.per),
        ("length of period", one.basis == other.basis and one.span != other.span),
        ("definition", not likeness(before, after)),
    ]
    return tuple(reason for reason, holds in differs if holds)
