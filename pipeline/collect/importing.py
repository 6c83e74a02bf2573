"""Takes WARC files that others wrote into the archive: the file as it is, an index of it, a manifest."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from pipeline.collect.archive import Archive
from pipeline.collect.archiving import (
    READ_LIMIT,
    add_manifest,
    describe,
    index_file,
    new_run,
    put_bytes,
    recover,
    resolver,
)
from pipeline.collect.captures import Capture
from pipeline.collect.warc import Damaged, read_captures
from pipeline.problems import Problem


class Imported(NamedTuple):
    """What an import brought; with `known` the file was in the archive already."""

    path: str
    captures: int
    documents: int
    """Captures whose bytes can be read."""
    known: bool = False


def import_warc(archive: Archive, file: Path) -> Imported:
    """Adds a WARC or ARC file, compressed by record or not at all. Importing a file twice adds it once.

    Raises Problem when it is no such file, is damaged, or another process is writing.
    """
    try:
        sha256 = _sha256(file)
    except OSError as error:
        raise Problem(f"{file}: cannot be read ({error.strerror}); check its name") from None
    lock = FileLock(archive.work / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Problem(f"{archive.storage.url}: another process is writing to it; wait for its end") from None
    try:
        recover(archive)
        archive.update()
        number = archive.catalogue.head()[0] + 1
        name = re.sub(r"[^\w.-]", "_", file.name)[-120:]
        known = next((path for path in archive.storage.list("imports") if f"-{sha256[:16]}-" in path), None)
        if known is not None and archive.storage.size(known) == file.stat().st_size:
            captures = _read(archive, file, known)
            return _told(known, captures, known=True)
        target = f"imports/{number:06}-{sha256[:16]}-{name}"
        captures = _read(archive, file, target)
        if not captures:
            raise Problem(f"{file}: is no WARC file, or one without a single answer in it")
        archive.storage.put_file(target, file)
        index = put_bytes(archive, f"index/{number:06}-import.cdxj", index_file(captures))
        add_manifest(
            archive,
            number=number,
            run=new_run(),
            complete=True,
            captures=len(captures),
            files=[describe(file, target), index],
            imported=True,
        )
        archive.update()
    finally:
        lock.release()
    return _told(target, captures)


def _told(path: str, captures: list[Capture], known: bool = False) -> Imported:
    return Imported(path, len(captures), sum(one.good for one in captures), known)


def _read(archive: Archive, file: Path, target: str) -> list[Capture]:
    try:
        with file.open("rb") as data:
            return list(read_captures(data, target, resolver(archive), limit=READ_LIMIT, ours=False))
    except Damaged as damage:
        raise Problem(f"{file}: is no WARC file that can be kept: {damage}") from None


def _sha256(file: Path) -> str:
    hasher = hashlib.sha256()
    with file.open("rb") as data:
        while piece := data.read(1 << 20):
            hasher.update(piece)
    return hasher.hexdigest()
