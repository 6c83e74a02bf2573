"""The tables of review. What people said is append-only (the database refuses UPDATE and DELETE); what
follows from it lies in `review_items`, which can be built anew at any time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables import Base, Moment


class _EventColumns:
    """What the tables of events have in common: `body` is the whole event in its JSON form."""

    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(200), unique=True)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class CorrectionRow(_EventColumns, Base):
    """A `schemas.corrections.Correction`."""

    __tablename__ = "corrections"


class CorrectedRow(Base):
    """That a correction is about a record, and on which version of it: its number of events before."""

    __tablename__ = "corrected_records"
    __table_args__ = (UniqueConstraint("record_id", "base_version"),)

    correction: Mapped[int] = mapped_column(ForeignKey("corrections.sequence"), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(24), primary_key=True)
    base_version: Mapped[int]


class OpinionRow(_EventColumns, Base):
    """A `schemas.corrections.Opinion`."""

    __tablename__ = "opinions"


class SignOffRow(_EventColumns, Base):
    """A `schemas.corrections.SignOff`."""

    __tablename__ = "sign_offs"


class SourceCorrectionRow(_EventColumns, Base):
    """A `schemas.corrections.SourceCorrection`."""

    __tablename__ = "source_corrections"


class LedgerEventRow(_EventColumns, Base):
    """A `schemas.ledger.LedgerEvent`: threads merged or split, findings dismissed."""

    __tablename__ = "ledger_events"


class SetAsideRow(_EventColumns, Base):
    """A `schemas.corrections.SetAside`: documents that cannot be read, addresses that are no document."""

    __tablename__ = "set_asides"


APPEND_ONLY = ("corrections", "corrected_records", "opinions", "sign_offs", "source_corrections",
               "ledger_events", "set_asides")  # fmt: skip
"""Tables whose rows are never changed and never deleted."""


class ItemRow(Base):
    """What a reviewer can have before them: a record, a doubtful candidate, a decision whose words are gone,
    a finding of the ledger, a document that cannot be read or an address that may be one, as the machine's
    latest output and all decisions make it.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        Index("ix_review_items_queue", "waiting", "rank", "place", "id"),
        Index("ix_review_items_status", "status", "rank", "place", "id"),
        # Holds all that the filters count, so that counting reads no record.
        Index(
            "ix_review_items_facets",
            "waiting",
            "status",
            "subject",
            "kind",
            "organisation",
            "edition",
            "source",
            "rule",
        ),
        Index("ix_review_items_document", "snapshot", "start"),
        Index("ix_review_items_rule", "rule", "status"),
    )

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(10))
    """`record`, `doubt`, `lost`, `finding`, `unreadable` or `proposal`."""
    kind: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[str | None] = mapped_column(String(64))
    page: Mapped[int | None]
    start: Mapped[int]
    """Offset of the quote in the document's text."""
    rule: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(12))
    confidence: Mapped[float]
    blind: Mapped[bool]
    """Of the blind sample: the values stay hidden until the reviewer has entered some."""
    waiting: Mapped[bool]
    """Whether it is in the queue."""
    rank: Mapped[int]
    """Place in the queue, the first part: what kind of trouble it is in. See `pipeline.review.queue.Rank`."""
    place: Mapped[float]
    """Place in the queue, the second part: for records their confidence; the blind sample lies between."""
    why: Mapped[str | None] = mapped_column(Text)
    """Why it waits, in one sentence."""
    version: Mapped[int]
    """How many events there are on this id."""
    machine: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The machine's latest output."""
    doubt: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A `Doubt`: what failed validation."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The record as it stands, decisions applied."""
    stale: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A `StaleDecision`; of a lost one, why it has no place, also where it does not wait."""
    lineage: Mapped[list[str]] = mapped_column(JSON)
    """Earlier ids whose decisions were carried over to this one, the earliest first."""
    mark: Mapped[str] = mapped_column(String(32))
    """A hash of all of this: a run writes only what has changed."""


class LineageRow(Base):
    """Under which item the decisions on an earlier id are found now."""

    __tablename__ = "review_lineage"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    item: Mapped[str] = mapped_column(String(24), index=True)


class ClaimRow(Base):
    """Who has an item before them, and until when."""

    __tablename__ = "review_claims"

    item: Mapped[str] = mapped_column(String(24), primary_key=True)
    by: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(Moment, index=True)
