"""Findings of the ledger in the queue: put there after each run, set aside by a reviewer with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from pipeline.review.events import ledger_events
from pipeline.review.items import Rank
from pipeline.review.tables import ItemRow
from pipeline.store.store import Store
from schemas.findings import Dismissal, Finding

_WEIGHT = {"error": 0.0, "warning": 1.0, "note": 2.0}


def post_findings(store: Store, findings: Iterable[Finding]) -> None:
    """Puts a ledger's findings into the queue in place of the last ledger's; dismissed ones do not wait."""
    rows = [_row(finding) for finding in findings]
    with Session(store.writer) as session, session.begin():
        session.execute(delete(ItemRow).where(ItemRow.subject == "finding"))
        if rows:
            session.execute(insert(ItemRow), rows)


def dismiss(store: Store, event: Dismissal) -> Dismissal:
    """Sets a finding aside, or, without a reason, lets it stand again. Kept for every later ledger."""
    log = ledger_events(store)
    with Session(store.writer) as session, session.begin():
        kept = log.append_in(session, event)
        assert isinstance(kept, Dismissal)
        aside = kept.reason is not None
        session.execute(
            update(ItemRow)
            .where(ItemRow.id == kept.finding, ItemRow.subject == "finding")
            .values(
                status="dismissed" if aside else "unreviewed",
                waiting=not aside,
                rank=int(Rank.DONE if aside else Rank.FINDING),
                why=kept.reason,
            )
        )
    return kept


def _row(finding: Finding) -> dict[str, Any]:
    first = finding.cites[0]
    aside = finding.dismissed is not None
    return {
        "id": finding.id,
        "subject": "finding",
        "kind": finding.kind,
        "organisation": finding.organisation,
        "edition": finding.edition,
        "source": None,
        "document": first.document,
        "snapshot": first.snapshot,
        "page": first.evidence.page,
        "start": first.evidence.start,
        "rule": f"ledger.{finding.kind}",
        "status": "dismissed" if aside else "unreviewed",
        "confidence": 0.0,
        "blind": False,
        "waiting": not aside,
        "rank": int(Rank.DONE if aside else Rank.FINDING),
        "place": _WEIGHT[finding.severity],
        "why": finding.dismissed or finding.sentence,
        "version": 0,
        "machine": None,
        "doubt": None,
        "record": finding.model_dump(mode="json"),
        "stale": None,
        "lineage": [],
        "mark": "",
    }
