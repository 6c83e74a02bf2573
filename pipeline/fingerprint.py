"""Whether something would come out as it did before: hashes of the code and the libraries that make it.

An extraction depends on them, on its source and on the document's bytes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import extractors
import pipeline
import schemas
from schemas.sources import Source

_READING = (
    "beautifulsoup4", "lxml", "pdfplumber", "pypdfium2", "openpyxl", "python-docx", "py3langid", "pydantic"
)  # fmt: skip
_LIBRARIES = (*_READING, "spacy")
_IRRELEVANT = {
    "title", "cadence", "schedule", "follow", "assertions", "fetch", "tags", "superseded_by"
}  # fmt: skip
"""Fields of a source that decide when and how it is fetched or judged, never what is read from it."""


def hash_of_code(files: Iterable[Path], libraries: Iterable[str] = ()) -> str:
    """Hash of files of the project, each with its place in it (others with their path), and of libraries by
    name and version: 64 hexadecimal digits. Folders and byte code are passed over."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(root) if path.is_relative_to(root) else path
        if path.is_file() and "__pycache__" not in name.parts:
            digest.update(f"{name.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in libraries:
        digest.update(f"{library}\0".encode())
    return digest.hexdigest()


@cache
def rule_set(spacy_model: str) -> str:
    """Hash of the code, the rules and the vocabulary that make records, and of the libraries under them."""
    return hash_of_code([*_code_of(schemas), *_code_of(extractors)], versions_of(*_LIBRARIES, spacy_model))


@cache
def reader_set() -> str:
    """Hash of the code that turns bytes into a Document, and of the libraries under it."""
    root, forms = Path(extractors.__path__[0]), Path(schemas.__path__[0])
    files = [root / "read.py", forms / "documents.py", forms / "evidence.py", *(root / "readers").rglob("*")]
    return hash_of_code(files, versions_of(*_READING))


@cache
def program() -> str:
    """Hash of all of our code and data, and of every library that is installed."""
    files = [path for one in (schemas, extractors, pipeline) for path in Path(one.__path__[0]).rglob("*")]
    return hash_of_code(files, _installed())


def _code_of(package: ModuleType) -> Iterator[Path]:
    """A package's files; the JSON Schemas in it are made from the others."""
    root = Path(package.__path__[0])
    return (path for path in root.rglob("*") if path.parent != root / "json")


def fingerprint(source: Source, spacy_model: str) -> str:
    """Hash of the rule set and of what it is told about the source: 64 hexadecimal digits."""
    about = source.model_dump_json(exclude=_IRRELEVANT)
    return hashlib.sha256(f"{rule_set(spacy_model)}\0{about}".encode()).hexdigest()


def _installed() -> list[str]:
    """Names of the folders in which every installed library is described, which say its version; to read
    what is in them takes a hundred times as long.
    """
    return sorted({found.name for folder in sys.path for found in Path(folder or ".").glob("*-info")})


def versions_of(*libraries: str) -> list[str]:
    """Libraries by name and version, for `hash_of_code`."""
    return [f"{name}={_version(name)}" for name in libraries]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
