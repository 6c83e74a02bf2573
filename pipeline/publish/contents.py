"""What is published as of a day: the store as the reviewers left it, and what it says together.

The dataset, the site and the brief are made from a `Contents` and from nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extractors.profiles import Measure, Principle, Profile, load_profile
from pipeline.ledger.ledger import build_ledger
from pipeline.ledger.published import Published
from pipeline.problems import Problem
from pipeline.reconcile import reconcile, reconcile_history
from pipeline.review.sign_offs import signed_off
from pipeline.review.source_corrections import latest
from pipeline.store.store import DocumentKey, Held
from schemas.corrections import Correction, SignOff, SourceCorrection
from schemas.documents import Document
from schemas.findings import CitedEvidence
from schemas.ledger import DocumentVersion, Ledger, LedgerEvent, MetricSeries
from schemas.records import Doubt, Metric, Record
from schemas.snapshots import Snapshot
from schemas.sources import Source

if TYPE_CHECKING:
    from pipeline.store.store import Reading, Store


@dataclass(frozen=True)
class Contents:
    """What is published. Equal contents make equal files: nothing here depends on the clock."""

    as_of: date
    """The day it speaks of."""
    made: datetime
    """The last moment at which something in it was fetched or decided."""
    sources: tuple[Source, ...]
    """The entries of sources.yaml, in their order."""
    records: tuple[Record, ...]
    """What holds, each id once, rejected ones left out: of each edition what the newest snapshot says."""
    earlier: tuple[Record, ...]
    """Records that no longer hold and that the ledger cites: what a page said before it was edited."""
    now: tuple[Record, ...]
    """What the documents say now, whatever the day; rejected records are left out."""
    rejected: tuple[Record, ...]
    """What a reviewer has taken out, with the reason in `review`."""
    doubts: tuple[Doubt, ...]
    """Candidates that failed validation, of the snapshots that hold."""
    versions: tuple[DocumentVersion, ...]
    """Every snapshot that was read, the earliest first."""
    current: frozenset[tuple[str, str]]
    """Source and sha256 of the snapshots that hold now."""
    snapshots: Mapping[str, Snapshot]
    """By sha256: size, declared type, the moment it was first fetched."""
    titles: Mapping[str, str]
    """By sha256: what the document calls itself."""
    ledger: Ledger
    profiles: Mapping[str, Profile]
    """By id: the vocabularies of the sources."""
    source_corrections: tuple[SourceCorrection, ...] = ()
    """What publishers have wrong: the last word on each."""

    def name(self, slug: str | None) -> str:
        """An organisation's name: as its profile has it, else as printed most, else as its slug reads."""
        if slug is None:
            return "nobody named"
        return self._names.get(slug) or slug.replace("-", " ").title()

    def names_in(self, series: MetricSeries) -> list[str]:
        """What the organisation of a series is called, here and where its figures are printed; the longest
        first."""
        found = {self.name(series.organisation)} if series.organisation else set()
        for point in series.points:
            record = self.by_id.get(point.record_id)
            if record is not None and record.organisation_name:
                found.add(" ".join(record.organisation_name.split()))
        return sorted(found, key=lambda name: (-len(name), name))

    def is_part(self, series: MetricSeries) -> bool:
        """Whether its figures are told as parts of others in the same sentence: "212 reports, 37 of which".
        What a table tells apart is in the series' breakdown."""
        record = self.by_id.get(series.points[-1].record_id)
        return isinstance(record, Metric) and record.part_of is not None and not record.dimensions

    def title(self, snapshot: str, source: str | None, name: str) -> str:
        """What a document calls itself, else what sources.yaml calls it, else its name. A title in capitals
        alone is passed over where there is another."""
        found = " ".join((self.titles.get(snapshot) or "").split())
        listed = next((one.title for one in self.sources if one.id == source), None)
        return found if found and not (listed and found.isupper()) else listed or name

    def principle(self, code: str, profile: str | None = None) -> Principle | None:
        """The principle of that code, in any profile of the sources unless one is named."""
        for known in self._profiles(profile):
            for principle in known.principles:
                if principle.code == code:
                    return principle
        return None

    def measure(self, name: str, profile: str | None = None) -> Measure | None:
        """The canonical measure of that name, in any profile of the sources unless one is named."""
        for known in self._profiles(profile):
            for measure in known.measures:
                if measure.id == name:
                    return measure
        return None

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """Slugs of everybody the records, the sources or the ledger speak of, in alphabetical order."""
        found = {record.organisation for record in (*self.records, *self.earlier)}
        found |= {slug for source in self.sources for slug in (source.publisher, *source.organisations)}
        found |= {edition.organisation for edition in self.ledger.editions}
        found |= {one for series in self.ledger.series for one in (series.organisation, series.observer)}
        return tuple(sorted(slug for slug in found if slug))

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Every record that holds or is cited."""
        return {record.id: record for record in (*self.earlier, *self.records)}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        printed: dict[str, dict[str, int]] = {}
        for record in self.by_id.values():
            if record.organisation and record.organisation_name:
                name = " ".join(record.organisation_name.split())
                # "Our" and "the company" are printed too: a name shares the slug's first letter.
                if name and name != record.organisation and name[0].lower() == record.organisation[0]:
                    names = printed.setdefault(record.organisation, {})
                    names[name] = names.get(name, 0) + 1
        most = {slug: min(names, key=lambda one: (-names[one], one)) for slug, names in printed.items()}
        known = {one.slug: one.name for profile in self.profiles.values() for one in profile.organisations}
        return most | known

    def _profiles(self, profile: str | None) -> Iterable[Profile]:
        return self.profiles.values() if profile is None else [self.profiles[profile]]


@dataclass(frozen=True)
class Said:
    """What reviewers have said, each kind in the order in which it came in."""

    decisions: Sequence[Correction] = ()
    sign_offs: Sequence[SignOff] = ()
    source_corrections: Sequence[SourceCorrection] = ()
    events: Sequence[LedgerEvent] = ()

    @property
    def last(self) -> Iterable[datetime]:
        """The moment of each."""
        for events in (self.decisions, self.sign_offs, self.source_corrections, self.events):
            yield from (event.at for event in events)


NOTHING_SAID = Said()


def gather(
    store: Store,
    listed: Sequence[Source],
    as_of: date,
    *,
    events: Iterable[LedgerEvent] = (),
    document_of: Callable[[str], Document] | None = None,
) -> Contents:
    """Reads the store and builds the ledger over it.

    Args:
        store: What was extracted, and what reviewers said of it.
        listed: The entries of sources.yaml; nothing of other sources is read.
        as_of: The day it speaks of.
        events: What reviewers have said of threads and findings besides what the store has.
        document_of: As `pipeline.documents.Documents.get`, asked only where the words that a decision was
            made on have moved.

    Raises Problem when the store holds nothing of the sources.
    """
    from pipeline.review.decisions import Decisions
    from pipeline.review.events import ledger_events, sign_offs, source_corrections
    from pipeline.review.items import last_standing

    readings = store.history(source.id for source in listed)
    if not readings:
        raise Problem("the store holds nothing of these sources: read them first, with `pledgewatch run`")
    said = Said(
        decisions=Decisions(store).all(),
        sign_offs=sign_offs(store).all(),
        source_corrections=source_corrections(store).all(),
        events=[*ledger_events(store).all(), *events],
    )
    return contents_of(readings, listed, as_of, said, document_of=document_of, last=last_standing(store))


def contents_of(
    readings: Sequence[Reading],
    listed: Sequence[Source],
    as_of: date,
    said: Said = NOTHING_SAID,
    *,
    document_of: Callable[[str], Document] | None = None,
    last: Mapping[str, Mapping[str, Any]] | None = None,
) -> Contents:
    """The same from what the store has read and what reviewers have said, without the store. Pure."""
    signed = signed_off(said.sign_offs)
    returned = _days_of_return(readings)
    versions = [_version(one, signed, returned[one.key, one.snapshot.sha256]) for one in readings]
    corrections = tuple(latest(said.source_corrections))
    current = reconcile([_held(one) for one in readings if one.holds], said.decisions, document_of, last)
    records = reconcile_history(readings, said.decisions, current)
    built = build_ledger(
        records,
        versions,
        listed,
        corrections,
        as_of,
        events=said.events,
        principles=principle_codes(listed),
    )
    holding = Published(records, versions, listed, as_of).records
    moments = [*(one.snapshot.retrieved for one in readings), *said.last]
    return Contents(
        as_of=as_of,
        made=max(moments, default=datetime.min.replace(tzinfo=UTC)),
        sources=tuple(listed),
        records=tuple(holding),
        earlier=_cited_besides(built, holding, records),
        now=tuple(record for record in current.records if record.review.status != "rejected"),
        rejected=tuple(record for record in current.records if record.review.status == "rejected"),
        doubts=current.doubts,
        versions=tuple(versions),
        current=frozenset((one.key.source, one.snapshot.sha256) for one in readings if one.holds),
        snapshots={one.snapshot.sha256: one.snapshot for one in reversed(readings)},
        titles={one.snapshot.sha256: one.title for one in readings if one.title},
        ledger=built,
        profiles=profiles_of(listed),
        source_corrections=corrections,
    )


def profiles_of(listed: Iterable[Source]) -> dict[str, Profile]:
    """By id: the vocabularies that the sources are read with."""
    return {one: load_profile(one) for one in sorted({source.profile for source in listed})}


def principle_codes(listed: Iterable[Source]) -> dict[str, list[str]]:
    """By profile of the sources: the codes of its principles."""
    return {one: [each.code for each in profile.principles] for one, profile in profiles_of(listed).items()}


def cited(ledger: Ledger) -> Iterable[CitedEvidence]:
    """Everything that the ledger cites, with repetitions."""
    for thread in ledger.threads:
        for state in thread.states:
            yield from state.cites
    for series in ledger.series:
        yield from (point.cite for point in series.points)
    for edition in ledger.editions:
        yield from edition.cites
    for restatement in ledger.restatements:
        yield from (restatement.earlier.cite, restatement.later.cite)
    for finding in ledger.findings:
        yield from finding.cites


def _cited_besides(built: Ledger, records: Iterable[Record], said: Iterable[Record]) -> tuple[Record, ...]:
    wanted = {cite.record_id for cite in cited(built)} | {
        one for thread in built.threads for one in thread.records
    }
    wanted -= {record.id for record in records}
    return tuple({record.id: record for record in said if record.id in wanted}.values())


def _days_of_return(
    readings: Sequence[Reading],
) -> defaultdict[tuple[DocumentKey, str], tuple[date, ...]]:
    """By document and sha256: the days at whose end the document had gone back to these bytes."""
    sightings: defaultdict[DocumentKey, list[tuple[datetime, bool, str]]] = defaultdict(list)
    for one in readings:
        sha256 = one.snapshot.sha256
        sightings[one.key].append((one.snapshot.retrieved, False, sha256))
        sightings[one.key] += [(moment, True, sha256) for moment in one.returned]
    holding = {one.key: one.snapshot.sha256 for one in readings if one.holds}
    found: defaultdict[tuple[DocumentKey, str], tuple[date, ...]] = defaultdict(tuple)
    for key, seen in sightings.items():
        ordered = sorted(seen, key=lambda one: one[:2])
        last, _, sha256 = ordered[-1]
        if holding.get(key, sha256) != sha256:  # kept by a version that did not note returns
            ordered.append((last, True, holding[key]))
        for day, (_, back, at_its_end) in {one[0].date(): one for one in ordered}.items():
            if back:
                found[key, at_its_end] += (day,)
    return found


def _version(reading: Reading, signed: Mapping[str, str], returned: tuple[date, ...]) -> DocumentVersion:
    return DocumentVersion(
        source=reading.key.source,
        linked=reading.key.linked,
        name=reading.snapshot.name,
        snapshot=reading.snapshot.sha256,
        seen=reading.snapshot.retrieved.date(),
        returned=returned,
        published=reading.published,
        rules=reading.rules,
        signed_off=signed.get(reading.snapshot.sha256),
    )


def _held(reading: Reading) -> Held:
    return Held(reading.key, reading.snapshot.sha256, reading.records, reading.doubts)
