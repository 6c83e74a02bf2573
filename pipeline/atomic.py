"""Files that are either whole or not there: written beside their place, then moved over it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Writes the files (name to bytes) whose bytes differ from what is there; returns the paths written.

    All of them are complete on disk before the first takes its place. Whatever interrupts this, no half
    written file and no temporary one stays behind. Raises OSError.
    """
    stale = {name: data for name, data in contents.items() if not _holds(folder / name, data)}
    if not stale:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as cleanup:
        waiting: list[tuple[Path, Path]] = []
        for name, data in stale.items():
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.", suffix=".part")
            cleanup.callback(Path(temporary).unlink, missing_ok=True)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            waiting.append((Path(temporary), folder / name))
        for temporary_path, path in waiting:
            temporary_path.chmod(0o644)
            temporary_path.replace(path)
    return [folder / name for name in stale]


def take_over(source: Path, target: Path) -> None:
    """The same file in another folder: linked where the file system can, else copied. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False
