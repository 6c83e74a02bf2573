"""The sample world as the machine reads it, with the days on which its documents might have been fetched."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import yaml

from extractors.extract import extract
from extractors.read import read
from pipeline.problems import Problem
from pipeline.publish.contents import Contents, contents_of
from pipeline.store.store import DocumentKey, Reading
from schemas.documents import Document
from schemas.snapshots import Snapshot
from schemas.sources import Source, SourceList

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
AUTUMN = date(2025, 9, 20)
SEEN = {
    "announcement.txt": date(2024, 7, 3),
    "statistics-2023.pdf": date(2024, 5, 8),
    "progress-page.html": date(2025, 2, 1),
    "company-report.pdf": date(2025, 3, 20),
    "progress-page-revised.html": date(2025, 5, 2),
    "quarterly-tables.html": date(2025, 5, 8),
    "statistics.pdf": date(2025, 5, 14),
    "quarterly-tables-q2.html": date(2025, 8, 6),
}


class Shelf:
    """Documents by sha256, and which of them were asked for."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self.documents = documents
        self.asked: list[str] = []

    def get(self, snapshot: str) -> Document:
        self.asked.append(snapshot)
        if snapshot not in self.documents:
            raise Problem(f"holds no document with the sha256 {snapshot}")
        return self.documents[snapshot]


def listed() -> tuple[Source, ...]:
    text = (SAMPLES / "sources-revised.yaml").read_text(encoding="utf-8")
    return SourceList.model_validate(yaml.safe_load(text)).sources


@cache
def _read() -> tuple[tuple[Reading, ...], dict[str, Document]]:
    first, last = listed()[0].model_copy(update={"url": "progress-page.html"}), listed()
    readings, documents = [], {}
    for source in (first, *last):
        data = (SAMPLES / source.url).read_bytes()
        sha256 = Snapshot.digest(data)
        document = documents[sha256] = read(data, source.url)
        extraction = extract(document, snapshot=sha256, source=source)
        seen = datetime.combine(SEEN[source.url], time(12), UTC)
        snapshot = Snapshot(
            source=source.id, name=source.url, sha256=sha256, size=len(data), media_type=None, retrieved=seen
        )
        readings.append(
            Reading(
                key=DocumentKey(source.id),
                snapshot=snapshot,
                rules="0123456789abcdef",
                title=document.title,
                published=document.published,
                records=extraction.records,
                doubts=extraction.doubts,
                holds=source is not first,
            )
        )
    return tuple(readings), documents


@cache
def sample_contents(as_of: date = AUTUMN, without: str | None = None) -> Contents:
    """The world as of a day; `without` the source of that id."""
    kept = [source for source in listed() if source.id != without]
    return contents_of([one for one in _read()[0] if one.key.source != without], kept, as_of)


def shelf() -> Shelf:
    return Shelf(dict(_read()[1]))
