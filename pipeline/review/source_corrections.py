"""Corrections of the publishers' own errors, each with a guard: one that matches nothing fails loudly.

They live in the store (`pipeline.review.events.source_corrections`); nothing here touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.problems import Problem
from schemas.corrections import SourceCorrection
from schemas.records import Metric, Record

_ALIKE = 90.0
"""Likeness of two quotes, figures aside, from which on they are the same sentence."""


class GuardFailure(NamedTuple):
    """A correction that does not fit what its source prints now."""

    correction: SourceCorrection
    reason: str
    """What is wrong and what to do, in one sentence."""


class GuardFailed(Problem):
    """At least one source correction does not fit its source any more; `failures` names them."""

    def __init__(self, failures: Sequence[GuardFailure]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(failure.reason for failure in failures))


def latest(events: Iterable[SourceCorrection]) -> list[SourceCorrection]:
    """Each correction as its last event left it, for `build_ledger(corrections=...)`; withdrawn ones are out.

    One whose source is fixed stays in: what was printed before is still wrong.
    """
    last: dict[tuple[str, str, str], SourceCorrection] = {}
    for event in events:
        last[event.key] = event
    return [event for event in last.values() if event.status != "withdrawn"]


def history(events: Iterable[SourceCorrection], of: SourceCorrection) -> list[SourceCorrection]:
    """All events of one correction, the earliest first: when it was open, reported, acknowledged, fixed."""
    return [event for event in events if event.key == of.key]


def check_source_corrections(
    records: Iterable[Record], events: Iterable[SourceCorrection], sources: Iterable[str]
) -> list[GuardFailure]:
    """The corrections that do not fit what their sources print now.

    Args:
        records: What holds now of these sources.
        events: All events, the earliest first.
        sources: ids of the sources that could be read. Nothing is said of others.
    """
    metrics: dict[str, list[Metric]] = {source: [] for source in sources}
    for record in records:
        if isinstance(record, Metric) and record.source in metrics:
            metrics[record.source].append(record)
    checked = (
        (correction, _failure(correction, metrics[correction.source]))
        for correction in latest(events)
        if correction.source in metrics
    )
    return [GuardFailure(correction, reason) for correction, reason in checked if reason is not None]


def guard(records: Iterable[Record], events: Iterable[SourceCorrection], sources: Iterable[str]) -> None:
    """Raises GuardFailed, naming every correction of these sources that does not fit; as above."""
    if failures := check_source_corrections(records, events, sources):
        raise GuardFailed(failures)


def matches(correction: SourceCorrection, metric: Metric) -> bool:
    """Whether the metric is the wrong figure that the correction is about."""
    return metric.value == correction.printed and _folded(correction.quote) in _folded(metric.quote)


def _failure(correction: SourceCorrection, metrics: Sequence[Metric]) -> str | None:
    name = f"the correction of {correction.printed} to {correction.corrected} in {correction.source}"
    there = any(matches(correction, metric) for metric in metrics)
    if there:
        if correction.status == "fixed upstream":
            return f"{name} is marked as fixed upstream, but the source still prints it: mark it as open"
        return None
    if correction.status == "fixed upstream":
        return None
    now = next((one for one in metrics if one.value != correction.printed and _alike(correction, one)), None)
    if now is not None and now.value == correction.corrected:
        return f"{name} is no longer needed, the source has been fixed: mark it as fixed upstream"
    if now is not None:
        return f"{name} no longer fits, the source now prints {now.printed}: look at it again"
    return f"{name} matches nothing, the source has no such words: withdraw it or quote what is there now"


def _alike(correction: SourceCorrection, metric: Metric) -> bool:
    from pipeline.review.anchoring import masked

    return fuzz.partial_ratio(masked(_folded(correction.quote)), masked(_folded(metric.quote))) >= _ALIKE


def _folded(text: str) -> str:
    return " ".join(text.split())
