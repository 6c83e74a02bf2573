"""Writes to the archive: exchanges in, sealed parts of it out. What a crash left is put in order first."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import IO

from filelock import FileLock, Timeout

from pipeline.collect.archive import Archive
from pipeline.collect.captures import Capture
from pipeline.collect.exchange import Exchange, digest
from pipeline.collect.manifests import Manifest, ManifestFile, manifest_path
from pipeline.collect.storage import COPY_PIECE
from pipeline.collect.warc import (
    Resolve,
    Resource,
    read_captures,
    revisit_of,
    whole_until,
    write_exchange,
    write_info,
    write_resource,
)
from pipeline.problems import Problem

PART_SIZE = 1 << 30
"""Bytes at which a WARC file is sealed and the next begun, as the format's guidelines advise."""

SYNC_SECONDS = 1.0
"""What a power cut may cost at most. A killed process loses only the exchange it was writing."""

AT_ONCE = 1 << 16
"""Bytes of a body that are packed or unpacked in about the time that handing them to a thread takes."""

READ_LIMIT = 1 << 31


def new_run() -> str:
    """A name for a run that begins now."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def run_began(run: str) -> datetime:
    """When the run with that name began."""
    return datetime.strptime(run.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@contextmanager
def writing(
    archive: Archive, about: Mapping[str, str], *, resume_hours: float = 0
) -> Iterator[ArchiveWriter]:
    """Opens the archive for writing; whatever happens, what was appended is sealed or recovered later.

    A run that was interrupted less than `resume_hours` ago is gone on with under its name. Raises Problem
    when another process writes.
    """
    lock = FileLock(archive.work / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Problem(f"{archive.storage.url}: another process is writing to it; wait for its end") from None
    try:
        recover(archive)
        archive.update()
        earlier = archive.catalogue.unfinished_run()
        young = earlier and (datetime.now(UTC) - run_began(earlier)).total_seconds() < resume_hours * 3600
        writer = ArchiveWriter(archive, earlier if earlier and young else new_run(), about, bool(young))
        try:
            yield writer
        finally:
            writer.close()
    finally:
        lock.release()


class ArchiveWriter:
    """Appends exchanges for one run. Safe to share between threads."""

    def __init__(self, archive: Archive, run: str, about: Mapping[str, str], resumed: bool):
        self.archive, self.run, self.resumed = archive, run, resumed
        self._about = about
        self._lock = threading.RLock()
        self._part: _Part | None = None

    def append(self, exchange: Exchange, last: Capture | None) -> Capture:
        """Keeps an exchange; a body that the archive holds already is kept as a revisit of that record.

        `last` is the last good capture of the address, which an answer that nothing has changed speaks of.
        """
        with self._lock:
            capture = self._append(exchange, last)
            self.settle()
            return capture

    def append_at_once(self, exchange: Exchange, last: Capture | None) -> Capture | None:
        """As `append`, for who must not wait: does nothing, and says so with None, where the body is large or
        another thread is writing; and leaves it to the caller to `settle` when that is due.
        """
        if exchange.body_size > AT_ONCE or not self._lock.acquire(blocking=False):
            return None
        try:
            return self._append(exchange, last)
        finally:
            self._lock.release()

    def append_file(self, resource: Resource) -> Capture:
        """Keeps a file of the operator's own; bytes that are here already as a revisit."""
        with self._lock:
            part = self._open_part()
            original = self.archive.catalogue.by_sha256(hashlib.sha256(resource.data).hexdigest())
            offset = write_resource(part.file, resource, original)
            capture = self._keep(part, _described_file(resource, original), offset)
            self.settle()
            return capture

    @property
    def unsettled(self) -> bool:
        """Whether `settle` has something to do."""
        part = self._part
        return part is not None and (part.is_full or part.is_old)

    def settle(self) -> None:
        """Now and then hands what was appended to the disk, and seals a part that is full."""
        with self._lock:
            if self._part is not None and self._part.is_full:
                self.seal()
            elif self._part is not None and self._part.is_old:
                self._part.sync()

    def seal(self, report: bytes | None = None) -> Manifest | None:
        """Puts what was appended into the archive. A `report` says that the run has come to its end."""
        with self._lock:
            part, self._part = self._part, None
            if part is None and report is None:
                return None
            number = self._number() if part is None else part.number
            name = f"{number:06}-{self.run}"
            files, captures = [], []
            if part is not None:
                self._mend(part)
                part.close()
                captures = part.captures
                files = put_part(self.archive, part.path, captures)
            if report is not None:
                files.append(put_bytes(self.archive, f"runs/{name}.json", report))
            manifest = add_manifest(
                self.archive,
                number=number,
                run=self.run,
                complete=report is not None,
                captures=len(captures),
                files=files,
            )
            self.archive.catalogue.seal(number, manifest.sha256, self.run, manifest.complete, "collected")
            if part is not None:
                part.path.unlink()
            return manifest

    def close(self) -> None:
        """Seals what was appended and not sealed: the run was interrupted."""
        self.seal()

    def _append(self, exchange: Exchange, last: Capture | None) -> Capture:
        part = self._open_part()
        original = self._original(exchange, last)
        offset = write_exchange(part.file, exchange, original)
        return self._keep(part, _described(exchange, original), offset)

    def _original(self, exchange: Exchange, last: Capture | None) -> Capture | None:
        catalogue = self.archive.catalogue
        if exchange.status == 304:
            return catalogue.by_sha256(last.sha256) if last and last.sha256 else None
        if exchange.status == 200 and exchange.sha256 and exchange.body_size:
            known = catalogue.by_digest(exchange.body_digest)
            return known if known and known.sha256 == exchange.sha256 else None
        return None

    def _keep(self, part: _Part, capture: Capture, offset: int) -> Capture:
        part.file.flush()
        capture = capture._replace(
            filename=f"warc/{part.path.name}", offset=offset, length=part.file.tell() - offset
        )
        self.archive.catalogue.add(part.number, self.run, [capture])
        part.captures.append(capture)  # from here on it counts
        return capture

    def _mend(self, part: _Part) -> None:
        """Takes back what was being written when a full disk or a signal, which may come at any line, ended
        that: all that lies behind the last capture.
        """
        if part.file.tell() == part.end:
            return
        self.archive.catalogue.rollback()
        self.archive.catalogue.add(part.number, self.run, part.captures)
        part.cut()

    def _open_part(self) -> _Part:
        if self._part is None:
            number = self._number()
            about = {"format": "WARC File Format 1.1", "pledgewatch-run": self.run, **self._about}
            self._part = _Part(self.archive.work / f"{number:06}-{self.run}.warc.gz", number, about)
        else:
            self._mend(self._part)
        return self._part

    def _number(self) -> int:
        return self.archive.catalogue.head()[0] + 1


class _Part:
    """The WARC file that is being written."""

    def __init__(self, path: Path, number: int, about: dict[str, str]):
        self.path, self.number = path, number
        self.captures: list[Capture] = []
        self.file: IO[bytes] = path.open("wb")
        write_info(self.file, path.name, about)
        self._begin = self.file.tell()
        self._synced = monotonic()

    @property
    def end(self) -> int:
        """Offset after the last capture."""
        return self.captures[-1].offset + self.captures[-1].length if self.captures else self._begin

    @property
    def is_full(self) -> bool:
        """Whether it is to be sealed."""
        return self.end >= PART_SIZE

    @property
    def is_old(self) -> bool:
        """Whether it holds what the disk should have by now."""
        return monotonic() - self._synced > SYNC_SECONDS

    def sync(self) -> None:
        """Hands everything to the disk."""
        os.fsync(self.file.fileno())
        self._synced = monotonic()

    def cut(self) -> None:
        """Takes back what was written after the last capture."""
        self.file.flush()
        self.file.truncate(self.end)
        self.file.seek(self.end)

    def close(self) -> None:
        """Brings everything to the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


def recover(archive: Archive) -> None:
    """Seals the parts that an interrupted run left in `work/`; of unfinished exchanges nothing stays."""
    archive.update()
    for path in sorted(archive.work.glob("[0-9]*.warc.gz")):
        number, run = path.name.removesuffix(".warc.gz").split("-", 1)
        if int(number) <= archive.catalogue.head()[0]:  # sealed, and killed before it was deleted here
            path.unlink()
            continue
        with path.open("r+b") as file:
            file.truncate(whole_until(file))
            os.fsync(file.fileno())
            file.seek(0)
            captures = list(read_captures(file, f"warc/{path.name}", resolver(archive), limit=READ_LIMIT))
        if captures:
            files = put_part(archive, path, captures)
            # A run that came to report had come to its end.
            report = f"runs/{number}-{run}.json"
            reported = archive.storage.size(report) is not None
            if reported:
                files.append(put_bytes(archive, report, archive.storage.read(report)))
            add_manifest(
                archive, number=int(number), run=run, complete=reported, captures=len(captures), files=files
            )
            archive.update()
        path.unlink()


def resolver(archive: Archive) -> Resolve:
    """Finds the record that a revisit refers to, in what is sealed."""

    def resolve(digest: str, url: str, at: datetime | None) -> Capture | None:
        by_moment = archive.catalogue.by_moment(url, at) if at is not None else None
        return archive.catalogue.by_digest(digest) or by_moment

    return resolve


def put_part(archive: Archive, path: Path, captures: list[Capture]) -> list[ManifestFile]:
    """Copies a finished WARC file into the archive and writes its index beside it."""
    target = f"warc/{path.name}"
    archive.storage.put_file(target, path)
    index = f"index/{path.name.removesuffix('.warc.gz')}.cdxj"
    return [describe(path, target), put_bytes(archive, index, index_file(captures))]


def index_file(captures: list[Capture]) -> bytes:
    """A CDXJ file: lines in the order of keys and time."""
    lines = sorted((line.split("{", 1)[0], one.offset, line) for one in captures for line in (one.line(),))
    return "".join(f"{line}\n" for _, _, line in lines).encode("ascii")


def put_bytes(archive: Archive, path: str, data: bytes) -> ManifestFile:
    """Writes a file into the archive."""
    archive.storage.put(path, data)
    return ManifestFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def describe(local: Path, path: str) -> ManifestFile:
    """A manifest's entry for the file that was copied from `local` to `path`."""
    hasher, size = hashlib.sha256(), 0
    with local.open("rb") as file:
        while piece := file.read(COPY_PIECE):
            hasher.update(piece)
            size += len(piece)
    return ManifestFile(path=path, size=size, sha256=hasher.hexdigest())


def add_manifest(
    archive: Archive,
    *,
    number: int,
    run: str,
    complete: bool,
    captures: int,
    files: list[ManifestFile],
    imported: bool = False,
) -> Manifest:
    """Writes the next manifest: from here on the files belong to the archive."""
    if archive.storage.size(manifest_path(number)) is not None:
        raise Problem(f"{archive.storage.url}: another process has written to it meanwhile; run it again")
    manifest = Manifest(
        number=number,
        previous=archive.head(),
        run=run,
        sealed=datetime.now(UTC).replace(microsecond=0),
        complete=complete,
        origin="imported" if imported else "collected",
        captures=captures,
        files=tuple(files),
    )
    archive.storage.put(manifest.path, manifest.encoded())
    return manifest


def _described(exchange: Exchange, original: Capture | None) -> Capture:
    header = exchange.answer.get_header
    base = Capture(
        url=exchange.url,
        at=exchange.at,
        kind="response",
        status=exchange.status,
        media_type=header("content-type"),
        digest=exchange.body_digest,
        sha256=exchange.sha256,
        size=exchange.size if exchange.sha256 else 0,
        filename="",
        offset=0,
        length=0,
        etag=header("etag"),
        modified=header("last-modified"),
        location=header("location"),
        truncated=exchange.truncated,
    )
    return revisit_of(base, original) if original is not None else base


def _described_file(resource: Resource, original: Capture | None) -> Capture:
    sha256 = hashlib.sha256(resource.data)
    base = Capture(
        url=resource.url,
        at=resource.at,
        kind="resource",
        status=None,
        media_type=resource.media_type or "application/octet-stream",
        digest=digest(sha256),
        sha256=sha256.hexdigest(),
        size=len(resource.data),
        filename="",
        offset=0,
        length=0,
    )
    return revisit_of(base, original) if original is not None else base
