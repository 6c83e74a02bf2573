"""What holds now for each document to the one list of records that is emitted, and what changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from schemas.records import Doubt, Record

if TYPE_CHECKING:
    from pipeline.store.store import Held


class Reconciled(NamedTuple):
    """Records with ids that are theirs alone, in the order of the documents, and the doubts about others."""

    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]


class Changes(NamedTuple):
    """What a new reading of a document changed: counts of records."""

    added: int
    changed: int
    withdrawn: int


def reconcile(held: Sequence[Held]) -> Reconciled:
    """Joins what the documents say.

    A statement that two documents of one source repeat word for word has one id: the first of them keeps it.
    """
    records: dict[str, Record] = {}
    for document in held:
        for record in document.records:
            records.setdefault(record.id, record)
    return Reconciled(
        records=tuple(records.values()),
        doubts=tuple(doubt for document in held for doubt in document.doubts),
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
    return record.model_dump(exclude={"snapshot", "evidence", "rule", "rule_version", "confidence"})
