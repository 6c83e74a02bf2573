"""The ledger: what the records of many reports say together, as of a day. Pure: no store, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from pipeline.ledger import cadence, restatements, threads
from pipeline.ledger.audits import Auditor
from pipeline.ledger.decisions import ThreadSay, dismissed
from pipeline.ledger.figures import Figure, figure_of
from pipeline.ledger.published import Published
from pipeline.ledger.series import lines, series_of
from pipeline.ledger.silence import silence_matrix
from schemas.corrections import SourceCorrection
from schemas.findings import Finding
from schemas.ledger import DocumentVersion, Ledger, LedgerEvent
from schemas.records import Metric, Record
from schemas.sources import Source

_WEIGHT = {"error": 0, "warning": 1, "note": 2}


def build_ledger(
    records: Iterable[Record],
    documents: Iterable[DocumentVersion],
    sources: Iterable[Source],
    corrections: Iterable[SourceCorrection],
    as_of: date,
    *,
    events: Iterable[LedgerEvent] = (),
    principles: Mapping[str, Sequence[str]] | None = None,
) -> Ledger:
    """All that can be said over the records on the day `as_of`.

    Args:
        records: Those of every snapshot, earlier ones of a page included, with the reviewers' corrections
            applied; rejected ones are left out here.
        documents: The snapshots, with the day each was first seen, those of one day in the order in which
            they were. A snapshot that is not among them counts as seen on `as_of`.
        sources: The entries of sources.yaml.
        corrections: Figures that the publisher has wrong, with the right ones.
        as_of: Nothing disclosed later is looked at.
        events: What reviewers have said of threads and findings.
        principles: The codes of each profile's principles; without them there is no silence matrix.
    """
    events = list(events)
    published = Published(records, documents, sources, as_of)
    figures = figures_of(published)
    found = lines(figures)
    right = _right_values(published.records, corrections)
    gaps = threads.thread_gaps(published, ThreadSay(events))
    editions = cadence.editions_due(published)
    restated = [
        *restatements.edits(published),
        *restatements.later_reports(found, published),
        *restatements.announced(published),
    ]
    quotes = {record.id: record.quote for record in published.records}
    findings = [
        *threads.findings(gaps, published, quotes),
        *cadence.findings(editions, published),
        *restatements.findings(restated, published),
        *Auditor(figures, found, published).findings(),
    ]
    return Ledger(
        as_of=as_of,
        threads=tuple(gaps),
        series=tuple(
            sorted(
                (series_of(line, published, right) for line in found),
                key=lambda one: (
                    one.organisation or "",
                    one.measure or "~",
                    one.counted,
                    one.breakdown,
                    one.id,
                ),
            )
        ),
        editions=tuple(editions),
        restatements=tuple(restated),
        silence=tuple(silence_matrix(published, gaps, principles or {})),
        findings=tuple(sorted(dismissed(_once(findings), events), key=_place)),
    )


def figures_of(published: Published) -> list[Figure]:
    """The metrics that hold, as the ledger sees them."""
    metrics = [record for record in published.records if isinstance(record, Metric)]
    wholes = {metric.id: metric for metric in metrics}
    return [figure_of(metric, wholes, published) for metric in metrics]


def _right_values(records: Iterable[Record], corrections: Iterable[SourceCorrection]) -> dict[str, Decimal]:
    """By record the value that should have been printed; where the words are gone, nothing is corrected."""
    by_source: dict[str, list[SourceCorrection]] = {}
    for correction in corrections:
        by_source.setdefault(correction.source, []).append(correction)
    return {
        record.id: correction.corrected
        for record in records
        if isinstance(record, Metric) and record.source in by_source
        for correction in by_source[record.source]
        if record.value == correction.printed
        and " ".join(correction.quote.split()) in " ".join(record.quote.split())
    }


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list({finding.id: finding for finding in findings}.values())


def _place(finding: Finding) -> tuple[int, str, str, str]:
    return _WEIGHT[finding.severity], finding.organisation or "", finding.kind, finding.id
