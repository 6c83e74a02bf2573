"""A store whose documents are read, and read again, and what reviewers do with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.reconcile import Reconciled
from pipeline.review.decisions import Decisions
from pipeline.review.items import refresh
from pipeline.review.queue import Filter, Queue
from pipeline.store.store import DocumentKey, Store
from schemas.documents import Document
from schemas.records import Extraction
from schemas.snapshots import Snapshot
from tests.pipeline.extractions import extraction_of

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
WAITING = Filter()


class Desk:
    """A store whose documents are read, and read again."""

    def __init__(self, store: Store) -> None:
        self.store, self.queue, self.decisions = store, Queue(store), Decisions(store)
        self.documents: dict[str, Document] = {}
        self._runs = 0

    def read(self, *sentences: str, source: str = "acme") -> Extraction:
        return self.keep(extraction_of(*sentences, source=source), source)

    def keep(self, extraction: Extraction, source: str = "acme") -> Extraction:
        self._runs += 1
        snapshot = Snapshot(
            source=source, name="page.html", sha256=extraction.snapshot, size=1,
            retrieved=NOW + timedelta(days=self._runs),
        )  # fmt: skip
        self.store.save(
            DocumentKey(source), snapshot, extraction,
            fingerprint=f"rules-{self._runs}", seconds=0.1, made=NOW + timedelta(days=self._runs),
        )  # fmt: skip
        self.documents[extraction.snapshot] = extraction.document
        self.refresh()
        return extraction

    def refresh(self) -> Reconciled:
        return refresh(self.store, ["acme", "other"], self.documents.__getitem__)

    def quotes(self, only: Filter = WAITING) -> list[str]:
        entries = self.queue.page(only, now=NOW)
        return [(entry.record or entry.doubt or {})["evidence"]["quote"] for entry in entries]
