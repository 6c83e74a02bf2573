"""The archive: every exchange ever made, for ever. This is what lies in it, and what may be relied on.

    warc/000042-RUN.warc.gz     WARC 1.1, each record a gzip member: request, then its response or revisit;
                                `resource` for a file of the operator's own
    index/000042-RUN.cdxj       one line for each response, revisit and resource (see `captures`), sorted
    runs/000042-RUN.json        what the run reported, in the last part of a run
    imports/000043-NAME         a WARC file that others wrote, as it was
    manifests/000042.json       names the files above with size and sha256, and the manifest before by its
                                sha256
    work/                       what is not in the archive yet; may be deleted when nothing is running,
                                at the price of what an interrupted run had fetched

1.  A file outside `work/` is written once, appears whole, and is never changed or deleted.
2.  A manifest is written after all files that it names: it is the moment at which they belong to the archive.
    Files that no manifest names are left by a crash; the next run writes them again, under the same names.
3.  While a run goes on, its exchanges are appended to one WARC file in `work/`. After a crash this file ends
    in at most one unfinished exchange, which is cut off; the rest is sealed as a part of that run, and the
    run is gone on with.
4.  Bytes are known by the sha256 of the body after decompression, which `Snapshot.sha256` is. A body that the
    archive holds is not written again: a revisit record refers to the response that holds it.
5.  One process writes at a time (a lock in `work/`); any number read.
6.  RUN is the time at which the run began (UTC) and four random digits: `20250320T101500Z-9f3c`.
7.  `work/catalogue.sqlite` is made from the index files and can be deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.collect.captures import Capture, leads_to, url_key
from pipeline.collect.catalogue import Catalogue
from pipeline.collect.manifests import Manifest, manifest_path, read_manifest, read_manifests
from pipeline.collect.storage import Storage
from pipeline.collect.warc import Damaged, record_bytes
from pipeline.problems import Problem

WORK = "work"


class Archive:
    """Reads an archive. Made with `Archive.open`; `pipeline.collect.archiving` writes one."""

    def __init__(self, storage: Storage, work: Path):
        self.storage = storage
        self.work = work
        try:
            work.mkdir(parents=True, exist_ok=True)
            self.catalogue = Catalogue(work / "catalogue.sqlite")
        except (OSError, sqlite3.OperationalError):  # an archive on a read-only disk can still be read
            self.catalogue = Catalogue(None)
        except sqlite3.DatabaseError:
            (work / "catalogue.sqlite").unlink()
            self.catalogue = Catalogue(work / "catalogue.sqlite")
        self.update()

    @classmethod
    @contextmanager
    def open(cls, url: str, work: Path | None = None) -> Iterator[Archive]:
        """The archive at an fsspec URL; `work` is a local folder, needed where the archive is none.

        Raises Problem when it cannot be read.
        """
        storage = Storage(url)
        if work is None:
            if storage.local is None:
                raise Problem(f"{url}: is not on this machine, so a local folder for work must be named")
            work = storage.local / WORK
        archive = cls(storage, work)
        try:
            yield archive
        finally:
            archive.catalogue.close()

    def update(self) -> None:
        """Takes in what has been sealed since. Raises Problem when a manifest or an index cannot be read."""
        number, known = self.catalogue.head()
        if number and (
            self.storage.size(manifest_path(number)) is None
            or read_manifest(self.storage, manifest_path(number)).sha256 != known
        ):
            self.catalogue.clear()
            number = 0
        for manifest in read_manifests(self.storage, after=number):
            self.catalogue.add(manifest.number, manifest.run, read_index(self.storage, manifest))
            self.catalogue.seal(
                manifest.number, manifest.sha256, manifest.run, manifest.complete, manifest.origin
            )

    def head(self) -> str | None:
        """sha256 of the last manifest: to keep elsewhere, as proof of all that is in the archive today."""
        return self.catalogue.head()[1] or None

    def captures(self, url: str) -> list[Capture]:
        """All captures of an address, the oldest first; of one that differs in nothing that matters (`www.`,
        a slash at the end, http for https), where this very one is not there.
        """
        return self.catalogue.captures(url) or self.catalogue.captures_by_key(url_key(url))

    def latest(self, url: str, at: datetime | None = None, *, besides: str | None = None) -> Capture | None:
        """The last capture at or before `at` that gave a whole document, at this address or where it led.

        With `besides`, the name of a run: what complete runs other than that one saw.
        """
        seen = {url}
        while (capture := self.catalogue.latest_good(url, at, besides=besides)) is None:
            hop = self.catalogue.latest_hop(url, at)
            onward = leads_to(url, hop.location) if hop is not None and hop.location else None
            if onward is None or onward in seen:
                return None
            url = onward
            seen.add(url)
        return capture

    def bytes_of(self, sha256: str) -> bytes:
        """The bytes with that sha256. Raises Problem when they are not here or have changed."""
        capture = self.catalogue.by_sha256(sha256)
        if capture is None:
            raise Problem(f"{self.storage.url}: holds no document with the sha256 {sha256}; collect it again")
        try:
            return record_bytes(self._record(capture), sha256)
        except (Damaged, FileNotFoundError) as error:
            raise Problem(
                f"{self.storage.url}/{capture.filename}: {error}; run `pledgewatch archive verify`"
            ) from None

    def _record(self, capture: Capture) -> bytes:
        open_part = self.work / Path(capture.filename).name
        if capture.filename.startswith("warc/") and open_part.exists():
            with open_part.open("rb") as file:
                file.seek(capture.offset)
                return file.read(capture.length)
        with self.storage.open(capture.filename) as file:
            file.seek(capture.offset)
            return file.read(capture.length)


def read_index(storage: Storage, manifest: Manifest) -> list[Capture]:
    """The captures that a manifest's index file lists. Raises Problem where it cannot be read."""
    index = manifest.file("index")
    if index is None:
        return []
    try:
        lines = storage.read(index.path).decode("utf-8").splitlines()
        return [Capture.parse(line) for line in lines]
    except (ValueError, FileNotFoundError) as error:
        raise Problem(f"{storage.url}/{index.path}: cannot be read ({error}); restore it") from None
