"""The page of an organisation: what it owes, what does not add up, its gaps, figures, promises, documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pipeline.ledger.editions import due_day
from pipeline.publish.site.addresses import Addresses
from pipeline.publish.site.figures import SeriesView, series_view
from pipeline.publish.site.statements import (
    EditionView,
    FindingView,
    GapView,
    RecordView,
    by_age,
    edition_view,
    finding_view,
    gap_view,
    record_view,
)
from pipeline.publish.site.wording import capital, label
from schemas.findings import Finding
from schemas.ledger import EditionStatus, GapThread, MetricSeries
from schemas.records import Record


@dataclass(frozen=True)
class DocumentLink:
    """A document, as lists show it."""

    href: str
    title: str
    kind: str
    publisher: str
    seen: str
    published: str | None
    records: int


@dataclass(frozen=True)
class StatementGroup:
    """Statements of one edition."""

    edition: str | None
    records: tuple[RecordView, ...]


@dataclass(frozen=True)
class OrganisationView:
    """All that is shown of one organisation."""

    slug: str
    name: str
    href: str
    about: str
    as_of: str
    editions: tuple[EditionView, ...] = ()
    findings: tuple[FindingView, ...] = ()
    set_aside: tuple[FindingView, ...] = ()
    open_gaps: tuple[GapView, ...] = ()
    answered: tuple[GapView, ...] = ()
    dropped: tuple[GapView, ...] = ()
    charted: tuple[SeriesView, ...] = ()
    single: tuple[SeriesView, ...] = ()
    commitments: tuple[RecordView, ...] = ()
    statements: tuple[StatementGroup, ...] = ()
    recommendations: tuple[RecordView, ...] = ()
    documents: tuple[DocumentLink, ...] = ()

    @property
    def owed(self) -> list[EditionView]:
        """Reports that are overdue."""
        return [one for one in self.editions if one.state == "overdue"]

    @property
    def missing(self) -> list[EditionView]:
        """Reports that never came, though later ones did."""
        return [one for one in self.editions if one.state == "missing"]

    @property
    def reports(self) -> bool:
        """Whether it reports itself, or is only spoken of by others."""
        return bool(self.editions or self.open_gaps or self.answered or self.dropped)


@dataclass
class _Said:
    """What concerns one organisation."""

    records: list[Record] = field(default_factory=list)
    editions: list[EditionStatus] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    threads: list[GapThread] = field(default_factory=list)
    series: list[MetricSeries] = field(default_factory=list)


def organisation_views(addresses: Addresses) -> list[OrganisationView]:
    """A view of everybody the contents speak of, in the order of their slugs; the unnamed last."""
    said: dict[str | None, _Said] = defaultdict(_Said)
    contents, ledger = addresses.contents, addresses.contents.ledger
    for record in contents.records:
        said[record.organisation].records.append(record)
    for edition in ledger.editions:
        said[edition.organisation].editions.append(edition)
    for finding in ledger.findings:
        said[finding.organisation].findings.append(finding)
    for thread in ledger.threads:
        said[thread.organisation].threads.append(thread)
    for series in ledger.series:
        said[series.organisation].series.append(series)
    wanted: list[str | None] = [*sorted({*contents.organisations, *(slug for slug in said if slug)})]
    if None in said:
        wanted.append(None)
    documents = {snapshot: document_link(snapshot, addresses) for snapshot in addresses.versions}
    return [_view(slug, said[slug], addresses, documents) for slug in wanted]


def _view(
    slug: str | None, said: _Said, addresses: Addresses, documents: dict[str, DocumentLink]
) -> OrganisationView:
    name = addresses.contents.name(slug)
    gaps = by_age(gap_view(thread, addresses) for thread in said.threads)
    findings = [finding_view(finding, addresses) for finding in said.findings]
    series = [series_view(one, addresses, name) for one in said.series]
    told = [record_view(one, addresses) for one in said.records if one.kind in ("progress", "no_progress")]
    snapshots = {record.snapshot for record in said.records}
    gone = [gap for gap in gaps if not gap.open]
    return OrganisationView(
        slug=slug or "",
        name=capital(name),
        href=addresses.organisation(slug),
        about=_about(slug, addresses),
        # Only what counts days or waits for a report depends on the day.
        as_of=addresses.contents.as_of.isoformat() if said.threads or said.editions else "",
        editions=tuple(edition_view(one, addresses) for one in said.editions),
        findings=tuple(one for one in findings if not one.dismissed),
        set_aside=tuple(one for one in findings if one.dismissed),
        open_gaps=tuple(gap for gap in gaps if gap.open),
        answered=tuple(gap for gap in gone if gap.state == "answered"),
        dropped=tuple(gap for gap in gone if gap.state != "answered"),
        charted=tuple(one for one in series if one.chart),
        single=tuple(one for one in series if not one.chart),
        commitments=_of_kind(said.records, "commitment", addresses),
        statements=tuple(_by_edition(told)),
        recommendations=_of_kind(said.records, "recommendation", addresses),
        documents=tuple(link for snapshot, link in documents.items() if snapshot in snapshots),
    )


def _about(slug: str | None, addresses: Addresses) -> str:
    """One line on who it is, as far as the profiles know."""
    for profile in addresses.contents.profiles.values():
        known = profile.organisation(slug) if slug else None
        if known:
            kind = known.kind.replace("-", " ")
            parent = f", part of {addresses.contents.name(known.part_of)}" if known.part_of else ""
            return f"{kind[:1].upper()}{kind[1:]}{parent}"
    return ""


def _of_kind(records: Iterable[Record], kind: str, addresses: Addresses) -> tuple[RecordView, ...]:
    return tuple(record_view(one, addresses) for one in records if one.kind == kind)


def _by_edition(records: Iterable[RecordView]) -> Iterable[StatementGroup]:
    groups: dict[str | None, list[RecordView]] = defaultdict(list)
    for record in records:
        groups[record.edition].append(record)
    for edition in sorted(groups, key=lambda one: due_day(one) if one else date.min, reverse=True):
        yield StatementGroup(edition, tuple(groups[edition]))


def document_link(snapshot: str, addresses: Addresses) -> DocumentLink:
    """A document as lists show it."""
    version, source = addresses.version(snapshot), addresses.source(snapshot)
    return DocumentLink(
        href=addresses.document(snapshot),
        title=addresses.title(snapshot),
        kind=label("source_kind", source.kind if source else "other"),
        publisher=addresses.contents.name(source.publisher) if source else "",
        seen=version.seen.isoformat(),
        published=version.published.isoformat() if version.published else None,
        records=len(addresses.marks.get(snapshot, ())),
    )
