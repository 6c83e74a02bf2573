"""Records of documents that are in no list: no store, no Prefect."""

from __future__ import annotations

import sys
from pathlib import Path

from extractors.extract import DEFAULT_PROFILE, extract
from extractors.read import read
from extractors.readers.errors import Unreadable
from pipeline.collect.fetch import read_file
from pipeline.emit import json_lines
from pipeline.problems import Problem
from schemas.snapshots import Snapshot


def extract_file(name: str, *, limit: int, profile: str = DEFAULT_PROFILE) -> str:
    """The records of one document as JSON Lines; `-` is standard input. Raises Problem with the reason."""
    if name == "-":
        shown, data = "standard input", sys.stdin.buffer.read(limit + 1)
        if len(data) > limit:
            raise Problem(f"{shown}: larger than {limit:,} bytes; raise PLEDGEWATCH_SIZE_LIMIT")
    else:
        shown, data = name, read_file(Path(name), limit=limit)
    try:
        document = read(data, Path(shown).name)
    except Unreadable as error:
        raise Problem(f"{shown}: {error}") from None
    extraction = extract(document, snapshot=Snapshot.digest(data), profile=profile)
    return json_lines(extraction.records)
