"""Whether an extraction would come out as it did before: a hash of everything that it depends on
besides the document's bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

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


@cache
def rule_set(spacy_model: str) -> str:
    """Hash of the code, the rules and the vocabulary that make records, and of the libraries under them."""
    files = [path for package in (schemas, extractors) for path in Path(package.__path__[0]).rglob("*")]
    return _hash(files, (*_LIBRARIES, spacy_model))


@cache
def reader_set() -> str:
    """Hash of the code that turns bytes into a Document, and of the libraries under it."""
    root, forms = Path(extractors.__path__[0]), Path(schemas.__path__[0])
    files = [root / "read.py", forms / "documents.py", forms / "evidence.py", *(root / "readers").rglob("*")]
    return _hash(files, _READING)


@cache
def program() -> str:
    """Hash of all of our code and data, and of every library that is installed."""
    digest = hashlib.sha256()
    for package in (schemas, extractors, pipeline):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in sorted(f"{one.name}={one.version}" for one in distributions()):
        digest.update(f"{library}\0".encode())
    return digest.hexdigest()


def _hash(files: Iterable[Path], libraries: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        root = next(parent for parent in path.parents if parent.name in ("schemas", "extractors"))
        name = path.relative_to(root.parent)
        if path.is_file() and not {"__pycache__", "json"} & set(name.parts):
            digest.update(f"{name.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in libraries:
        digest.update(f"{library}={_version(library)}\0".encode())
    return digest.hexdigest()


def fingerprint(source: Source, spacy_model: str) -> str:
    """Hash of the rule set and of what it is told about the source: 64 hexadecimal digits."""
    about = source.model_dump_json(exclude=_IRRELEVANT)
    return hashlib.sha256(f"{rule_set(spacy_model)}\0{about}".encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
