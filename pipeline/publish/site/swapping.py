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


def put_back(folder: Path) -> None:
    """Ends a swap that was killed in its middle: `folder` is there again as it was before. Raises OSError.

    Only where the system cannot swap in one step is there such a middle.
    """
    aside = _aside(folder)
    if not aside.is_dir():
        return
    if folder.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(folder)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, which takes its place when the block ends well. Raises OSError.

    What a build that was killed left behind is cleared away by the next.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    put_back(folder)
    for left in folder.parent.iterdir():
        if re.fullmatch(rf"\.{re.escape(folder.name)}\.[a-z0-9_]{{8}}\.building", left.name):
            shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".building"))
    try:
        building.chmod(0o755)
        yield building
        if not folder.exists():
            building.rename(folder)
        elif not _exchanged(building, folder):
            folder.rename(_aside(folder))
            building.rename(folder)
            shutil.rmtree(_aside(folder))
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Where the old folder waits while the new one takes its place in two steps."""
    return folder.with_name(f".{folder.name}.previous")


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two folders have changed names in one step: Linux can on most file systems."""
    renameat2 = (
        getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    )
    return renameat2 is not None and not renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
