"""Records of documents that are in no list: no store, no Prefect."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from extractors.readers.errors import Unreadable
from pipeline.collect.files import read_file
from pipeline.english import load_english
from pipeline.problems import Problem
from pipeline.sandbox import Sandbox
from schemas.documents import Document
from schemas.records import Extraction
from schemas.snapshots import Snapshot

_AT_ONCE = 0.1
"""Seconds after which a file that is not there, or is no document, would have been refused."""


class Reading(NamedTuple):
    """A document as read, and the sha256 of its bytes."""

    document: Document
    snapshot: str


def extract_files(names: Sequence[str], *, limit: int, profile: str | None) -> Iterator[Extraction | Problem]:
    """For each document in turn what was extracted, or why nothing was; `-` is standard input.

    Documents are read in a child process, the next one while this one is extracted from; the child starts
    while spaCy is loaded here. Raises Problem when that cannot be.
    """
    waiting = iter(names)
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as ahead:
        readings = deque(ahead.submit(read, name, sandbox, limit) for name in islice(waiting, 2))
        while readings:
            reading = readings.popleft()
            if wait([reading], timeout=_AT_ONCE).not_done:
                load_english()
            try:
                document, snapshot = reading.result()
            except Problem as problem:
                yield problem
            else:
                load_english()
                from extractors.extract import DEFAULT_PROFILE, extract

                yield extract(document, snapshot=snapshot, profile=profile or DEFAULT_PROFILE)
            readings.extend(ahead.submit(read, name, sandbox, limit) for name in islice(waiting, 1))


def read(name: str, sandbox: Sandbox, limit: int) -> Reading:
    """One document from a file or standard input. Raises Problem with the reason."""
    data = _standard_input(limit) if name == "-" else read_file(Path(name), limit=limit)
    try:
        document = sandbox.read(data, "standard input" if name == "-" else Path(name).name)
    except Unreadable as error:
        raise Problem(f"{'standard input' if name == '-' else name}: {error}") from None
    return Reading(document, Snapshot.digest(data))


def _standard_input(limit: int) -> bytes:
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise Problem(f"standard input: larger than {limit:,} bytes; raise PLEDGEWATCH_SIZE_LIMIT")
    return data
