"""The bytes of a source, from a file beside the list of sources."""

from __future__ import annotations

import stat
from pathlib import Path

from pipeline.problems import Problem
from schemas.sources import Source


def fetch(source: Source, root: Path, *, limit: int) -> bytes:
    """The bytes that the source's `url` (a path relative to `root`) holds, at most `limit` of them.

    Raises Problem when there is no such file, when it lies outside `root` (links followed), or when it is
    larger than `limit` or the source's own limit.
    """
    if "://" in source.url:
        raise Problem(f"{source.url}: only files are read; save the document beside sources.yaml and name it")
    path = root / source.url
    if not path.resolve().is_relative_to(root.resolve()):
        raise Problem(f"{source.url}: lies outside {root}, the folder of sources.yaml; move it there")
    return read_file(path, limit=min(limit, source.fetch.size_limit))


def read_file(path: Path, *, limit: int) -> bytes:
    """The bytes of one ordinary file. Raises Problem when it cannot be read or holds more than `limit`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Problem(f"{path}: is no ordinary file; name a document")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file; check its name") from None
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    if len(data) > limit:
        raise Problem(f"{path}: larger than the limit of {limit:,} bytes; raise PLEDGEWATCH_SIZE_LIMIT")
    return data
