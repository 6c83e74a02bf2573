"""The stages that a document goes through after it was collected, as plain functions: which are due, and
reading, extracting and keeping one of them. Flows wrap them; scripts call them.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, cast

from extractors.readers.errors import Trouble
from pipeline import workers
from pipeline.collect.archive import Archive
from pipeline.collect.collecting import last_report
from pipeline.collect.current import Current, earlier_documents
from pipeline.collect.outcomes import Proposal
from pipeline.documents import Documents, NotRead, readers_for
from pipeline.english import load_english
from pipeline.fingerprint import fingerprint
from pipeline.problems import Problem
from pipeline.reconcile import changes
from pipeline.review.set_asides import aside
from pipeline.store.proposals import Proposed, keep_proposals
from pipeline.store.store import DocumentKey, Store
from pipeline.store.unread import Unread, forget_unread, keep_unread, unread
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
    documents: Sequence[Current],
    archive: Archive,
    store: Store,
    spacy_model: str,
    *,
    everything: bool = False,
    again: bool = False,
) -> Plan:
    """Sorts documents by whether the store has what they yield.

    With `everything` it is made again, of the earlier snapshots too. A document that says again what it
    said before takes its earlier extraction, which is done here. One that these readers could not read is
    not due, unless it is asked for with `again`.
    """
    if everything:
        earlier = earlier_documents(archive, documents)
        marked = [(one, False) for one in earlier] + [(one, True) for one in documents]
        return Plan([Due(*one, fingerprint(one.source, spacy_model), holds) for one, holds in marked], [])
    due: list[Due] = []
    done: list[Outcome] = []
    standing, known, put_aside = store.standing(), unread(store), aside(store)
    still: set[DocumentKey] = set()
    for source, linked, snapshot in documents:
        one = Due(source, linked, snapshot, fingerprint(source, spacy_model))
        failed = known.get(one.key)
        if standing.get(one.key) == (snapshot.name, snapshot.sha256, one.fingerprint):
            done.append(_unchanged(one))
        elif failed is not None and not again and _would_fail_again(one, failed):
            still.add(one.key)
            done.append(_still_unread(one, failed, set_aside=failed.id in put_aside))
        else:
            before = _records(store, one.key)
            if store.reuse(one.key, snapshot, one.fingerprint):
                done.append(_outcome(one, before, _records(store, one.key) or (), seconds=0.0))
            else:
                due.append(one)
    sources = {source.id for source, _, _ in documents}
    _forget_others(store, known.values(), sources, {one.key for one in due} | still)
    return Plan(due, done)


def propose(archive: Archive, store: Store, sources: Collection[str]) -> None:
    """Puts before the reviewers which addresses the last collections of these sources found besides."""
    report = last_report(archive)
    found = report.proposed if report else {}
    kept = [
        Proposed(one.source, one.url, one.text, one.where) for each in sources for one in found.get(each, ())
    ]
    keep_proposals(store, sources, kept)


def waiting(store: Store, found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those of the addresses that no reviewer has set aside."""
    put_aside = aside(store)
    return tuple(one for one in found if Proposed(one.source, one.url, "", "").id not in put_aside)


def extract(due: Due, documents: Documents, store: Store) -> Outcome:
    """Reads a snapshot, takes the records out of it and keeps them.

    A document that cannot be read or extracted from is an outcome with a reason, and is kept as such, so
    that it waits for a reviewer; a store that does not answer raises DBAPIError.
    """
    try:
        with _reading:
            document, reading = documents.read(due.snapshot)
        extraction, extracting = workers.run_apart(
            _extract, document, due.snapshot.sha256, due.source, seconds=EXTRACTION_SECONDS
        )
    except Exception as error:
        outcome = failure(due.source, due.linked, due.snapshot.name, error)
        if due.holds:
            _note(store, due, error, outcome.reason or "")
        return outcome
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


def _note(store: Store, due: Due, error: Exception, reason: str) -> None:
    """Keeps that a document cannot be read, unless that may be for want of something else."""
    trouble: Trouble
    if isinstance(error, NotRead):
        trouble, tried = error.trouble, readers_for(error.trouble)
    elif isinstance(error, workers.Exhausted):
        trouble, tried = "too slow", due.fingerprint
    elif isinstance(error, workers.Crash):
        trouble, tried = "failed", ""  # whatever it was, the next run may be spared it
    else:
        return
    now = datetime.now(UTC).replace(microsecond=0)
    name, sha256 = due.snapshot.name, due.snapshot.sha256
    keep_unread(store, Unread(due.key, name, sha256, trouble, reason, tried, now))


def _would_fail_again(due: Due, before: Unread) -> bool:
    same = due.snapshot.sha256 == before.snapshot
    return same and before.tried in (due.fingerprint, readers_for(cast(Trouble, before.trouble)))


def _still_unread(due: Due, before: Unread, *, set_aside: bool) -> Outcome:
    if set_aside:
        return _unchanged(due).model_copy(update={"status": "set aside"})
    reason = f"{before.reason}; not tried again since {before.at.date()}, `pledgewatch run --again` does"
    return _unchanged(due).model_copy(update={"status": "failed", "reason": reason})


def _forget_others(
    store: Store, known: Iterable[Unread], sources: Collection[str], kept: set[DocumentKey]
) -> None:
    """Takes out what was noted of documents that are no more, or say again what was read of them."""
    gone = [one.key for one in known if one.key.source in sources and one.key not in kept]
    if gone:
        forget_unread(store, gone)


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
