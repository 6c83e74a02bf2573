"""The stages of a run as plain functions: fetch, parse, extract. Flows wrap them; scripts call them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from extractors.readers.errors import Unreadable
from pipeline import workers
from pipeline.collect.fetch import fetch
from pipeline.collect.snapshots import SnapshotFolder
from pipeline.english import load_english
from pipeline.problems import Problem
from pipeline.workers import Timed
from schemas.documents import Document
from schemas.records import Extraction
from schemas.snapshots import Snapshot
from schemas.sources import Source

EXTRACTION_SECONDS = 300.0

_reading = threading.BoundedSemaphore(workers.WORKERS)
"""Held while a document is read: who waits for a child would count the wait as reading."""


def collect(source: Source, root: Path, archive: SnapshotFolder, *, limit: int) -> Snapshot:
    """Fetches a source and keeps its bytes. Raises Problem."""
    data = fetch(source, root, limit=limit)
    return Snapshot(
        source=source.id,
        name=source.url,
        sha256=archive.put(data),
        size=len(data),
        retrieved=datetime.now(UTC),
    )


def parse(snapshot: Snapshot, archive: SnapshotFolder) -> Timed[Document]:
    """Reads a snapshot's bytes. Raises Problem with the reason when they cannot be read."""
    data = archive.get(snapshot.sha256)
    with _reading:
        begin = perf_counter()
        try:
            document = workers.readers().read(data, snapshot.name, declared=snapshot.media_type)
        except Unreadable as error:
            raise Problem(f"{snapshot.name}: {error}") from None
        return Timed(document, perf_counter() - begin)


def extract(parsed: Timed[Document], snapshot: Snapshot, source: Source) -> Timed[Extraction]:
    """Takes the records out of a document. The seconds are those of reading and extracting together.

    Raises Problem when it takes too long.
    """
    extraction, seconds = workers.run_apart(
        _extract, parsed.result, snapshot.sha256, source, seconds=EXTRACTION_SECONDS
    )
    return Timed(extraction, parsed.seconds + seconds)


def _extract(document: Document, snapshot: str, source: Source) -> Extraction:
    from extractors.extract import extract as extract_records

    load_english()
    return extract_records(document, snapshot=snapshot, source=source)
