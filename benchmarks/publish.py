"""How long a release of 10,000 records takes, from contents to the last file, and what a second one costs.

    python -m benchmarks.publish [RECORDS]

The records and documents are those of the sample world as the machine reads it, repeated under other sources
and organisations, so that their shape is that of real ones. Dataset, change list and site are built. For the
first release everything is; for the second, one document says less; for the third, nothing has changed. The
figure that matters is the first: under 60 s on two cores. It is told in seconds of the clock, which others on
the machine make longer, and of the processor, all processes together: what one core would need by itself.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import yaml

from extractors.extract import extract
from extractors.read import read
from pipeline.publish.contents import contents_of
from pipeline.publish.release import publish
from pipeline.settings import Settings
from pipeline.store.store import DocumentKey, Reading
from schemas.documents import Document
from schemas.records import Metric, Record
from schemas.snapshots import Snapshot
from schemas.sources import Source, SourceList

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SEEN = datetime.combine(date(2025, 9, 1), time(12), UTC)
LIMIT = 60.0
"""Seconds that 10,000 records may take."""


@dataclass(frozen=True)
class World:
    sources: Sequence[Source]
    readings: Sequence[Reading]
    documents: Mapping[str, Document]

    def get(self, snapshot: str) -> Document:
        """As `pipeline.documents.Documents`: here reading costs nothing, since a run has read them all."""
        return self.documents[snapshot]

    @property
    def records(self) -> int:
        return sum(len(one.records) for one in self.readings)


def world_of(count: int) -> World:
    """At least so many records: the sample world, copied."""
    listed = SourceList.model_validate(
        yaml.safe_load((SAMPLES / "sources.yaml").read_text(encoding="utf-8"))
    ).sources
    originals = []
    for source in listed:
        data = (SAMPLES / source.url).read_bytes()
        document = read(data, source.url)
        extraction = extract(document, snapshot=Snapshot.digest(data), source=source)
        originals.append((source, document, extraction.records))
    sources: list[Source] = []
    readings: list[Reading] = []
    documents: dict[str, Document] = {}
    copy = total = 0
    while total < count:
        for source, document, records in originals:
            listed_as, reading = _copied(source, records, copy)
            sources.append(listed_as)
            readings.append(reading)
            documents[reading.snapshot.sha256] = document
            total += len(records)
        copy += 1
    return World(sources, readings, documents)


def _copied(source: Source, records: Sequence[Record], copy: int) -> tuple[Source, Reading]:
    ids = {one.id: sha256(f"{copy} {one.id}".encode()).hexdigest()[:24] for one in records}
    snapshot = sha256(f"{copy} {records[0].snapshot}".encode()).hexdigest()

    def slug(name: str) -> str:
        return f"{name}-{copy}" if copy else name

    about = {"source": slug(source.id), "snapshot": snapshot}
    copies = []
    for one in records:
        changes = about | {"id": ids[one.id]}
        changes["organisation"] = slug(one.organisation) if one.organisation else None
        if isinstance(one, Metric) and one.part_of:
            changes["part_of"] = ids[one.part_of]
        copies.append(one.model_copy(update=changes))
    listed = source.model_copy(
        update={
            "id": slug(source.id),
            "publisher": slug(source.publisher),
            "organisations": tuple(slug(one) for one in source.organisations),
        }
    )
    taken = Snapshot(source=slug(source.id), name=source.url, sha256=snapshot, size=1000, retrieved=SEEN)
    key = DocumentKey(slug(source.id))
    return listed, Reading(key, taken, "rules", source.title, None, tuple(copies), (), True)


def edited(world: World) -> World:
    """The same world, where the first source has lost a record."""
    first, *others = world.readings
    return replace(world, readings=[first._replace(records=first.records[:-1], rules="other"), *others])


def processor_seconds() -> float:
    """Of this process and of those that it has started and waited for."""
    return sum(os.times()[:4])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    world = world_of(count)
    day = date(2025, 9, 20)
    print(f"{world.records} records of {len(world.sources)} sources")
    with tempfile.TemporaryDirectory() as folder:
        changed = edited(world)
        for name, given in (("everything", world), ("one source changed", changed), ("nothing", changed)):
            begin, worked = perf_counter(), processor_seconds()
            contents = contents_of(given.readings, given.sources, day)
            gathered = processor_seconds() - worked
            release = publish(contents, given, Settings(), out=Path(folder))  # type: ignore[arg-type]
            seconds, work = perf_counter() - begin, processor_seconds() - worked
            size = sum(path.stat().st_size for path in release.folder.rglob("*") if path.is_file()) / 1e6
            print(
                f"{name:20} {seconds:6.1f} s, {work:6.1f} s of the processor, "
                f"of which {gathered:.1f} s for contents and ledger; "
                f"release {release.number}, {size:.0f} MB"
            )
            if name == "everything" and count >= 10_000 and min(seconds, work) > LIMIT:
                sys.exit(f"more than {LIMIT:.0f} s")


if __name__ == "__main__":
    main()
