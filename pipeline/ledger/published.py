"""What had been published by a day: records with their document's version, source, and day of disclosure.

Records, versions and sources go in; out comes one view of them that all parts of the ledger share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pipeline.ledger.editions import due_day, first_day
from schemas.findings import CitedEvidence
from schemas.ledger import DocumentVersion
from schemas.records import Record
from schemas.sources import Source

COUNTS_OTHERS = frozenset({"statistics", "regulator_findings"})
"""Kinds of source whose publisher counts and judges what others do; all others relay what companies say."""
NO_EDITIONS = frozenset({"announcement", "statistics", "regulator_findings"})
"""Kinds of source that are no edition of a report of the organisations they speak of."""


class DocumentIdentity(NamedTuple):
    """What stays when a document's bytes and file name change."""

    source: str
    linked: str


class Stream(NamedTuple):
    """A run of reports in which each edition succeeds the one before: one publisher, one kind."""

    publisher: str
    kind: str
    document: str = ""
    """Set where a document has no successor: every announcement is a stream of its own."""


class Sighting(NamedTuple):
    """That a document said this from a day on."""

    day: date
    version: DocumentVersion


class Published:
    """What was public on the day `as_of`, as far as is known."""

    def __init__(
        self,
        records: Iterable[Record],
        versions: Iterable[DocumentVersion],
        sources: Iterable[Source],
        as_of: date,
    ) -> None:
        self.as_of = as_of
        self._sources = {source.id: source for source in sources}
        self._versions = {(version.source, version.snapshot): version for version in versions}
        self._seen = frozenset(self._versions)
        for_versions: dict[DocumentVersion, list[Record]] = defaultdict(list)
        for record in records:
            if record.review.status != "rejected":
                for_versions[self.version_of(record)].append(record)
        self._by_version = {
            version: sorted((one for one in found if self.disclosed(one) <= as_of), key=_in_document)
            for version, found in for_versions.items()
        }

    @cached_property
    def lineages(self) -> list[list[Sighting]]:
        """What each document said one after the other, up to what holds; what came back is there again.

        What was first seen after `as_of` is left out, unless nothing was seen before: then the first is
        taken, since what it says about that day was public whether or not somebody had looked.
        """
        documents: dict[DocumentIdentity, list[Sighting]] = defaultdict(list)
        versions = {**dict.fromkeys(self._versions.values()), **dict.fromkeys(self._by_version)}
        # Those of one day stay in the order given, in which they were fetched; what came back came last.
        for version in versions:
            documents[identity_of(version)].append(Sighting(version.seen, version))
        for version in versions:
            documents[identity_of(version)] += [Sighting(day, version) for day in version.returned]
        found = []
        for identity in sorted(documents):
            ordered = sorted(documents[identity], key=lambda one: one.day)
            found.append([one for one in ordered if one.day <= self.as_of] or ordered[:1])
        return found

    @cached_property
    def records(self) -> list[Record]:
        """What holds, each id once: of each edition what the newest version says that speaks of it.

        An address may always show the latest report alone: what it showed before was published still.
        """
        kept: dict[str, Record] = {}
        for lineage in self.lineages:
            told: set[str | None] = set()
            for _, version in reversed(lineage):
                found = self.records_of(version)
                if version is not lineage[-1].version:
                    found = [one for one in found if one.edition and one.edition not in told]
                for record in found:
                    kept.setdefault(record.id, record)
                told |= {record.edition for record in found}
        return list(kept.values())

    def records_of(self, version: DocumentVersion) -> Sequence[Record]:
        """The records of one version that had been disclosed."""
        return self._by_version.get(version, ())

    def version_of(self, record: Record) -> DocumentVersion:
        """The snapshot a record was taken from; one that nobody described was seen on the day `as_of`."""
        key = (record.source, record.snapshot)
        version = self._versions.get(key)
        if version is None:
            version = self._versions[key] = DocumentVersion(
                source=record.source, name=record.document, snapshot=record.snapshot, seen=self.as_of
            )
        return version

    def source_of(self, record: Record) -> Source | None:
        """Its entry in sources.yaml, if it has one."""
        return self._sources.get(record.source or "")

    @property
    def sources(self) -> Iterable[Source]:
        """All sources."""
        return self._sources.values()

    def disclosed(self, record: Record) -> date:
        """When it was published, as far as is known: the first day of the edition it is stated in.

        A year's edition comes on the day the document gives, else when the year is over; a statement without
        an edition on the document's day, else on the day the document was first seen. What was seen earlier
        than that was public all the same.
        """
        version = self.version_of(record)
        if record.edition is None:
            return version.published or version.seen
        if len(record.edition) == 4 and version.published and version.published >= first_day(record.edition):
            return version.published
        due = due_day(record.edition)
        return min(due, version.seen) if (record.source, record.snapshot) in self._seen else due

    def stream(self, record: Record) -> Stream:
        """The run of reports that the record's document belongs to."""
        source = self.source_of(record)
        if source is None:
            return Stream("", "other")
        alone = source.id if source.kind == "announcement" else ""
        return Stream(source.publisher, source.kind, alone)

    def observer(self, record: Record) -> str | None:
        """Who counted: the publisher of statistics and findings, else the organisation itself."""
        source = self.source_of(record)
        return source.publisher if source and source.kind in COUNTS_OTHERS else record.organisation

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for record in self.records:
            slug, name = record.organisation, record.organisation_name
            if slug and name and slug not in names and name != slug and slug[0] == name[0].lower():
                names[slug] = " ".join(name.split())
        return names

    def name(self, slug: str | None) -> str:
        """An organisation as printed, else as its slug reads."""
        if slug is None:
            return "An unnamed organisation"
        return self._names.get(slug) or slug.replace("-", " ").title()

    def cite(self, record: Record, role: str) -> CitedEvidence:
        """One side of a statement."""
        return CitedEvidence(
            record_id=record.id,
            document=record.document,
            snapshot=record.snapshot,
            role=role,
            evidence=record.evidence,
        )


def _in_document(record: Record) -> tuple[int, str]:
    """Reading order, so that no result depends on the order in which records are handed over."""
    return record.evidence.start, record.id


def identity_of(version: DocumentVersion) -> DocumentIdentity:
    """What the document is known by: its source, or its name where it has none."""
    return DocumentIdentity(version.source or version.name, version.linked)
