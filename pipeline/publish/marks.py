"""What lies in the output folder already, and what it was made from (`pipeline.publish.made_from`).

    OUT/.records.json               of records.jsonl and its kin: their sha256, and what is in them
    OUT/releases/.made-from.json    of the newest release

A mark is believed only while what it speaks of is there as it says. It may be deleted at any time.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.atomic import write_files
from pipeline.summary import Counted

if TYPE_CHECKING:
    from pipeline.publish.release import Release


class _Mark(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    made_from: str

    @classmethod
    def _read(cls, path: Path, made_from: str) -> Self | None:
        """The mark, where there is one and it was made from the same."""
        try:
            mark = cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None
        return mark if mark.made_from == made_from else None

    def _write(self, path: Path) -> None:
        write_files(path.parent, {path.name: f"{self.model_dump_json(indent=1)}\n".encode()})


class RecordFiles(_Mark):
    """The files of records, and what they hold."""

    files: dict[str, str]
    """By name: sha256."""
    records: int
    doubts: int
    counted: tuple[Counted, ...]

    @classmethod
    def of(cls, out: Path, made_from: str) -> RecordFiles | None:
        """Those in the folder, where they were made from the same and are still what was written."""
        mark = cls._read(out / ".records.json", made_from)
        there = mark is not None and all(_sha256(out / name) == known for name, known in mark.files.items())
        return mark if there else None

    def keep(self, out: Path) -> None:
        """Marks the folder. Raises OSError."""
        self._write(out / ".records.json")


class Released(_Mark):
    """The newest release."""

    number: int
    digest: str
    name: str
    as_of: date

    @classmethod
    def of(cls, out: Path, made_from: str) -> Released | None:
        """The one in the folder, where it was made from the same, is the newest, and `latest` leads to it."""
        from pipeline.publish.release import LATEST, releases_in

        releases = out / "releases"
        mark = cls._read(releases / ".made-from.json", made_from)
        if mark is None:
            return None
        latest, newest = releases / LATEST, releases_in(releases)[-1:]
        there = latest.is_symlink() and latest.readlink().name == mark.name
        same = _sha256(releases / mark.name / "manifest.json") == mark.digest
        return mark if there and same and [one.name for one in newest] == [mark.name] else None

    @classmethod
    def keep(cls, out: Path, made_from: str, release: Release) -> None:
        """Marks the folder. Raises OSError."""
        mark = cls(
            made_from=made_from,
            number=release.number,
            digest=release.digest,
            name=release.folder.name,
            as_of=release.as_of,
        )
        mark._write(out / "releases" / ".made-from.json")


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
