"""Append-only logs of what people said: an event goes in once, and comes out as it went in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review.tables import LedgerEventRow, OpinionRow, SetAsideRow, SignOffRow, SourceCorrectionRow
from pipeline.store.store import Store
from schemas.corrections import Opinion, SetAside, SignOff, SourceCorrection
from schemas.ledger import LedgerEvent, ledger_event_adapter

Row = (
    type[OpinionRow] | type[SignOffRow] | type[SourceCorrectionRow] | type[LedgerEventRow] | type[SetAsideRow]
)


_OF_THE_MOMENT = ("at", "seen", "others", "machine", "against")
"""What may differ when the same event is sent again."""


class _Event(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...


E = TypeVar("E", bound=_Event)


class EventLog(Generic[E]):
    """One append-only table of events of one type. Safe to share between threads."""

    def __init__(self, store: Store, row: Row, adapter: TypeAdapter[E]) -> None:
        self._store, self._row, self._adapter = store, row, adapter

    def append(self, event: E) -> E:
        """Keeps an event; one with an id that is known is the same event, which is returned as it was kept.

        Raises Problem when the id is known and the event says something else.
        """
        with Session(self._store.writer) as session, session.begin():
            return self.append_in(session, event)

    def append_in(self, session: Session, event: E) -> E:
        """The same within a writing transaction that the caller commits."""
        body = self._adapter.dump_python(event, mode="json")
        kept = self.find(session, event.id)
        if kept is not None:
            return same_event(self._adapter.validate_python(kept), event, body, kept)
        session.execute(insert(self._row).values(id=event.id, by=event.by, at=event.at, body=body))
        return event

    def find(self, session: Session, event_id: str) -> dict[str, Any] | None:
        """An event in its JSON form, within the caller's transaction."""
        return session.scalar(select(self._row.body).where(self._row.id == event_id))

    def all(self) -> list[E]:
        """Every event, in the order in which they came in."""
        with Session(self._store.engine) as session:
            bodies = session.scalars(select(self._row.body).order_by(self._row.sequence))
            return [self._adapter.validate_python(body) for body in bodies]


def same_event(kept: E, event: E, body: dict[str, Any], kept_body: dict[str, Any]) -> E:
    """The event as kept, where a second one with its id says the same. Raises Problem where it does not."""
    if _told(body) != _told(kept_body):
        raise Problem(f"the id {event.id!r} is taken by another event, of {kept.by}: choose a new one")
    return kept


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the writer of an event has said, without what the store fills in."""
    told = {name: value for name, value in body.items() if name not in _OF_THE_MOMENT}
    fields = told.get("fields") or {}
    return told | {"fields": {name: value for name, value in fields.items() if name != "snapshot"}}


def opinions(store: Store) -> EventLog[Opinion]:
    """Second, blind verdicts."""
    return EventLog(store, OpinionRow, TypeAdapter(Opinion))


def sign_offs(store: Store) -> EventLog[SignOff]:
    """Sign-offs of pages, sections and documents."""
    return EventLog(store, SignOffRow, TypeAdapter(SignOff))


def source_corrections(store: Store) -> EventLog[SourceCorrection]:
    """Corrections of the publishers' own errors; see `pipeline.review.source_corrections`."""
    return EventLog(store, SourceCorrectionRow, TypeAdapter(SourceCorrection))


def set_asides(store: Store) -> EventLog[SetAside]:
    """What was set aside of documents that cannot be read and of addresses that were proposed."""
    return EventLog(store, SetAsideRow, TypeAdapter(SetAside))


def ledger_events(store: Store) -> EventLog[LedgerEvent]:
    """What reviewers said of threads and findings, for `build_ledger(events=...)`."""
    return EventLog(store, LedgerEventRow, ledger_event_adapter)
