"""What waits for a reviewer and is no record: documents that cannot be read, addresses that may hold another.

They come into the queue after each run, and a reviewer sets them aside with a reason. A document leaves the
queue by itself once it is read or says something else, an address once the source lists it or follows it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review.events import set_asides
from pipeline.review.items import Rank
from pipeline.review.tables import ItemRow
from pipeline.store.proposals import Proposed, proposals
from pipeline.store.store import Store
from pipeline.store.unread import Unread, unread
from schemas.corrections import SetAside

SUBJECTS = ("unreadable", "proposal")
_RANK = {"unreadable": Rank.BROKEN, "proposal": Rank.FINDING}
_AFTER_FINDINGS = 9.0


def aside(store: Store) -> dict[str, str]:
    """By item the reason for which it is set aside now."""
    said = {event.item: event.reason for event in set_asides(store).all()}
    return {item: reason for item, reason in said.items() if reason is not None}


def post_what_waits(store: Store, sources: Collection[str]) -> None:
    """Puts what waits of these sources into the queue, in place of what was there."""
    reasons = aside(store)
    rows = [_unread_row(one, reasons) for one in unread(store).values() if one.key.source in sources]
    rows += [_proposal_row(one, reasons) for one in proposals(store) if one.source in sources]
    with Session(store.writer) as session, session.begin():
        session.execute(delete(ItemRow).where(ItemRow.subject.in_(SUBJECTS)))
        if rows:
            session.execute(insert(ItemRow), rows)


def set_aside(store: Store, item: str, *, event_id: str, by: str, at: datetime, reason: str | None) -> None:
    """Sets an item of the queue aside, or, without a reason, lets it wait again.

    Raises Problem when the event's id is taken, or there is no such item.
    """
    log = set_asides(store)
    with Session(store.writer) as session, session.begin():
        row = session.get(ItemRow, item)
        if row is None or row.subject not in SUBJECTS:
            raise Problem(f"{item} waits no more: it was read meanwhile, or is listed")
        about = {"subject": row.subject, "source": row.source, "about": row.document}
        event = SetAside.model_validate(
            {"id": event_id, "by": by, "at": at, "item": item, "reason": reason, **about}
            | {"snapshot": row.snapshot}
        )
        kept = log.append_in(session, event)
        values = _standing(row.subject, kept.reason)
        session.execute(update(ItemRow).where(ItemRow.id == item).values(**values))


def _standing(subject: str, reason: str | None) -> dict[str, Any]:
    waits = reason is None
    return {
        "status": "unreviewed" if waits else "dismissed",
        "waiting": waits,
        "rank": int(_RANK[subject] if waits else Rank.DONE),
        "why": reason,
    }


def _unread_row(one: Unread, reasons: dict[str, str]) -> dict[str, Any]:
    body = {
        "name": one.name, "linked": one.key.linked, "snapshot": one.snapshot, "trouble": one.trouble,
        "reason": one.reason, "at": one.at.isoformat(),
    }  # fmt: skip
    about = {"kind": one.trouble, "source": one.key.source, "document": one.name, "snapshot": one.snapshot}
    return _row(one.id, "unreadable", reasons, about, body) | {"place": -1.0}


def _proposal_row(one: Proposed, reasons: dict[str, str]) -> dict[str, Any]:
    body = {"url": one.url, "text": one.text, "found_in": one.found_in}
    about = {"kind": one.found_in, "source": one.source, "document": one.url, "snapshot": None}
    return _row(one.id, "proposal", reasons, about, body) | {"place": _AFTER_FINDINGS}


def _row(
    item: str, subject: str, reasons: dict[str, str], about: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": item,
        "subject": subject,
        **about,
        "organisation": None,
        "edition": None,
        "page": None,
        "start": 0,
        "rule": "",
        "confidence": 0.0,
        "blind": False,
        "version": 0,
        "machine": None,
        "doubt": None,
        "record": body,
        "stale": None,
        "lineage": [],
        "mark": "",
        **_standing(subject, reasons.get(item)),
    }
