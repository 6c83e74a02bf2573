"""Arithmetic audits: what is printed and cannot be, or does not fit what is printed beside it.

Figures of the records that hold go in, findings come out. Every tolerance is the rounding that the printed
digits allow, nothing more; docs/ledger.md lists them. A figure printed with a bound ("more than 400") counts
as every number that the bound allows, so that only a contradiction is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from extractors.quantity import find_quantities
from pipeline.ledger.figures import Figure, agree, bounds, said, shown, time_in_words
from pipeline.ledger.identity import finding_id
from pipeline.ledger.published import COUNTS_OTHERS, Published
from pipeline.ledger.series import Line, comparable_pairs
from pipeline.ledger.shares import misfits
from pipeline.ledger.tables import printed_tables
from pipeline.ledger.wording import content_words, pattern
from schemas.findings import CitedEvidence, Finding, FindingKind, Severity
from schemas.records import Metric

SLIGHT, LARGE = Decimal("0.01"), Decimal("0.1")
"""Relative differences below which two observers' disagreement is a note, and from which it is an error."""
UNREAD = Decimal("0.05")
"""Part of a total that its rows may lack before it is likelier that a row was not read than misprinted."""


class Auditor:
    """Runs the audits over the figures of one ledger."""

    def __init__(self, figures: Sequence[Figure], lines: Sequence[Line], published: Published) -> None:
        self._figures = figures
        self._lines = lines
        self._published = published
        self._tables = printed_tables(figures)
        self._metrics = {figure.metric.id: figure.metric for figure in figures}

    def findings(self) -> Iterator[Finding]:
        """All of them, audit by audit."""
        yield from self.falling_cumulative_figures()
        yield from self.parts_above_their_whole()
        yield from self.totals_that_differ()
        yield from self.shares_above_the_whole()
        yield from self.shares_of_a_stated_whole()
        yield from self.observers_who_disagree()

    def falling_cumulative_figures(self) -> Iterator[Finding]:
        """A count since the beginning cannot be lower later."""
        for line in self._lines:
            for before, after in comparable_pairs(group[-1] for group in line.vintages):
                if before.metric.basis != "cumulative" or bounds(after.metric)[1] >= bounds(before.metric)[0]:
                    continue
                name = self._name(before.metric)
                yield self._finding(
                    "cumulative_falls",
                    "error",
                    after.metric,
                    f"{name}: a count that should only grow falls from {self._said(before.metric)} "
                    f"({time_in_words(before.metric)}) to {self._said(after.metric)} "
                    f"({time_in_words(after.metric)}): {shown(after.metric)}.",
                    {"earlier": [before.metric], "later": [after.metric]},
                )

    def parts_above_their_whole(self) -> Iterator[Finding]:
        """A stated part cannot be larger than what it is a part of."""
        for figure in self._figures:
            part, whole = figure.metric, self._metrics.get(figure.metric.part_of or "")
            if whole is None or part.unit != whole.unit or part.unit in (None, "percent"):
                continue
            if bounds(part)[0] > bounds(whole)[1]:
                yield self._finding(
                    "part_above_whole",
                    "error",
                    part,
                    f"{self._name(part)}: {self._said(part)} is more than the "
                    f"{self._said(whole)} it is said to be part of: {shown(part)}.",
                    {"part": [part], "whole": [whole]},
                )

    def totals_that_differ(self) -> Iterator[Finding]:
        """Rows and columns against the total that is printed with them."""
        for table in self._tables:
            for total, rows in table.sums():
                low = sum((bounds(row)[0] for row in rows), Decimal(0))
                high = sum((bounds(row)[1] for row in rows), Decimal(0))
                printed = bounds(total)
                if low <= printed[1] and printed[0] <= high:
                    continue
                short = printed[0] - low
                unread = short > printed[0] * UNREAD
                yield self._finding(
                    "total_differs",
                    "note" if unread else "warning",
                    total,
                    f"{self._name(total)}: the {len(rows)} rows{' that were read' if unread else ''} "
                    f"add up to {low:,}, the printed total is {self._said(total)} ({abs(short):,} "
                    f"{'more' if short > 0 else 'less'}): {shown(total)}.",
                    {"total": [total], "row": rows},
                )

    def shares_above_the_whole(self) -> Iterator[Finding]:
        """A share of something cannot be more than all of it; a change, or a comparison, can."""
        for figure in self._figures:
            share = figure.metric
            if share.unit != "percent" or share.per is not None or bounds(share)[0] <= 100:
                continue
            if not _compares(share):
                yield self._finding(
                    "share_above_whole",
                    "error",
                    share,
                    f"{self._name(share)}: a share of {self._said(share)} is more than "
                    f"all there is: {shown(share)}.",
                    {"share": [share]},
                )

    def shares_of_a_stated_whole(self) -> Iterator[Finding]:
        """A percentage against the count beside it and the whole that both are of."""
        for one in misfits(self._figures, self._tables):
            share, count, whole = one.share, one.number, one.whole
            yield self._finding(
                "share_differs",
                "note" if one.by_rounding else "warning",
                share,
                f"{self._name(share)}: {self._said(count)} of {self._said(whole)} is "
                f"{one.computed}%, printed is {self._said(share)}: {shown(share)}.",
                {"share": [share], "count": [count], "whole": [whole]},
            )

    def observers_who_disagree(self) -> Iterator[Finding]:
        """What an organisation says it sent against what the receiver says it got from it."""
        received: dict[object, list[Metric]] = defaultdict(list)
        receivers = {source.publisher for source in self._published.sources if source.kind in COUNTS_OTHERS}
        for figure in self._figures:
            metric = figure.metric
            if figure.observer != metric.organisation and metric.coverage and not figure.breakdown:
                received[metric.organisation, figure.observer, metric.coverage].append(metric)
        told: set[object] = set()
        for figure in self._figures:
            sent = figure.metric
            if figure.observer != sent.organisation or sent.part_of or not sent.coverage or figure.breakdown:
                continue
            for receiver in sorted(receivers - {sent.organisation}):
                for got in received.get((sent.organisation, receiver, sent.coverage), ()):
                    key = (sent.organisation, receiver, sent.coverage, sent.value, got.value)
                    if key in told or not _same_count(sent, got) or not _addressed(sent, receiver):
                        continue
                    told.add(key)
                    yield from self._disagreement(sent, got, receiver)

    def _disagreement(self, sent: Metric, got: Metric, receiver: str) -> Iterator[Finding]:
        if sent.value is None or got.value is None or agree(sent, got):
            return
        mean = (sent.value + got.value) / 2
        difference = abs(sent.value - got.value) / mean
        severity: Severity = "note" if difference < SLIGHT else "warning" if difference < LARGE else "error"
        yield self._finding(
            "observers_disagree",
            severity,
            sent,
            f"{self._name(sent)} says it made {self._said(sent)} reports in "
            f"{time_in_words(sent)}, {self._published.name(receiver)} counts {self._said(got)} from it: "
            f"{float(difference):.2%} apart, relative to their mean.",
            {"own": [sent], "receiver": [got]},
        )

    # --- what the audits share ---------------------------------------------------------------------------

    def _name(self, metric: Metric) -> str:
        return self._published.name(metric.organisation)

    def _said(self, metric: Metric) -> str:
        return said(metric, metric.unit)

    def _finding(
        self,
        kind: FindingKind,
        severity: Severity,
        about: Metric,
        sentence: str,
        sides: Mapping[str, Iterable[Metric]],
    ) -> Finding:
        cites: list[CitedEvidence] = [
            self._published.cite(metric, role) for role, metrics in sides.items() for metric in metrics
        ]
        heads = [metric.id for role, metrics in sides.items() if role != "row" for metric in metrics]
        return Finding(
            id=finding_id(kind, about.organisation, heads),
            kind=kind,
            severity=severity,
            organisation=about.organisation,
            edition=about.edition,
            sentence=" ".join(sentence.split()),
            cites=tuple(cites),
            as_of=self._published.as_of,
        )


def _compares(share: Metric) -> bool:
    """Whether a percentage tells of a change or compares, in its sentence or its labels."""
    if share.dimensions:
        words = " ".join([*share.dimensions, *share.dimensions.values(), share.object or ""])
        return pattern("comparing").search(words) is not None
    changes = (one for one in find_quantities(share.quote) if one.value == share.value)
    return any(one.change for one in changes) or pattern("comparing").search(share.quote) is not None


def _same_count(sent: Metric, got: Metric) -> bool:
    """Whether two observers count the same unit; a table that names none counts what its title says."""
    if sent.unit == "percent" or sent.per or sent.basis != "period" or sent.unit is None:
        return False
    return got.unit == sent.unit or (
        got.unit is None and content_words(sent.unit) <= content_words(got.object or "")
    )


def _addressed(sent: Metric, receiver: str) -> bool:
    """Whether a figure counts what was sent to the receiver, by its measure, addressee or object."""
    if sent.measure and sent.measure.rpartition(".")[2] == receiver:
        return True
    name = content_words(receiver.replace("-", " "))
    return name <= content_words(f"{sent.recipient or ''} {sent.object or ''}")
