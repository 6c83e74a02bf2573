"""Proves an archive: every byte against its manifest, every manifest against the next, every index line
against the record that it points to, every digest in every record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pipeline.collect.archive import WORK, read_index
from pipeline.collect.archiving import READ_LIMIT
from pipeline.collect.captures import Capture
from pipeline.collect.manifests import FOLDER, Manifest, ManifestFile, read_manifest
from pipeline.collect.storage import COPY_PIECE, Storage
from pipeline.collect.warc import Damaged, read_captures, whole_until
from pipeline.problems import Problem


class Verdict(NamedTuple):
    """What came of a verification."""

    faults: tuple[str, ...]
    notes: tuple[str, ...]
    """What is unfinished, and no fault: the next collection puts it in order."""
    parts: int
    captures: int
    size: int
    """Bytes that were read."""
    head: str | None
    """sha256 of the last manifest."""


class _Originals:
    """The records that revisits may refer to, over all parts so far."""

    def __init__(self) -> None:
        self._by_digest: dict[str, Capture] = {}
        self._by_moment: dict[tuple[str, datetime], Capture] = {}

    def add(self, capture: Capture) -> None:
        if capture.kind != "revisit" and capture.sha256:
            self._by_digest.setdefault(capture.digest, capture)
            self._by_moment.setdefault((capture.url, capture.at), capture)

    def resolve(self, digest: str, url: str, at: datetime | None) -> Capture | None:
        found = self._by_digest.get(digest)
        return found or (self._by_moment.get((url, at)) if at else None)


def verify(storage: Storage, *, work: Path | None = None, head: str | None = None) -> Verdict:
    """Reads the whole archive. `head` is the sha256 of a manifest that was noted earlier and must be in it.

    Raises Problem when there is no archive.
    """
    faults: list[str] = []
    notes: list[str] = []
    originals = _Originals()
    named: set[str] = set()
    previous: str | None = None
    parts = captures = size = 0
    hashes: set[str] = set()
    work = work or (storage.local / WORK if storage.local else None)
    paths = [path for path in storage.list(FOLDER) if path.endswith(".json")]
    if not paths and not _open_parts(work):
        raise Problem(f"{storage.url}: holds no archive; collect something first")
    for number, path in enumerate(paths, start=1):
        data = storage.read(path)
        named.add(path)
        try:
            manifest = read_manifest(storage, path)
        except Problem as problem:
            faults.append(str(problem))
            continue
        if path != f"{FOLDER}/{number:06}.json" or manifest.number != number:
            faults.append(f"{path}: manifest {number} is missing or has another number")
        if manifest.previous != previous:
            faults.append(f"{path}: the manifest before it has changed, or was put in its place later")
        previous = hashlib.sha256(data).hexdigest()
        hashes.add(previous)
        named |= {file.path for file in manifest.files}
        size += len(data) + sum(file.size for file in manifest.files)
        faults += _files(storage, manifest)
        found = list(_records(storage, manifest, originals, faults))
        captures += len(found)
        parts += 1
    if head is not None and head not in hashes:
        faults.append(f"no manifest has the sha256 {head}: the end of the archive was cut off or rewritten")
    for path in storage.list(""):
        hidden = path.rsplit("/", 1)[-1].startswith(".")
        if path not in named and not path.startswith(f"{WORK}/") and not hidden:
            notes.append(
                f"{path}: belongs to no part; an interrupted run left it, the next one writes it again"
            )
    for part in _open_parts(work):
        captures += _unsealed(part, originals, faults, notes)
    return Verdict(tuple(faults), tuple(notes), parts, captures, size, previous)


def _files(storage: Storage, manifest: Manifest) -> Iterator[str]:
    """Faults of the files that a manifest names."""
    for file in manifest.files:
        if storage.size(file.path) is None:
            yield f"{file.path}: is missing"
            continue
        hasher, size = hashlib.sha256(), 0
        with storage.open(file.path) as data:
            while piece := data.read(COPY_PIECE):
                hasher.update(piece)
                size += len(piece)
        if (size, hasher.hexdigest()) != (file.size, file.sha256):
            yield f"{file.path}: its bytes have changed since it was written"


def _records(
    storage: Storage, manifest: Manifest, originals: _Originals, faults: list[str]
) -> Iterator[Capture]:
    """The captures of a part's WARC file, held against its index."""
    file = _warc(manifest)
    if file is None or storage.size(file.path) is None:
        return
    found: list[Capture] = []
    ours = manifest.origin == "collected"
    try:
        with storage.open(file.path) as data:
            for capture in read_captures(data, file.path, originals.resolve, limit=READ_LIMIT, ours=ours):
                originals.add(capture)
                found.append(capture)
                yield capture
    except Damaged as damage:
        faults.append(str(damage))
        return
    try:
        listed = read_index(storage, manifest)
    except Problem as problem:
        faults.append(str(problem))
        return
    if sorted(one.line() for one in found) != sorted(one.line() for one in listed):
        faults.append(f"{file.path}: its index says other than its records")


def _warc(manifest: Manifest) -> ManifestFile | None:
    return manifest.file("warc") or manifest.file("imports")


def _open_parts(work: Path | None) -> list[Path]:
    return sorted(work.glob("[0-9]*.warc.gz")) if work is not None and work.is_dir() else []


def _unsealed(path: Path, originals: _Originals, faults: list[str], notes: list[str]) -> int:
    """Checks what an interrupted or running collection has written so far; returns its captures."""
    with path.open("rb") as file:
        whole = whole_until(file)
        size = file.seek(0, 2)
    with path.open("rb") as file:
        try:
            found = list(
                read_captures(_Head(file, whole), f"warc/{path.name}", originals.resolve, limit=READ_LIMIT)  # type: ignore[arg-type]
            )
        except Damaged as damage:
            faults.append(str(damage))
            return 0
    torn = f", of an unfinished exchange {size - whole:,} bytes" if size > whole else ""
    notes.append(f"{WORK}/{path.name}: {len(found)} captures are not sealed yet{torn}")
    return len(found)


class _Head:
    """The beginning of a file."""

    def __init__(self, file: object, size: int):
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        size = self._left if size < 0 else min(size, self._left)
        data: bytes = self._file.read(size)  # type: ignore[attr-defined]
        self._left -= len(data)
        return data

    def tell(self) -> int:
        return int(self._file.tell())  # type: ignore[attr-defined]
