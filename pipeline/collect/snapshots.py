"""The bytes of every document ever read, found by their sha256."""

from __future__ import annotations

from pathlib import Path

from pipeline.atomic import write_files
from pipeline.problems import Problem
from schemas.snapshots import Snapshot


class SnapshotFolder:
    """A folder of files named by the sha256 of what they hold, spread over folders of two digits."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keeps the bytes and returns their sha256. Bytes that are there already are not written again."""
        sha256 = Snapshot.digest(data)
        write_files(self._path(sha256).parent, {sha256: data})
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that sha256. Raises Problem when they are not kept here or have changed."""
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise Problem(
                f"{path}: the bytes of this document are not kept here; read its source again"
            ) from None
        if Snapshot.digest(data) != sha256:
            raise Problem(f"{path}: the bytes have changed since they were read; delete the file, read again")
        return data

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
