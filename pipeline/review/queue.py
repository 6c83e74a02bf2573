"""The queue of what waits for a reviewer: order, filters, claims. Every question is one look at the store.

First what cannot be read, failed validation or lost its anchor, then decisions to be looked at again, then
findings of the ledger and proposed addresses, then unreviewed records, the least sure first, with a blind
sample of the surest in between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review.merging import differing
from pipeline.review.tables import ClaimRow, ItemRow
from pipeline.store.store import Store
from schemas.corrections import StaleDecision

CLAIM = timedelta(minutes=10)
"""How long an item is kept for whoever has it before them."""

Facet = Literal["organisation", "edition", "kind", "source", "rule", "status", "subject"]


@dataclass(frozen=True)
class Filter:
    """Which items; None: any. Without a status, those that wait for a reviewer."""

    organisation: str | None = None
    edition: str | None = None
    kind: str | None = None
    source: str | None = None
    rule: str | None = None
    status: str | None = None
    """A `schemas.records.ReviewStatus`; `dismissed` for set aside, `undone` where all is taken back."""
    subject: str | None = None
    """`record`, `doubt`, `lost`, `finding`, `unreadable` or `proposal`."""
    snapshot: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row has to be."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        wanted = [getattr(ItemRow, name) == value for name, value in given.items()]
        return wanted if self.status is not None else [ItemRow.waiting.is_(True), *wanted]


class Cursor(NamedTuple):
    """A place in the queue; the next page begins after it."""

    rank: int
    place: float
    id: str


class Claim(NamedTuple):
    """Who has an item before them, and until when."""

    by: str
    until: datetime


class Entry(NamedTuple):
    """An item of the queue. What is in JSON form stays so, that none is parsed in vain."""

    id: str
    subject: str
    kind: str
    organisation: str | None
    edition: str | None
    source: str | None
    document: str
    snapshot: str | None
    """The bytes that hold now for the document."""
    page: int | None
    start: int
    rule: str
    status: str
    confidence: float
    blind: bool
    """The values stay hidden until the reviewer has entered some."""
    waiting: bool
    rank: int
    place: float
    why: str | None
    version: int
    """To be named as `base_version` by whoever decides."""
    machine: dict[str, Any] | None
    """The machine's latest output."""
    doubt: dict[str, Any] | None
    record: dict[str, Any] | None
    """The record as it stands; of a lost decision, as the person left it; of a finding, the finding; of what
    cannot be read and what is proposed, what is known of it (`pipeline.review.set_asides`)."""
    stale: dict[str, Any] | None
    """A `StaleDecision`; of a lost decision, why it has no place, also where it does not wait."""
    lineage: list[str]
    claim: Claim | None
    """A claim that has not run out."""

    @property
    def cursor(self) -> Cursor:
        """Its place in the queue."""
        return Cursor(self.rank, self.place, self.id)

    @property
    def differs(self) -> list[str]:
        """Fields that the machine reads otherwise now than the record stands."""
        return differing(self.record or {}, self.machine or {}) if self.subject == "record" else []

    @property
    def stale_decision(self) -> StaleDecision | None:
        """Why a decision has to be looked at again, field by field."""
        return StaleDecision.model_validate(self.stale) if self.stale and self.status == "stale" else None


class Claimed(Problem):
    """Somebody else has the item before them; `claim` says who, and until when."""

    status = 409

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        super().__init__(f"{claim.by} has this before them until {claim.until:%H:%M}: take the next one")


_COLUMNS = tuple(getattr(ItemRow, name) for name in Entry._fields if name != "claim")
_PLACE = (ItemRow.rank, ItemRow.place, ItemRow.id)


class Queue:
    """The items of a store, and who has which before them. Safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self, only: Filter, *, now: datetime, after: Cursor | None = None, limit: int = 50
    ) -> list[Entry]:
        """A page of the queue in its order; `after` is the cursor of the last entry of the page before."""
        wanted = only.conditions()
        if after is not None:
            wanted.append(_later(after))
        with Session(self._store.engine) as session:
            return _entries(session, wanted, now, limit)

    def before(self, only: Filter, *, now: datetime, cursor: Cursor) -> Entry | None:
        """The entry before a place in the queue."""
        wanted = [*only.conditions(), _earlier(cursor)]
        with Session(self._store.engine) as session:
            found = _entries(session, wanted, now, 1, backwards=True)
        return found[0] if found else None

    def entry(self, item: str, *, now: datetime) -> Entry:
        """One item. Raises Problem where there is none."""
        with Session(self._store.engine) as session:
            found = _entries(session, [ItemRow.id == item], now, 1)
        if not found:
            raise Problem(f"nothing with the id {item} is under review")
        return found[0]

    def of_document(self, snapshot: str, *, now: datetime) -> list[Entry]:
        """All records and doubts of a document, in reading order: to be laid over its pages."""
        with Session(self._store.engine) as session:
            wanted = [ItemRow.snapshot == snapshot, ItemRow.subject.in_(("record", "doubt"))]
            return _entries(session, wanted, now, None, order=(ItemRow.start, ItemRow.id))

    def next(
        self,
        only: Filter,
        *,
        by: str,
        now: datetime,
        after: Cursor | None = None,
        without: Collection[str] = (),
    ) -> Entry | None:
        """Claims the first item that nobody else has before them, and gives up the reviewer's other claims.

        Args:
            only: Which items.
            by: The reviewer.
            now: The moment.
            after: Only what comes later in the queue; what comes before is asked for again at its end.
            without: ids to pass over.
        """
        free = [
            *only.conditions(),
            or_(ClaimRow.item.is_(None), ClaimRow.until <= now, ClaimRow.by == by),
            ItemRow.id.not_in(list(without)),
        ]
        with Session(self._store.noter) as session, session.begin():
            found: list[Entry] = []
            if after is not None:
                found = _entries(session, [*free, _later(after)], now, 1)
            found = found or _entries(session, free, now, 1)
            if not found:
                return None
            claim = _take(session, found[0].id, by, now)
            session.execute(delete(ClaimRow).where(ClaimRow.by == by, ClaimRow.item != found[0].id))
        return found[0]._replace(claim=claim)

    def claim(self, item: str, *, by: str, now: datetime) -> Claim:
        """Claims an item, or makes a claim of one's own last longer. Raises Claimed."""
        with Session(self._store.noter) as session, session.begin():
            held = session.get(ClaimRow, item)
            if held is not None and held.by != by and held.until > now:
                raise Claimed(Claim(held.by, held.until))
            return _take(session, item, by, now)

    def release(self, by: str) -> None:
        """Gives up all that a reviewer has before them."""
        with Session(self._store.noter) as session, session.begin():
            session.execute(delete(ClaimRow).where(ClaimRow.by == by))

    def count(self, only: Filter) -> int:
        """How many items there are."""
        with Session(self._store.engine) as session:
            return session.scalar(select(func.count()).select_from(ItemRow).where(*only.conditions())) or 0

    def facets(self, only: Filter, names: Sequence[Facet]) -> dict[str, dict[str | None, int]]:
        """For each of the names, the values that occur and how many items have them, the most frequent first.

        The filter's own condition on a name does not limit that name's values.
        """
        found: dict[str, dict[str | None, int]] = {}
        with Session(self._store.engine) as session:
            for name in names:
                column = getattr(ItemRow, name)
                wanted = Filter(**asdict(only) | {name: None}).conditions()
                if name == "status":
                    wanted = wanted[1:]  # of all statuses, not only of what waits
                rows = session.execute(select(column, func.count()).where(*wanted).group_by(column))
                # Sorted here: databases differ in where they put NULL, and in how they order letters.
                frequent = sorted(rows.tuples(), key=lambda one: (-one[1], one[0] is not None, one[0] or ""))
                found[name] = dict(frequent)
        return found


def _entries(
    session: Session,
    wanted: Sequence[ColumnElement[bool]],
    now: datetime,
    limit: int | None,
    *,
    backwards: bool = False,
    order: Sequence[Any] = _PLACE,
) -> list[Entry]:
    rows = session.execute(
        select(*_COLUMNS, ClaimRow.by, ClaimRow.until)
        .outerjoin(ClaimRow, ClaimRow.item == ItemRow.id)
        .where(and_(*wanted))
        .order_by(*(column.desc() if backwards else column for column in order))
        .limit(limit)
    )
    return [_entry(row, now) for row in rows]


def _later(than: Cursor) -> ColumnElement[bool]:
    return tuple_(*_PLACE) > tuple_(*(literal(part) for part in than))


def _earlier(than: Cursor) -> ColumnElement[bool]:
    return tuple_(*_PLACE) < tuple_(*(literal(part) for part in than))


def _entry(row: Row[Any], now: datetime) -> Entry:
    *values, by, until = row
    claim = Claim(by, until) if until is not None and until > now else None
    return Entry._make([*values, claim])


def _take(session: Session, item: str, by: str, now: datetime) -> Claim:
    """Writers take turns, so nobody can be faster between the look and this."""
    until = now + CLAIM
    held = session.execute(update(ClaimRow).where(ClaimRow.item == item).values(by=by, until=until))
    if not held.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(ClaimRow).values(item=item, by=by, until=until))
    return Claim(by, until)
