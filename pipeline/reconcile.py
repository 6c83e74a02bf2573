"""What holds now for each document, with what reviewers said of it: the one list of records that is emitted.

Re-extraction never overwrites a person. The rules, with a table of cases, are in docs/review.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.review.settling import Item, by_record, keyed, settle
from schemas.corrections import Correction, StaleDecision
from schemas.documents import Document
from schemas.records import Doubt, Record

if TYPE_CHECKING:
    from pipeline.store.store import Held, Reading


class Reconciled(NamedTuple):
    """Records with ids that are theirs alone, in the order of the documents, and the doubts about others.

    `records` holds rejected ones too: `review.status` says so. `conflicts` are the decisions to be looked at
    again. `items` is all of it as the review queue needs it.
    """

    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    conflicts: tuple[StaleDecision, ...] = ()
    items: tuple[Item, ...] = ()


class Changes(NamedTuple):
    """What a new reading of a document changed: counts of records."""

    added: int
    changed: int
    withdrawn: int


def reconcile(
    held: Sequence[Held],
    corrections: Iterable[Correction] = (),
    document_of: Callable[[str], Document] | None = None,
    last: Mapping[str, Mapping[str, Any]] | None = None,
) -> Reconciled:
    """Joins what the documents say, and lays over it what reviewers said.

    A statement that two documents of one source repeat word for word has one id: the first of them keeps it.

    Args:
        held: What holds now for each document.
        corrections: All events, in the order in which they came in.
        document_of: The document of a snapshot, asked for only where decisions have to find their words
            again; it may raise Problem. Without it, decisions on other bytes are queued as lost.
        last: Records as they stood last, in their JSON form, by the id decided on; without it, words are
            looked for as they were when they were decided on.
    """
    events = by_record(corrections)
    items: dict[str, Item] = {}
    for document in held:
        for record in document.records:
            if record.id not in items:
                items[record.id] = settle(record.id, events, machine=record)
        for key, doubt in keyed(document.doubts):
            if key not in items:
                items[key] = settle(key, events, doubt=doubt)
    if events.keys() - items.keys():
        from pipeline.review.orphans import Orphans  # spaCy, which only they need

        items = Orphans(held, events, document_of, last or {}).place(items)
    return _joined(items.values())


def reconcile_history(
    readings: Iterable[Reading], corrections: Iterable[Correction], now: Reconciled
) -> list[Record]:
    """The records of every snapshot that was read, each with what was said of it; `now` for those that hold.

    A decision stays with the bytes that it was made on, also where the source has moved on.
    """
    events = by_record(corrections)
    current = {item.snapshot for item in now.items if item.subject == "record"}
    records: list[Record] = []
    for reading in readings:
        if reading.snapshot.sha256 in current:
            continue
        known = {record.id for record in reading.records}
        items = [settle(record.id, events, machine=record) for record in reading.records]
        items += [
            settle(key, events)
            for key, numbered in events.items()
            if key not in known
            and any(
                event.action == "add" and event.fields.get("snapshot") == reading.snapshot.sha256
                for _, event in numbered
            )
        ]
        records += [item.record for item in items if item.record is not None]
    return records + list(now.records)


def _joined(items: Iterable[Item]) -> Reconciled:
    items = tuple(items)
    return Reconciled(
        records=tuple(one.record for one in items if one.record is not None and one.subject == "record"),
        doubts=tuple(item.doubt for item in items if item.doubt is not None and item.said is None),
        conflicts=tuple(item.conflict for item in items if item.conflict is not None),
        items=items,
    )


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
    return record.model_dump(
        exclude={"document", "snapshot", "evidence", "rule", "rule_version", "confidence"}
    )
