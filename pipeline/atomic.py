"""Files that are either whole or not there: written beside their place, then moved over it."""

from __future__ import annotations

import glob
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Writes the files (name to bytes) whose bytes differ from what is there; returns the paths written.

    All of them are complete on disk before the first takes its place. Whatever interrupts this, no half
    written file stays behind, and no temporary one but where the process was killed: that one is taken away
    when its file is written again. Raises OSError.
    """
    stale = {name: data for name, data in contents.items() if not _holds(folder / name, data)}
    if not stale:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as cleanup:
        waiting: list[tuple[Path, Path]] = []
        for name, data in stale.items():
            _clear(folder, name)
            handle, temporary = tempfile.mkstemp(
                dir=folder, prefix=f".{name}.{_machine()}-{os.getpid()}.", suffix=".part"
            )
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


def _machine() -> str:
    """Tells this machine's temporary files from those of another that shares the folder."""
    return f"{crc32(platform.node().encode()):08x}"


def _clear(folder: Path, name: str) -> None:
    """Takes away what a process of this machine that is no more has left beside a file."""
    for left in folder.glob(f".{glob.escape(name)}.{_machine()}-*.part"):
        process = left.name.removeprefix(f".{name}.{_machine()}-").split(".")[0]
        if process.isdecimal() and not _runs(int(process)):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
