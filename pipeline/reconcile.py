"""What holds now for each document, with what reviewers said of it: the one list of records that is emitted.

Re-extraction never overwrites a person. The rules, with a table of cases, are in docs/review.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pipeline.review.merging import Stance, merge, stance
from schemas.corrections import Correction, StaleDecision
from schemas.documents import Document
from schemas.evidence import Evidence
from schemas.records import Doubt, Record, record_id

if TYPE_CHECKING:
    from pipeline.store.store import Held

Subject = Literal["record", "doubt", "lost"]
"""`lost`: a decision that has no place in what the source says now."""


class Item(NamedTuple):
    """One thing that a reviewer can have before them, as the machine and all decisions make it."""

    id: str
    subject: Subject
    record: Record | None = None
    """As it stands, decisions applied; None for a doubt, and for a decision whose words are gone."""
    machine: Record | None = None
    """The machine's latest output; None where it does not find the record."""
    doubt: Doubt | None = None
    stale: StaleDecision | None = None
    differs: tuple[str, ...] = ()
    """Fields that the machine reads otherwise by now than a person saw them and let stand."""
    lineage: tuple[str, ...] = ()
    """Earlier ids whose decisions were carried over to this one."""
    said: Stance | None = None
    """What people have said of it; None where nobody has decided."""


class Reconciled(NamedTuple):
    """Records with ids that are theirs alone, in the order of the documents, and the doubts about others.

    `records` holds rejected ones too: `review.status` says so. `conflicts` are the decisions to be looked at
    again. `items` is all of it as the review queue needs it.
    """

    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    conflicts: tuple[StaleDecision, ...] = ()
    items: tuple[Item, ...] = ()


Numbered = tuple[int, Correction]


class Changes(NamedTuple):
    """What a new reading of a document changed: counts of records."""

    added: int
    changed: int
    withdrawn: int


def reconcile(
    held: Sequence[Held],
    corrections: Iterable[Correction] = (),
    document_of: Callable[[str], Document | None] | None = None,
) -> Reconciled:
    """Joins what the documents say, and lays over it what reviewers said.

    A statement that two documents of one source repeat word for word has one id: the first of them keeps it.

    Args:
        held: What holds now for each document.
        corrections: All events, in the order in which they came in.
        document_of: The document of a snapshot, asked for only where decisions have to find their words
            again. Without it such decisions are queued as lost.
    """
    events = by_record(corrections)
    items: dict[str, Item] = {}
    for document in held:
        for record in document.records:
            if record.id not in items:
                items[record.id] = settle(record.id, record, None, events)
        for key, doubt in keyed(document.doubts):
            if key not in items:
                items[key] = settle(key, None, doubt, events)
    return _joined(items.values())


def settle(
    key: str,
    machine: Record | None,
    doubt: Doubt | None,
    events: Mapping[str, Sequence[Numbered]],
    lineage: tuple[str, ...] = (),
) -> Item:
    """One record or doubt of the machine, with what was said of it under this id and those of its lineage."""
    said = stance(events_on((*lineage, key), events), (key, *lineage))
    if said is None or (machine is None and said.verdict == "rejected"):
        return Item(
            key, "record" if machine else "doubt", machine, machine, doubt, lineage=lineage, said=said
        )
    stands = machine or doubt
    place = {}
    if stands is not None and (said.evidence is not None and said.values.get("snapshot") == stands.snapshot):
        place = _place(said.evidence, stands)
    merged = merge(machine, said, record_id=key, place=place)
    return Item(key, "record", merged.record, machine, doubt, merged.stale, merged.differs, lineage, said)


def _place(evidence: Evidence, document: Record | Doubt) -> dict[str, Any]:
    return {
        "document": document.document,
        "snapshot": document.snapshot,
        "source": document.source,
        "quote": evidence.quote,
        "evidence": evidence.model_dump(mode="json"),
    }


def _joined(items: Iterable[Item]) -> Reconciled:
    items = tuple(items)
    return Reconciled(
        records=tuple(item.record for item in items if item.record is not None),
        doubts=tuple(item.doubt for item in items if item.doubt is not None and item.said is None),
        conflicts=tuple(item.stale for item in items if item.stale is not None),
        items=items,
    )


def keyed(doubts: Iterable[Doubt]) -> list[tuple[str, Doubt]]:
    """Doubts with keys as stable as record ids, under which decisions on them are kept."""
    seen: Counter[str] = Counter()
    found = []
    for doubt in doubts:
        plain = _doubt_id(doubt, 0)
        found.append((_doubt_id(doubt, seen[plain]), doubt))
        seen[plain] += 1
    return found


def _doubt_id(doubt: Doubt, occurrence: int) -> str:
    candidate = doubt.candidate
    return record_id(
        f"doubt {doubt.kind}",
        doubt.source,
        candidate.get("organisation"),
        candidate.get("edition"),
        doubt.evidence.quote,
        place=int(candidate.get("place") or 0),
        dimensions=candidate.get("dimensions"),
        occurrence=occurrence,
    )


def by_record(corrections: Iterable[Correction]) -> dict[str, list[Numbered]]:
    """The events on each record, numbered in the order in which they came in."""
    found: dict[str, list[Numbered]] = defaultdict(list)
    for number, event in enumerate(corrections):
        for one in event.records:
            found[one].append((number, event))
    return dict(found)


def events_on(ids: Iterable[str], events: Mapping[str, Sequence[Numbered]]) -> list[Correction]:
    """The events on any of these ids, each once, in the order in which they came in."""
    return [event for _, event in sorted({n: e for one in ids for n, e in events.get(one, ())}.items())]


def changes(before: Iterable[Record], after: Iterable[Record]) -> Changes:
    """Compares two readings of one document by the ids of their records.

    A record whose place in the document moved, or whose snapshot is another, has not changed for that.
    """
    old = {record.id: _said(record) for record in before}
    new = {record.id: _said(record) for record in after}
    return Changes(
        added=len(new.keys() - old.keys()),
        changed=sum(new[one] != old[one] for one in new.keys() & old.keys()),
        withdrawn=len(old.keys() - new.keys()),
    )


def _said(record: Record) -> dict[str, object]:
    return record.model_dump(exclude={"snapshot", "evidence", "rule", "rule_version", "confidence"})
