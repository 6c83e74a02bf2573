"""Records of made-up reports, for the tests of what is said over many of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.ledger.ledger import build_ledger
from pipeline.ledger.published import Published
from schemas.ledger import DocumentVersion, Ledger, LedgerEvent
from schemas.records import Commitment, Gap, Metric, NoProgress, Progress, Record, record_id
from schemas.sources import Source

LATE = date(2030, 1, 1)
PRINCIPLES = {"safety-by-design": ["deploy.hosting", "maintain.research"]}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def about(kind: str, quote: str, edition: str | None, **more: Any) -> dict[str, Any]:
    """The fields of a record that the statement itself does not fill."""
    document = more.pop("document", "page.html")
    start = more.pop("start", int(sha(quote)[:6], 16))
    organisation, source = more.pop("organisation", "acme"), more.pop("source", "acme-reports")
    snapshot = more.pop("snapshot", sha(document))
    identity = record_id(
        kind,
        source,
        organisation,
        edition,
        quote,
        place=more.get("place", 0),
        dimensions=more.get("dimensions"),
    )
    return {
        "id": identity, "document": document, "snapshot": snapshot, "source": source,
        "organisation": organisation, "edition": edition, "quote": quote,
        "evidence": {"quote": quote, "start": start, "end": start + len(quote)},
        "rule": f"{kind}.test", "rule_version": "1", "confidence": 1.0, **more,
    }  # fmt: skip


def gap(quote: str, edition: str | None, **more: Any) -> Gap:
    return Gap(**about("gap", quote, edition, **more))


def progress(quote: str, edition: str | None, **more: Any) -> Progress:
    return Progress(**about("progress", quote, edition, **more))


def no_progress(quote: str, edition: str | None, **more: Any) -> NoProgress:
    return NoProgress(**about("no_progress", quote, edition, **more))


def commitment(quote: str, edition: str | None, **more: Any) -> Commitment:
    return Commitment(**about("commitment", quote, edition, **more))


def metric(quote: str, value: str | None, edition: str | None = "2025-01", **more: Any) -> Metric:
    """A figure in a sentence; `value` as a plain number, printed with separators."""
    number = Decimal(value) if value else None
    printed = more.pop("printed", f"{number:,}" if number is not None else quote)
    fields = {"unit": "accounts", "object": "accounts", "action": "ban", "printed": printed} | more
    return Metric(**about("metric", quote, edition, value=number, **fields))


def cell(labels: dict[str, str], value: str, edition: str | None = "2025-01", **more: Any) -> Metric:
    """A figure in a table."""
    quote = more.pop("quote", f"{Decimal(value):,}")
    fields = {
        "action": None,
        "object": ", ".join(labels.values()),
        "dimensions": labels,
        "basis": "period",
    } | more
    return metric(quote, value, edition, **fields)


def year(number: int) -> dict[str, date]:
    return {"start": date(number, 1, 1), "end": date(number, 12, 31)}


def source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "acme-reports", "title": "Reports", "publisher": "acme", "url": "page.html",
        "kind": "company_report",
    }  # fmt: skip
    return Source(**fields | changes)


def version(document: str = "page.html", seen: date = date(2025, 2, 1), **more: Any) -> DocumentVersion:
    fields = {"source": "acme-reports", "name": document, "snapshot": sha(document), "seen": seen} | more
    return DocumentVersion(**fields)


def ledger(
    records: Iterable[Record],
    *,
    versions: Iterable[DocumentVersion] = (),
    sources: Sequence[Source] | None = None,
    as_of: date = LATE,
    events: Iterable[LedgerEvent] = (),
) -> Ledger:
    listed = [source()] if sources is None else sources
    return build_ledger(records, versions, listed, (), as_of, events=events, principles=PRINCIPLES)


def published(records: Iterable[Record], as_of: date = LATE) -> Published:
    return Published(records, (), [source()], as_of)
