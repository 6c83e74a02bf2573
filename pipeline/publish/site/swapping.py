"""A folder that is replaced as a whole: readers see the old one or the new one, whatever interrupts."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def alone(folder: Path) -> FileLock:
    """Held while one build works on `folder`: to another, its half-made pages look left by the dead."""
    return FileLock(folder.with_name(f".{folder.name}.lock"))


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, which takes its place when the block ends well. Raises OSError.

    What a build that was killed left behind is cleared away by the next.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.iterdir():
        if re.fullmatch(rf"\.{re.escape(folder.name)}\.[a-z0-9_]{{8}}\.building", left.name):
            shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".building"))
    try:
        building.chmod(0o755)
        yield building
        if folder.exists():
            _exchange(building, folder)
        else:
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    """Lets two folders change names, in one step where the system has one (Linux)."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        renameat2 = getattr(libc, "renameat2", None)
        if renameat2 is not None and not renameat2(
            _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
        ):
            return
    aside = one.with_name(f"{one.name}.old")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
