"""Restatements: a figure for the same thing and time that was published twice with different values.

Two times are kept for each value: when it was disclosed and when we saw it; the figure's own period is the
third. Sources of a restatement: a page edited after publication, a later report, or the report's own word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from extractors.quantity import find_quantities
from pipeline.ledger.editions import day_in_words, in_words, period_in_words
from pipeline.ledger.figures import agree, counted_in_words, counted_thing, said
from pipeline.ledger.identity import finding_id
from pipeline.ledger.published import Published, Sighting
from pipeline.ledger.series import Line
from pipeline.ledger.wording import content_words, nearly_verbatim, pattern, quoted, word_lists
from schemas.findings import Finding, Severity
from schemas.ledger import Restatement, Vintage
from schemas.records import Metric

SLIGHT = Decimal("0.01")
"""A restatement by less than this part of the earlier figure is a note."""

_DIGITS = re.compile(r"\d[\d.,]*")


def later_reports(lines: Iterable[Line], published: Published) -> Iterator[Restatement]:
    """What one document says about a stated period, and a later one says otherwise.

    Of a value that a document prints twice the exact one counts; a figure that states no period is about
    its edition and has no second vintage.
    """
    for line in lines:
        for group in line.vintages:
            if group[0].metric.coverage is None:
                continue
            told = {figure.version.snapshot: figure for figure in group}
            for earlier, later in pairwise(told.values()):
                if not agree(earlier.metric, later.metric) and earlier.disclosed < later.disclosed:
                    yield _restatement("later_report", earlier.metric, later.metric, published)


def edits(published: Published) -> Iterator[Restatement]:
    """What a page prints now where an earlier snapshot of it printed another figure in the same words."""
    # Of a page that goes to and fro each way is told once, the last time.
    found: dict[tuple[str, str], Restatement] = {}
    for lineage in published.lineages:
        for before, after in pairwise(lineage):
            for one in _edits_between(before, after, published):
                found[one.earlier.cite.record_id, one.later.cite.record_id] = one
    yield from found.values()


def _edits_between(before: Sighting, after: Sighting, published: Published) -> Iterator[Restatement]:
    old, new = published.records_of(before.version), published.records_of(after.version)
    kept = {record.id for record in old} & {record.id for record in new}
    gone = [record for record in old if record.kind == "metric" and record.id not in kept]
    came = [record for record in new if record.kind == "metric" and record.id not in kept]
    added: dict[object, list[Metric]] = defaultdict(list)
    for record in came:
        added[_frame(record)].append(record)
    for record in gone:
        alike = [one for one in added[_frame(record)] if _says_the_same_of_another_figure(record, one)]
        if not alike:
            continue
        successor = next((one for one in alike if _masked(one.quote) == _masked(record.quote)), alike[0])
        added[_frame(record)].remove(successor)
        if _figures(successor.quote) != _figures(record.quote) and not agree(successor, record):
            days = before.day, after.day
            yield _restatement("edited", record, successor, published, seen=days)


def _frame(metric: Metric) -> object:
    """What an edit leaves as it is."""
    labels = tuple(sorted((metric.dimensions or {}).items()))
    return metric.organisation, metric.edition, metric.unit, metric.per, metric.place, labels


def _says_the_same_of_another_figure(old: Metric, new: Metric) -> bool:
    return bool(old.dimensions) or nearly_verbatim(_masked(old.quote), _masked(new.quote))


def announced(published: Published) -> Iterator[Restatement]:
    """What a report says of itself: "has been restated from 82,300 to 81,600"."""
    restating = content_words(" ".join(word_lists()["restating"]))
    for record in published.records:
        if record.kind != "metric" or record.dimensions or not restating & content_words(record.quote):
            continue
        earlier = _figure_before(record)
        if earlier is not None:
            yield _restatement("announced", earlier, record, published)


def _figure_before(metric: Metric) -> Metric | None:
    """The figure that a quote says was replaced by the metric's, as a metric; None without one."""
    at = metric.quote.find(metric.printed)
    found = pattern("restated_before").search(metric.quote[:at]) or pattern("restated_after").search(
        metric.quote[at + len(metric.printed) :]
    )
    old = next(iter(find_quantities(found["old"])), None) if found else None
    if old is None or old.value is None or old.value == metric.value:
        return None
    return metric.model_copy(
        update={"value": old.value, "comparator": old.comparator, "printed": old.printed}
    )


def findings(restatements: Iterable[Restatement], published: Published) -> Iterator[Finding]:
    """One finding for each restatement."""
    holding = {record.id for record in published.records}
    edited: set[tuple[str, str]] = set()
    for one in restatements:
        earlier, later = one.earlier.cite, one.later.cite
        about = [earlier.record_id, later.record_id, one.kind]
        if one.kind == "edited":
            edited.add((earlier.record_id, later.record_id))
            if (later.record_id, earlier.record_id) in edited:  # it rests on the same two records
                about.append("back")
        yield Finding(
            id=finding_id("restatement", one.organisation, about),
            kind="restatement",
            severity=_severity(one),
            organisation=one.organisation,
            edition=one.edition,
            sentence=_sentence(one, published, later.record_id in holding),
            cites=(earlier, later),
            as_of=published.as_of,
        )


def _severity(one: Restatement) -> Severity:
    old, new = one.earlier.value, one.later.value
    slight = old is not None and new is not None and abs(new - old) < abs(old) * SLIGHT
    return "note" if one.kind == "announced" or (slight and one.kind == "later_report") else "warning"


def _sentence(one: Restatement, published: Published, holds: bool) -> str:
    name = published.name(one.organisation)
    old, new = said(one.earlier, one.unit), said(one.later, one.unit)
    about = f"{counted_thing(one.counted, [name])} ({_about(one)})"
    before, now = (quoted(side.cite.evidence.quote) for side in (one.earlier, one.later))
    if one.kind == "edited":
        page, first = f"{name}: the page for {_about(one)}", day_in_words(one.earlier.seen)
        if not holds:
            then = day_in_words(one.later.seen)
            return f"{page}, seen on {first}, read {before}; seen on {then} it read {now}."
        return f"{page} now reads {now}; seen on {first} it read {before}."
    if one.kind == "announced":
        return f"{name} has restated a figure of its own from {old} to {new}: {now}."
    return f"{name}: {about} was first given as {old}, and later as {new}."


def _about(one: Restatement) -> str:
    if one.coverage:
        return period_in_words(one.coverage)
    return in_words(one.edition) if one.edition else "no period stated"


def _restatement(
    kind: Literal["edited", "later_report", "announced"],
    earlier: Metric,
    later: Metric,
    published: Published,
    *,
    seen: tuple[date, date] | None = None,
) -> Restatement:
    first, second = seen or (published.version_of(one).seen for one in (earlier, later))
    return Restatement(
        kind=kind,
        organisation=earlier.organisation,
        measure=later.measure,
        counted=counted_in_words(later),
        unit=later.unit,
        coverage=earlier.coverage,
        edition=earlier.edition,
        earlier=_vintage(earlier, "earlier", first, published),
        later=_vintage(later, "later", second, published),
    )


def _vintage(metric: Metric, role: str, seen: date, published: Published) -> Vintage:
    return Vintage(
        value=metric.value,
        low=metric.low,
        high=metric.high,
        comparator=metric.comparator,
        disclosed=published.disclosed(metric),
        seen=seen,
        cite=published.cite(metric, role),
    )


def _masked(quote: str) -> str:
    return " ".join(_DIGITS.sub("#", quote).split())


def _figures(quote: str) -> list[str]:
    return _DIGITS.findall(quote)
