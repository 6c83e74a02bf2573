"""The stages that a document goes through after it was collected, as plain functions: which are due, and
reading, extracting and keeping one of them. Flows wrap them; scripts call them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline import workers
from pipeline.collect.archive import Archive
from pipeline.collect.current import Current, earlier_documents
from pipeline.documents import Documents
from pipeline.english import load_english
from pipeline.fingerprint import fingerprint
from pipeline.problems import Problem
from pipeline.reconcile import changes
from pipeline.store.store import DocumentKey, Store
from pipeline.summary import Outcome, Status
from schemas.documents import Document
from schemas.records import Extraction, Record
from schemas.snapshots import Snapshot
from schemas.sources import Source

EXTRACTION_SECONDS = 300.0

_reading = threading.BoundedSemaphore(workers.WORKERS)
"""Held while a document is read: who waits for a child would count the wait as reading."""


class Due(NamedTuple):
    """A snapshot that the present rules have not read yet."""

    source: Source
    linked: str
    snapshot: Snapshot
    fingerprint: str
    holds: bool = True
    """Whether it is what the document says now; False for an earlier snapshot of it."""

    @property
    def key(self) -> DocumentKey:
        """What the store knows the document by."""
        return DocumentKey(self.source.id, self.linked)


class Plan(NamedTuple):
    """What is to be done, and what became already of the documents with which nothing is."""

    due: list[Due]
    done: list[Outcome]


def plan(
    documents: Sequence[Current], archive: Archive, store: Store, spacy_model: str, *, everything: bool
) -> Plan:
    """Sorts documents by whether the store has what they yield.

    With `everything` it is made again, of the earlier snapshots too. A document that says again what it
    said before takes its earlier extraction, which is done here.
    """
    if everything:
        earlier = earlier_documents(archive, documents)
        marked = [(one, False) for one in earlier] + [(one, True) for one in documents]
        return Plan([Due(*one, fingerprint(one.source, spacy_model), holds) for one, holds in marked], [])
    due: list[Due] = []
    done: list[Outcome] = []
    standing = store.standing()
    for source, linked, snapshot in documents:
        one = Due(source, linked, snapshot, fingerprint(source, spacy_model))
        if standing.get(one.key) == (snapshot.name, snapshot.sha256, one.fingerprint):
            done.append(_unchanged(one))
        else:
            before = _records(store, one.key)
            if store.reuse(one.key, snapshot, one.fingerprint):
                done.append(_outcome(one, before, _records(store, one.key) or (), seconds=0.0))
            else:
                due.append(one)
    return Plan(due, done)


def extract(due: Due, documents: Documents, store: Store) -> Outcome:
    """Reads a snapshot, takes the records out of it and keeps them.

    A document that cannot be read or extracted from is an outcome with a reason; a store that does not
    answer raises DBAPIError.
    """
    try:
        with _reading:
            document, reading = documents.read(due.snapshot)
        extraction, extracting = workers.run_apart(
            _extract, document, due.snapshot.sha256, due.source, seconds=EXTRACTION_SECONDS
        )
    except Exception as error:
        return failure(due.source, due.linked, due.snapshot.name, error)
    before = _records(store, due.key) if due.holds else None
    store.save(
        due.key,
        due.snapshot,
        extraction,
        fingerprint=due.fingerprint,
        seconds=reading + extracting,
        made=datetime.now(UTC),
        holds=due.holds,
    )
    return _outcome(due, before, extraction.records, reading + extracting)


def failure(source: Source, linked: str, name: str, error: Exception) -> Outcome:
    """The outcome of a document that a stage raised for; an error that nobody foresaw says its type too."""
    reason = " ".join(str(error).split())
    if isinstance(error, workers.Crash):
        reason = f"{name}: {reason}; please report this"
    elif not isinstance(error, Problem):
        reason = f"{name}: {type(error).__name__}: {reason}; please report this"
    return Outcome(source=source.id, linked=linked, document=name, status="failed", reason=reason)


def _extract(document: Document, snapshot: str, source: Source) -> Extraction:
    from extractors.extract import extract as extract_records

    load_english()
    return extract_records(document, snapshot=snapshot, source=source)


def _records(store: Store, key: DocumentKey) -> tuple[Record, ...] | None:
    """What the store holds now for the document; None when it was never read."""
    held = store.current([key])
    return held[0].records if held else None


def _unchanged(due: Due) -> Outcome:
    return Outcome(source=due.source.id, linked=due.linked, document=due.snapshot.name, status="unchanged")


def _outcome(
    due: Due, before: tuple[Record, ...] | None, after: tuple[Record, ...], seconds: float
) -> Outcome:
    changed = changes(before or (), after)
    status: Status = "new" if before is None else "changed" if any(changed) else "unchanged"
    return _unchanged(due).model_copy(update={"status": status, "changes": changed, "seconds": seconds})
