"""What publishing would be made from, as one digest: where it is as it was, what was made of it is as well.

Reading every record that holds, only to find that nothing has changed, takes longer than all else that a run
without news does. So whoever makes something of the store keeps this digest beside it, and compares first. A
digest that differs although nothing else would costs a reading; so everything goes in that could matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Select, Text, cast, select
from sqlalchemy.orm import Session

from pipeline.fingerprint import program
from pipeline.review.tables import (
    CorrectedRow,
    CorrectionRow,
    ItemRow,
    LedgerEventRow,
    LineageRow,
    OpinionRow,
    SetAsideRow,
    SignOffRow,
    SourceCorrectionRow,
)
from pipeline.store.tables import Base, DocumentRow, ExtractionRow, ReturnRow, SnapshotRow

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.store.store import Store
    from schemas.sources import Source

WHOLE: tuple[type[Base], ...] = (
    SnapshotRow,
    ExtractionRow,
    DocumentRow,
    ReturnRow,
    CorrectionRow,
    CorrectedRow,
    OpinionRow,
    SetAsideRow,
    SignOffRow,
    SourceCorrectionRow,
    LedgerEventRow,
    LineageRow,
)
"""Tables of which every row counts."""

LEFT_OUT = {
    "records": "an extraction is never changed, and each that is made has a row and a moment of its own",
    "doubts": "as records",
    "review_items": "follows from the others, but for the decided records as they stood last, which are in",
    "review_claims": "who looks at what at the moment",
    "unread_documents": "what could not be read says nothing yet",
    "proposals": "addresses that nobody has listed",
    "accounts": "who may sign in",
    "sessions": "who is signed in",
    "login_attempts": "who tried to sign in",
}
"""The other tables, and why nothing that is published depends on them."""


def digest(store: Store, listed: Sequence[Source], settings: Settings, *besides: object) -> str:
    """A sha256 over the store's rows, the list of sources, the settings, the program and what is given
    besides, such as the day that is spoken of.
    """
    found = hashlib.sha256()
    for part in _parts(store, listed, settings, besides):
        found.update(part.encode())
        found.update(b"\0")
    return found.hexdigest()


def _parts(
    store: Store, listed: Sequence[Source], settings: Settings, besides: Iterable[object]
) -> Iterator[str]:
    yield program()
    yield settings.model_dump_json()
    yield from map(str, besides)
    yield from (source.model_dump_json() for source in listed)
    with Session(store.engine) as session:
        for table in WHOLE:
            yield table.__tablename__
            yield from map(repr, session.execute(_rows(table)))
        yield from map(repr, session.execute(_standing()))


def _rows(table: type[Base]) -> Select[Any]:
    """Every row as it is kept, JSON as text: it is only compared."""
    read = [cast(one, Text) if isinstance(one.type, JSON) else one for one in table.__table__.columns]
    return select(*read).order_by(*table.__table__.primary_key)


def _standing() -> Select[Any]:
    """What `pipeline.review.items.last_standing` is read from."""
    carried = select(LineageRow.item)
    return (
        select(ItemRow.id, ItemRow.status, cast(ItemRow.record, Text))
        .where((ItemRow.status != "unreviewed") | ItemRow.id.in_(carried))
        .order_by(ItemRow.id)
    )
