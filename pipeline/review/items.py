"""What reviewers can have before them, kept in the store as the machine's latest output and all decisions
make it, so that a page of the queue is one look. `refresh` builds it after a run, each decision keeps it up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pipeline.reconcile import Reconciled, reconcile
from pipeline.review.merging import json_form, stance
from pipeline.review.settling import Events, Item, Numbered, events_on, lost, settle
from pipeline.review.tables import CorrectedRow, CorrectionRow, ItemRow, LineageRow
from pipeline.store.store import Store
from pipeline.store.tables import DocumentRow, ExtractionRow, SnapshotRow
from schemas.corrections import Correction, StaleDecision
from schemas.documents import Document
from schemas.records import Doubt, Record, record_adapter

HIGH_CONFIDENCE = 0.9
"""From here on a record counts as surely right, and a sample of such records is reviewed blind."""

BLIND_SHARE = 0.05
"""The share of surely right records that are reviewed blind."""


OF_RECORDS = ("record", "doubt", "lost")
"""Subjects of the items that are made here, of what was extracted and decided."""

_AT_ONCE = 500
"""Rows written by one statement."""


UNDONE = "undone"
"""Status of an item of which nothing is left, since all that was said of it is taken back."""


class Rank(IntEnum):
    """Place in the queue, the first part."""

    BROKEN = 0
    """Failed validation, or lost its anchor."""
    STALE = 1
    FINDING = 2
    UNREVIEWED = 3
    DONE = 9


def sampled(record_id: str, share: float, purpose: str) -> bool:
    """Whether a record belongs to a random sample: the same answer for ever, on every machine.

    Samples for different purposes are independent of each other.
    """
    return _fraction(record_id, purpose) < share


def refresh(store: Store, sources: Iterable[str], document_of: Callable[[str], Document]) -> Reconciled:
    """Builds the items anew from what holds now of these sources; those of other sources go.

    Args:
        store: Read and written.
        sources: ids in sources.yaml.
        document_of: As `pipeline.documents.Documents.get`, asked only where decisions look for their words.

    Returns the reconciliation that the items are made of.
    """
    with Session(store.engine) as session:
        kept = session.execute(
            select(CorrectionRow.sequence, CorrectionRow.body).order_by(CorrectionRow.sequence)
        ).all()
        last = _last(session)
    newest = kept[-1][0] if kept else 0
    corrections = [Correction.model_validate(body) for _, body in kept]
    found = reconcile(store.current(store.keys(sources)), corrections, document_of, last)
    rows = rows_of(found.items, versions_of(corrections))
    with Session(store.writer) as session, session.begin():
        _replace(session, rows)
        session.execute(delete(LineageRow))
        lineage = [{"id": old, "item": item.id} for item in found.items for old in item.lineage]
        if lineage:
            session.execute(insert(LineageRow), lineage)
        # What was decided while the items were being built is laid over them.
        later = select(CorrectedRow.record_id).where(CorrectedRow.correction > newest).distinct()
        for record_id in session.scalars(later).all():
            update(session, record_id)
    return found


def last_standing(store: Store) -> dict[str, dict[str, Any]]:
    """The records that were decided on as they stood at the last `refresh`, in their JSON form: by id, and by
    the ids that decisions came from. For `reconcile(last=...)`, so that it follows words through many edits.
    """
    with Session(store.engine) as session:
        return _last(session)


def _last(session: Session) -> dict[str, dict[str, Any]]:
    carried = session.execute(
        select(LineageRow.id, ItemRow.record).join(ItemRow, ItemRow.id == LineageRow.item)
    ).all()
    kept = session.execute(
        select(ItemRow.id, ItemRow.record).where(
            ItemRow.subject.in_(OF_RECORDS), ItemRow.status != "unreviewed"
        )
    ).all()
    return {key: body for key, body in (*kept, *carried) if body}


def versions_of(corrections: Iterable[Correction]) -> dict[str, int]:
    """How many events there are on each record."""
    versions: dict[str, int] = {}
    for event in corrections:
        for one in event.records:
            versions[one] = versions.get(one, 0) + 1
    return versions


def item_of(session: Session, record_id: str) -> ItemRow | None:
    """The item under which decisions on an id are found now."""
    item_id = session.scalar(select(LineageRow.item).where(LineageRow.id == record_id)) or record_id
    return session.get(ItemRow, item_id)


def update(session: Session, record_id: str) -> None:
    """Brings the one item up to date that a new event is about, in the event's own transaction."""
    row = item_of(session, record_id)
    item_id = row.id if row is not None else record_id
    lineage = tuple(row.lineage) if row is not None else ()
    events = {one: _events(session, one) for one in (*lineage, item_id)}
    item = _settled(session, row, item_id, events, lineage)
    version = len(events[item_id])
    if item is not None and row is None:
        session.add(ItemRow(**_row(item, version, 1.0)))
    elif item is not None and row is not None:
        for name, value in _row(item, version, row.place).items():
            setattr(row, name, value)
    elif row is not None:  # all is taken back; where it stood is kept, for the undo may be undone
        row.subject, row.status, row.version = "lost", UNDONE, version
        row.waiting, row.rank, row.why = False, int(Rank.DONE), None


def _settled(
    session: Session, row: ItemRow | None, item_id: str, events: Events, lineage: tuple[str, ...]
) -> Item | None:
    """The item with all events; None where nothing is left of it."""
    if row is None:
        item = settle(item_id, events)
        return item if item.record is not None and _holds(session, item.record.snapshot) else None
    machine = record_adapter.validate_python(row.machine) if row.machine else None
    doubt = Doubt.model_validate(row.doubt) if row.doubt else None
    if machine is not None or doubt is not None:
        return settle(item_id, events, machine=machine, doubt=doubt, lineage=lineage)
    record = record_adapter.validate_python(row.record)
    said = stance(events_on((*lineage, item_id), events), (item_id, *lineage))
    if said is None:
        return None
    if row.stale is not None and row.subject == "lost" and said.values.get("snapshot") != row.snapshot:
        stale = StaleDecision.model_validate(row.stale)
        there = session.get(ItemRow, stale.candidate) if stale.candidate else None
        candidate = there.machine if there is not None else None
        return lost(said, record, stale.cause, candidate, row.snapshot or "")
    here = record.model_copy(update={"snapshot": row.snapshot})
    return settle(item_id, events, stands=record.evidence, of=here, lineage=lineage)


def _holds(session: Session, snapshot: str) -> bool:
    """Whether these bytes hold now for a document."""
    found = (
        select(DocumentRow.source)
        .join(ExtractionRow, ExtractionRow.id == DocumentRow.extraction_id)
        .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
        .where(SnapshotRow.sha256 == snapshot)
    )
    return session.scalars(found.limit(1)).first() is not None


def rows_of(items: Sequence[Item], versions: dict[str, int]) -> list[dict[str, Any]]:
    """The items as rows; the blind sample lies evenly between the records that wait for their turn."""
    waiting = sorted(
        item.record.confidence for item in items if item.record is not None and item.said is None
    )
    rows = []
    for item in items:
        if item.record is None and item.machine is None and item.doubt is None:
            continue  # an event from elsewhere that does not say what it was about: a conflict, and no more
        at = int(_fraction(item.id, "place") * len(waiting))
        rows.append(_row(item, versions.get(item.id, 0), waiting[at] if waiting else 1.0))
    return rows


def _row(item: Item, version: int, blind_place: float) -> dict[str, Any]:
    """One row. `blind_place` is the place in the queue that a record of the blind sample would have."""
    stands: Record | Doubt | None = item.record or item.machine or item.doubt
    assert stands is not None
    record = item.record
    machine = json_form(item.machine) if item.machine is not None else None
    confidence = record.confidence if record is not None else 0.0
    blind = (
        item.said is None
        and record is not None
        and confidence >= HIGH_CONFIDENCE
        and sampled(item.id, BLIND_SHARE, "blind")
    )
    rank = _rank(item)
    row = {
        "id": item.id,
        "subject": item.subject,
        "kind": stands.kind,
        "organisation": getattr(stands, "organisation", None) if record else _candidate(item, "organisation"),
        "edition": getattr(stands, "edition", None) if record else _candidate(item, "edition"),
        "source": stands.source,
        "document": stands.document,
        "snapshot": item.snapshot or stands.snapshot,
        "page": stands.evidence.page,
        "start": stands.evidence.start,
        "rule": stands.rule,
        "status": _status(item),
        "confidence": confidence,
        "blind": blind,
        "waiting": rank != Rank.DONE,
        "rank": int(rank),
        "place": blind_place if blind else confidence,
        "why": item.conflict.reason
        if item.conflict
        else item.doubt.reason
        if rank == 0 and item.doubt
        else None,
        "version": version,
        "machine": machine,
        "doubt": item.doubt.model_dump(mode="json") if item.doubt is not None else None,
        "record": machine if record is item.machine else json_form(record) if record is not None else None,
        "stale": item.stale.model_dump(mode="json") if item.stale is not None else None,
        "lineage": list(item.lineage),
    }
    return row | {"mark": hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:32]}


def _candidate(item: Item, name: str) -> Any:
    return item.doubt.candidate.get(name) if item.doubt is not None else None


def _rank(item: Item) -> Rank:
    if item.conflict is not None:
        return Rank.STALE if item.conflict.cause in ("machine differs", "reopened") else Rank.BROKEN
    if item.said is None:
        return Rank.BROKEN if item.record is None else Rank.UNREVIEWED
    return Rank.DONE


def _status(item: Item) -> str:
    if item.conflict is not None:
        return "stale"
    return item.said.verdict if item.said is not None else "unreviewed"


def _replace(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Writes the rows that differ from those that are there, and takes those out that are no more."""
    there = dict(
        session.execute(select(ItemRow.id, ItemRow.mark).where(ItemRow.subject.in_(OF_RECORDS)))
        .tuples()
        .all()
    )
    changed = [row for row in rows if there.get(row["id"]) != row["mark"]]
    taken_back = select(ItemRow.id).where(ItemRow.status == UNDONE)
    gone = there.keys() - {row["id"] for row in rows} - set(session.scalars(taken_back))
    out = [*gone, *(row["id"] for row in changed)]
    for begin in range(0, len(out), _AT_ONCE):
        session.execute(delete(ItemRow).where(ItemRow.id.in_(out[begin : begin + _AT_ONCE])))
    for begin in range(0, len(changed), _AT_ONCE):
        session.execute(insert(ItemRow), changed[begin : begin + _AT_ONCE])


def _events(session: Session, record_id: str) -> list[Numbered]:
    rows = session.execute(
        select(CorrectionRow.sequence, CorrectionRow.body)
        .join(CorrectedRow, CorrectedRow.correction == CorrectionRow.sequence)
        .where(CorrectedRow.record_id == record_id)
        .order_by(CorrectedRow.base_version)
    )
    return [(sequence, Correction.model_validate(body)) for sequence, body in rows]


def _fraction(record_id: str, purpose: str) -> float:
    digest = hashlib.sha256(f"{purpose}\x1f{record_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
