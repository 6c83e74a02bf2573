"""Documents whose present bytes could not be read: kept until they are, or until they are others.

What could not be read once is not tried again by the same readers, and waits for a reviewer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pipeline.store.store import DocumentKey, Store
from pipeline.store.tables import UnreadRow


class Unread(NamedTuple):
    """A document that could not be read."""

    key: DocumentKey
    name: str
    """What the snapshot is called: its address."""
    snapshot: str
    """sha256 of the bytes."""
    trouble: str
    """An `extractors.readers.errors.Trouble`."""
    reason: str
    """One line for a person, which names the document."""
    tried: str
    """Fingerprint of what tried; 64 hexadecimal digits."""
    at: datetime
    """When that was first found."""

    @property
    def id(self) -> str:
        """A hash over the document and its bytes: 24 hexadecimal digits."""
        about = "\x1f".join(("unread", *self.key, self.snapshot))
        return hashlib.sha256(about.encode()).hexdigest()[:24]


def unread(store: Store) -> dict[DocumentKey, Unread]:
    """All of them, by document, in the order of sources and addresses."""
    with Session(store.engine) as session:
        rows = session.scalars(select(UnreadRow)).all()
    found = [
        Unread(
            DocumentKey(row.source, row.linked), row.name, row.sha256, row.trouble, row.reason, row.tried,
            row.at,
        )
        for row in rows
    ]  # fmt: skip
    return {one.key: one for one in sorted(found)}


def keep_unread(store: Store, one: Unread) -> None:
    """Notes that a document could not be read; of the same bytes the first moment is kept."""
    with Session(store.writer) as session, session.begin():
        row = session.get(UnreadRow, one.key)
        if row is None:
            row = UnreadRow(**one.key._asdict(), at=one.at)
            session.add(row)
        elif row.sha256 != one.snapshot:
            row.at = one.at
        row.name, row.sha256, row.trouble = one.name, one.snapshot, one.trouble
        row.reason, row.tried = one.reason, one.tried


def forget_unread(store: Store, keys: Iterable[DocumentKey]) -> None:
    """Takes out documents that say again what was read of them, or that are no more."""
    with Session(store.writer) as session, session.begin():
        for key in keys:
            session.execute(
                delete(UnreadRow).where(UnreadRow.source == key.source, UnreadRow.linked == key.linked)
            )
