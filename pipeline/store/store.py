"""The store: extractions in, records out. SQLite or PostgreSQL, by URL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.store.database import engine_at, upgrade
from pipeline.store.tables import (
    DocumentRow,
    DoubtRow,
    ExtractionRow,
    RecordRow,
    ReturnRow,
    SnapshotRow,
    UnreadRow,
)
from schemas.records import Doubt, Extraction, Record, record_adapter
from schemas.snapshots import Snapshot


class DocumentKey(NamedTuple):
    """What a document is known by, whatever its bytes and its file are called today."""

    source: str
    linked: str = ""
    """Address of a document that the source links to; empty for the source's own."""


class Standing(NamedTuple):
    """What an extraction was made of: name and sha256 of the snapshot, and the rule set's fingerprint."""

    name: str
    sha256: str
    fingerprint: str


class Held(NamedTuple):
    """What the store holds now for one document."""

    key: DocumentKey
    snapshot: str
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]


class Reading(NamedTuple):
    """What the newest rule set that read a snapshot made of it."""

    key: DocumentKey
    snapshot: Snapshot
    rules: str
    title: str | None
    published: date | None
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    holds: bool
    """Whether it is what its document says now."""
    returned: tuple[datetime, ...] = ()
    """When the document went back to these bytes from others."""


class Store:
    """Everything that was extracted, and which of it holds now. Safe to share between threads."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._noter = engine.execution_options(writes=True, lasts=False)

    @property
    def engine(self) -> Engine:
        """For transactions that only read."""
        return self._engine

    @property
    def writer(self) -> Engine:
        """For transactions that write: one at a time over all processes, on either database."""
        return self._writer

    @property
    def noter(self) -> Engine:
        """The same, for what a loss of power may take back, such as who has what before them: it does not
        wait for the disk.
        """
        return self._noter

    def standing(self) -> dict[DocumentKey, Standing]:
        """What every document's extraction that holds now was made of."""
        with Session(self._engine) as session:
            rows = session.execute(
                select(
                    DocumentRow.source,
                    DocumentRow.linked,
                    SnapshotRow.name,
                    SnapshotRow.sha256,
                    ExtractionRow.fingerprint,
                )
                .join(ExtractionRow, ExtractionRow.id == DocumentRow.extraction_id)
                .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
            ).tuples()
            return {DocumentKey(source, linked): Standing(*rest) for source, linked, *rest in rows}

    def reuse(self, key: DocumentKey, snapshot: Snapshot, fingerprint: str) -> bool:
        """Lets an earlier extraction of these bytes by this rule set hold again, if there is one."""
        with Session(self._writer) as session, session.begin():
            earlier = session.scalar(
                select(ExtractionRow.id)
                .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
                .where(
                    SnapshotRow.source == snapshot.source,
                    SnapshotRow.name == snapshot.name,
                    SnapshotRow.sha256 == snapshot.sha256,
                    ExtractionRow.fingerprint == fingerprint,
                )
            )
            if earlier is not None:
                _let_hold(session, key, snapshot, earlier, known=True)
        return earlier is not None

    def save(
        self,
        key: DocumentKey,
        snapshot: Snapshot,
        extraction: Extraction,
        *,
        fingerprint: str,
        seconds: float,
        made: datetime,
        holds: bool = True,
    ) -> None:
        """Keeps an extraction, whole or not at all, and lets it hold for its document unless told not to."""
        with Session(self._writer) as session, session.begin():
            row = session.scalar(
                select(SnapshotRow).where(
                    SnapshotRow.source == snapshot.source,
                    SnapshotRow.name == snapshot.name,
                    SnapshotRow.sha256 == snapshot.sha256,
                )
            )
            known = row is not None
            if row is None:
                row = SnapshotRow(**snapshot.model_dump())
                session.add(row)
                session.flush()
            session.execute(
                delete(ExtractionRow).where(
                    ExtractionRow.snapshot_id == row.id, ExtractionRow.fingerprint == fingerprint
                )
            )
            kept = ExtractionRow(
                snapshot_id=row.id,
                fingerprint=fingerprint,
                title=extraction.document.title,
                published=extraction.document.published,
                remarks=list(extraction.document.remarks),
                seconds=seconds,
                made=made,
            )
            session.add(kept)
            session.flush()
            _insert(session, RecordRow, [_record_row(kept.id, *one) for one in enumerate(extraction.records)])
            _insert(session, DoubtRow, [_doubt_row(kept.id, *one) for one in enumerate(extraction.doubts)])
            if holds:
                _let_hold(session, key, snapshot, kept.id, known=known)

    def keys(self, sources: Iterable[str]) -> list[DocumentKey]:
        """The documents of these sources that were ever read, in the order of the sources, own ones first."""
        with Session(self._engine) as session:
            rows = session.execute(select(DocumentRow.source, DocumentRow.linked)).tuples()
            found: defaultdict[str, list[DocumentKey]] = defaultdict(list)
            for source, linked in sorted(rows):  # here, since databases differ in how they order letters
                found[source].append(DocumentKey(source, linked))
        return [key for source in sources for key in found[source]]

    def current(self, keys: Iterable[DocumentKey]) -> list[Held]:
        """What holds now for those of the documents that were ever read, in the order given."""
        with Session(self._engine) as session:
            return [held for key in keys if (held := _held(session, key)) is not None]

    def history(self, sources: Iterable[str]) -> list[Reading]:
        """Every snapshot that was read of these sources, the earliest first; equal bytes count once."""
        with Session(self._engine) as session:
            held = {
                (row.source, row.linked): row.extraction_id for row in session.scalars(select(DocumentRow))
            }
            rows = session.execute(
                select(SnapshotRow, ExtractionRow)
                .join(ExtractionRow, ExtractionRow.snapshot_id == SnapshotRow.id)
                .where(SnapshotRow.source.in_(list(sources)))
                .order_by(SnapshotRow.retrieved, SnapshotRow.id, ExtractionRow.made, ExtractionRow.id)
            ).tuples()
            holding = set(held.values())
            newest: dict[tuple[str, str], tuple[SnapshotRow, ExtractionRow]] = {}
            for snapshot, extraction in rows:
                first, last = newest.get((snapshot.source, snapshot.sha256), (snapshot, extraction))
                # What holds may be older: rules that were taken back find their extractions again.
                kept = last if last.id in holding else extraction
                newest[snapshot.source, snapshot.sha256] = (first, kept)
            returns = _returns(session)
            readings = []
            for snapshot, extraction in newest.values():
                linked = snapshot.name if (snapshot.source, snapshot.name) in held else ""
                readings.append(
                    Reading(
                        DocumentKey(snapshot.source, linked),
                        Snapshot.model_validate(snapshot, from_attributes=True),
                        extraction.fingerprint,
                        extraction.title,
                        extraction.published,
                        _records(session, extraction.id),
                        _doubts(session, extraction.id),
                        extraction.id == held.get((snapshot.source, linked)),
                        tuple(sorted(returns[snapshot.source, linked, snapshot.sha256])),
                    )
                )
            return readings

    def find(self, prefix: str) -> list[Record]:
        """The records that hold now and whose id begins with `prefix`, at most ten."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(RecordRow.body)
                .join(DocumentRow, DocumentRow.extraction_id == RecordRow.extraction_id)
                .where(RecordRow.id.startswith(prefix, autoescape=True))
                .order_by(RecordRow.id)
                .limit(10)
            )
            return [record_adapter.validate_python(body) for body in rows]

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        tables = (SnapshotRow, ExtractionRow, DocumentRow, RecordRow, DoubtRow)
        with Session(self._engine) as session:
            return {
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
                for table in tables
            }

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()


@contextmanager
def open_store(url: str) -> Iterator[Store]:
    """Opens the store at a SQLAlchemy URL, bringing its tables up to date.

    Raises Problem when the URL means nothing, the database does not answer, or its tables are of a newer
    version than this code.
    """
    engine = engine_at(url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        upgrade(engine, shown)
        yield Store(engine)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise Problem(f"the store at {shown} cannot be used: {reason}") from error
    finally:
        engine.dispose()


def _let_hold(
    session: Session, key: DocumentKey, snapshot: Snapshot, extraction: int, *, known: bool
) -> None:
    """Lets an extraction hold for its document; where the bytes were `known`, the document may have gone back
    to them from others.
    """
    before = session.scalar(
        select(SnapshotRow.sha256)
        .join(ExtractionRow, ExtractionRow.snapshot_id == SnapshotRow.id)
        .join(DocumentRow, DocumentRow.extraction_id == ExtractionRow.id)
        .where(DocumentRow.source == key.source, DocumentRow.linked == key.linked)
    )
    if known and before not in (None, snapshot.sha256):
        session.merge(ReturnRow(**key._asdict(), sha256=snapshot.sha256, at=snapshot.retrieved))
    session.merge(DocumentRow(**key._asdict(), extraction_id=extraction))
    of_the_document = UnreadRow.source == key.source, UnreadRow.linked == key.linked
    session.execute(delete(UnreadRow).where(*of_the_document))


def _returns(session: Session) -> defaultdict[tuple[str, str, str], list[datetime]]:
    found: defaultdict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    for row in session.scalars(select(ReturnRow)):
        found[row.source, row.linked, row.sha256].append(row.at)
    return found


def _record_row(extraction: int, position: int, record: Record) -> dict[str, Any]:
    return {
        "extraction_id": extraction,
        "position": position,
        "id": record.id,
        "kind": record.kind,
        "organisation": record.organisation,
        "edition": record.edition,
        "body": record.model_dump(mode="json"),
    }


def _doubt_row(extraction: int, position: int, doubt: Doubt) -> dict[str, Any]:
    return {
        "extraction_id": extraction,
        "position": position,
        "kind": doubt.kind,
        "reason": doubt.reason,
        "body": doubt.model_dump(mode="json"),
    }


def _insert(session: Session, table: type[RecordRow | DoubtRow], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _records(session: Session, extraction: int) -> tuple[Record, ...]:
    bodies = session.scalars(
        select(RecordRow.body).where(RecordRow.extraction_id == extraction).order_by(RecordRow.position)
    )
    return tuple(record_adapter.validate_python(body) for body in bodies)


def _doubts(session: Session, extraction: int) -> tuple[Doubt, ...]:
    bodies = session.scalars(
        select(DoubtRow.body).where(DoubtRow.extraction_id == extraction).order_by(DoubtRow.position)
    )
    return tuple(Doubt.model_validate(body) for body in bodies)


def _held(session: Session, key: DocumentKey) -> Held | None:
    found = session.execute(
        select(DocumentRow.extraction_id, SnapshotRow.sha256)
        .join(ExtractionRow, ExtractionRow.id == DocumentRow.extraction_id)
        .join(SnapshotRow, SnapshotRow.id == ExtractionRow.snapshot_id)
        .where(DocumentRow.source == key.source, DocumentRow.linked == key.linked)
    ).one_or_none()
    if found is None:
        return None
    extraction, sha256 = found
    return Held(key, sha256, _records(session, extraction), _doubts(session, extraction))
