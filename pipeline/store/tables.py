"""The store's tables. A change here needs a new migration beside it (migrations/versions).

An extraction is what one rule set made of one snapshot, and is never changed; `documents` says which one
holds now. So the history of every figure stays, and a page that returns to what it said before needs no
second extraction.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

REVISION = "0006"
"""The newest migration: the one a database must be at for this code."""


class Moment(TypeDecorator[datetime]):
    """A point in time with its zone, UTC inside: SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As it is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """As it is used."""
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; the constraints are named, so that later migrations can change them on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SnapshotRow(Base):
    """A `schemas.snapshots.Snapshot`: bytes as first seen under a name of a source."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("source", "name", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str | None] = mapped_column(String(200))
    retrieved: Mapped[datetime] = mapped_column(Moment)


class ExtractionRow(Base):
    """What one rule set, told about its source in one way, made of a snapshot."""

    __tablename__ = "extractions"
    __table_args__ = (UniqueConstraint("snapshot_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(Text)
    published: Mapped[date | None] = mapped_column(Date)
    remarks: Mapped[list[str]] = mapped_column(JSON)
    seconds: Mapped[float]
    made: Mapped[datetime] = mapped_column(Moment)


class DocumentRow(Base):
    """The extraction that holds now for a document: the source's own, or one that it links to."""

    __tablename__ = "documents"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    linked: Mapped[str] = mapped_column(Text, primary_key=True)
    extraction_id: Mapped[int] = mapped_column(ForeignKey("extractions.id", ondelete="CASCADE"))


class ReturnRow(Base):
    """A document went back to bytes that had been seen before others of it: from `at` on they hold again."""

    __tablename__ = "returns"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    linked: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, primary_key=True)


class UnreadRow(Base):
    """A document whose present bytes could not be read; gone once they are, or there are others."""

    __tablename__ = "unread_documents"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    linked: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    trouble: Mapped[str] = mapped_column(String(20))
    """An `extractors.readers.errors.Trouble`."""
    reason: Mapped[str] = mapped_column(Text)
    tried: Mapped[str] = mapped_column(String(64))
    """Fingerprint of what tried: as long as it is the same, trying again would come to the same."""
    at: Mapped[datetime] = mapped_column(Moment)
    """When that was first found."""


class ProposalRow(Base):
    """An address that may hold another document of a source, as its last collection found it."""

    __tablename__ = "proposals"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    """A hash over the source and the address, which may be longer than an index takes."""
    source: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    found_in: Mapped[str] = mapped_column(String(20))
    """`link`, `feed` or `sitemap`."""


class RecordRow(Base):
    """A record as the machine made it; `body` is the whole record as emitted."""

    __tablename__ = "records"
    __table_args__ = (Index("ix_records_organisation_edition", "organisation", "edition"),)

    extraction_id: Mapped[int] = mapped_column(
        ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(24), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class DoubtRow(Base):
    """A candidate that failed validation, with the reason."""

    __tablename__ = "doubts"

    extraction_id: Mapped[int] = mapped_column(
        ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
