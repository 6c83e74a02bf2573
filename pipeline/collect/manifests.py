"""The chain of manifests: each names every file that one part of a run added, and the manifest before it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.collect.storage import Storage
from pipeline.problems import Problem
from schemas.snapshots import Sha256

FOLDER = "manifests"


class ManifestFile(BaseModel):
    """A file of the archive as it was when it was added."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    size: int = Field(ge=0)
    sha256: Sha256


class Manifest(BaseModel):
    """What was added to the archive in one go. The next one names it by the hash of its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    number: int = Field(ge=1)
    previous: Sha256 | None = Field(description="sha256 of the manifest before; null for the first")
    run: str = Field(description="The collection run that wrote it; a run may write several")
    sealed: datetime
    complete: bool = Field(description="Whether the run had come to its end")
    origin: Literal["collected", "imported"] = "collected"
    captures: int = Field(ge=0, description="Lines of the index")
    files: tuple[ManifestFile, ...]

    @property
    def path(self) -> str:
        """Where it lies in the archive."""
        return manifest_path(self.number)

    def encoded(self) -> bytes:
        """The file's bytes."""
        return (self.model_dump_json(indent=1) + "\n").encode()

    @property
    def sha256(self) -> str:
        """What the next manifest names it by."""
        return hashlib.sha256(self.encoded()).hexdigest()

    def file(self, folder: str) -> ManifestFile | None:
        """The file that it names in a folder of the archive."""
        return next((file for file in self.files if file.path.startswith(f"{folder}/")), None)


def manifest_path(number: int) -> str:
    """The path of the manifest with that number."""
    return f"{FOLDER}/{number:06}.json"


def read_manifests(storage: Storage, after: int = 0) -> list[Manifest]:
    """The manifests with a number above `after`, in order. Raises Problem where one cannot be read."""
    manifests = []
    for path in storage.list(FOLDER):
        stem = path.rsplit("/", 1)[-1].removesuffix(".json")
        if path.endswith(".json") and stem.isdigit() and int(stem) > after:
            manifests.append(read_manifest(storage, path))
    return manifests


def read_manifest(storage: Storage, path: str) -> Manifest:
    """One manifest. Raises Problem where it is no manifest."""
    try:
        return Manifest.model_validate_json(storage.read(path))
    except (ValidationError, FileNotFoundError) as error:
        first = str(error).splitlines()[0]
        raise Problem(f"{storage.url}/{path}: is no manifest ({first}); restore it from a backup") from None
