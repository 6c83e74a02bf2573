"""Files of the archive under an fsspec URL: a folder, an S3 bucket, memory. Files are whole or not there."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.problems import Problem

COPY_PIECE = 1 << 20


class Storage:
    """Reads and writes whole files by their path under one root."""

    def __init__(self, url: str):
        try:
            self._fs, root = cast(tuple[Any, str], fsspec.core.url_to_fs(url))
        except (ImportError, ValueError) as error:
            raise Problem(f"{url}: no archive can be kept there: {error}") from None
        self.url = url
        self.root = root.rstrip("/")
        self.local = Path(self.root) if isinstance(self._fs, LocalFileSystem) else None
        """The folder, where the archive is one."""

    def read(self, path: str) -> bytes:
        """A whole file. Raises FileNotFoundError, OSError."""
        return cast(bytes, self._fs.cat_file(self._at(path)))

    def open(self, path: str) -> IO[bytes]:
        """A file to read from and seek in."""
        if self.local is not None:
            return (self.local / path).open("rb")
        return cast(IO[bytes], self._fs.open(self._at(path), "rb"))

    def size(self, path: str) -> int | None:
        """Bytes of a file, or None when there is none."""
        try:
            return int(self._fs.size(self._at(path)))
        except FileNotFoundError:
            return None

    def list(self, folder: str) -> list[str]:
        """Paths of all files under a folder, sorted; empty when there is none."""
        try:
            found = self._fs.find(self._at(folder))
        except FileNotFoundError:
            return []
        return sorted(str(path)[len(self.root) + 1 :] for path in found)

    def put(self, path: str, data: bytes) -> None:
        """Writes a file; it appears whole or not at all, and is on disk when this returns."""
        with self._appearing(path) as file:
            file.write(data)

    def put_file(self, path: str, source: Path) -> None:
        """Copies a local file in, as `put` does."""
        with source.open("rb") as data, self._appearing(path) as file:
            shutil.copyfileobj(data, file, COPY_PIECE)

    @contextlib.contextmanager
    def _appearing(self, path: str) -> Iterator[IO[bytes]]:
        if self.local is None:  # object stores show an object when its upload is complete
            with self._fs.open(self._at(path), "wb") as file:
                yield file
            return
        target = self.local / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # One writer holds the archive's lock, so that the name of the unfinished file is free.
        unfinished = target.with_name(f".{target.name}.part")
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}" if path else self.root


def sync_folder(folder: Path) -> None:
    """Makes sure that the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
