"""The page of a document: what it is, its other snapshots, its text with every record's words marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ledger.published import identity_of
from pipeline.publish.site.addresses import Addresses, Mark, web_address
from pipeline.publish.site.wording import edition_words, label, period_words, reviewed, with_unit
from schemas.records import Record


@dataclass(frozen=True)
class NoteView:
    """What was recorded of a quote, for the margin; one note for all whom the same words are about."""

    id: str
    """The first record's."""
    kind: str
    words: str
    says: str
    about: tuple[tuple[str, str], ...]
    """Organisations by name: name, address."""
    edition: str | None
    principle: str
    review: str
    """Empty where no reviewer has looked at it."""


@dataclass(frozen=True)
class OtherVersion:
    """Another snapshot of the same document."""

    href: str
    seen: str
    holds: bool


@dataclass(frozen=True)
class DocumentView:
    """All that is shown of a document, but its text."""

    title: str
    name: str
    address: str | None
    publisher: str
    publisher_href: str
    kind: str
    seen: str
    published: str | None
    sha256: str
    media_type: str
    size: int
    rules: str
    signed_off: str
    holds: bool
    others: tuple[OtherVersion, ...]
    reviewed: int
    """Records that a reviewer has decided on."""
    notes: tuple[NoteView, ...]
    marks: tuple[Mark, ...]


def document_views(addresses: Addresses) -> list[tuple[str, DocumentView]]:
    """The view of every document, with its sha256."""
    lineages: dict[object, list[str]] = defaultdict(list)
    for version in addresses.contents.versions:
        lineages[identity_of(version)].append(version.snapshot)
    records: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in addresses.contents.by_id.values():
        records[record.snapshot][record.id] = record
    return [
        (
            snapshot,
            _view(snapshot, lineages.get(identity_of(version), []), records[snapshot], addresses),
        )
        for snapshot, version in addresses.versions.items()
    ]


def _view(
    snapshot: str, lineage: Sequence[str], records: dict[str, Record], addresses: Addresses
) -> DocumentView:
    contents, version, source = addresses.contents, addresses.version(snapshot), addresses.source(snapshot)
    kept = contents.snapshots.get(snapshot)
    marks = addresses.marks.get(snapshot, ())
    address = web_address(version.name) or web_address(version.linked)
    holding = {sha for _, sha in contents.current}
    return DocumentView(
        title=addresses.title(snapshot),
        name=version.name,
        address=address or (web_address(source.url) if source else None),
        publisher=contents.name(source.publisher) if source else "",
        publisher_href=addresses.organisation(source.publisher) if source else "",
        kind=label("source_kind", source.kind if source else "other"),
        seen=version.seen.isoformat(),
        published=version.published.isoformat() if version.published else None,
        sha256=snapshot,
        media_type=(kept.media_type or "").partition(";")[0] if kept else "",
        size=kept.size if kept else 0,
        rules=version.rules or "",
        signed_off=version.signed_off or "",
        holds=snapshot in holding or not contents.current,
        others=tuple(
            OtherVersion(addresses.document(one), addresses.version(one).seen.isoformat(), one in holding)
            for one in dict.fromkeys(lineage)
            if one != snapshot and one in addresses.versions
        ),
        reviewed=sum(one.review.status != "unreviewed" for one in records.values()),
        notes=tuple(_notes(marks, records, addresses)),
        marks=marks,
    )


def _notes(marks: Sequence[Mark], records: dict[str, Record], addresses: Addresses) -> Iterator[NoteView]:
    """Notes in reading order. Records of one kind that rest on the same words and say the same share one."""
    groups: dict[object, list[tuple[Mark, Record | None]]] = defaultdict(list)
    for mark in marks:
        record = records.get(mark.id) or addresses.contents.by_id.get(mark.id)
        same: object = mark.id
        if record is not None:
            same = (mark.start, mark.end, record.kind, says(record, addresses), record.review.status)
        groups[same].append((mark, record))
    for group in groups.values():
        mark, record = group[0]
        about = {
            (addresses.contents.name(one.organisation), addresses.organisation(one.organisation))
            for _, one in group
            if one is not None and one.organisation
        }
        yield NoteView(
            id=mark.id,
            kind=record.kind if record else "",
            words=label("kind", record.kind) if record else "cited",
            says=says(record, addresses) if record else "",
            about=tuple(sorted(about)),
            edition=record.edition if record else None,
            principle=addresses.principle(record.principle) if record else "",
            review=reviewed(record.review.status) if record else "",
        )


def says(record: Record, addresses: Addresses) -> str:
    """What a record adds to its words: a figure's normal form, a promise's cadence."""
    if record.kind == "metric":
        measure = addresses.contents.measure(record.measure) if record.measure else None
        of = measure.title if measure else record.object or ", ".join((record.dimensions or {}).values())
        shown = with_unit(record, record.unit, record.per, of)
        time = period_words(record.coverage) or label("basis", record.basis)
        return f"{': '.join(filter(None, (shown, ' '.join(of.split()))))} ({time})"
    if record.kind == "commitment" and record.cadence:
        return f"a report {label('cadence', record.cadence)}"
    if record.kind == "gap" and record.carries_forward:
        return f"refers to the gaps of {edition_words(record.carries_forward)}"
    if record.kind == "no_progress" and record.since:
        return f"nothing new since {edition_words(record.since)}"
    return ""
