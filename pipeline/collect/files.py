"""The bytes of ordinary files."""

from __future__ import annotations

import stat
from pathlib import Path

from pipeline.problems import Problem


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
