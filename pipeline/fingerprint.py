"""Whether an extraction would come out as it did before: a hash of everything that it depends on
besides the document's bytes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import extractors
import schemas
from schemas.sources import Source

_LIBRARIES = ("beautifulsoup4", "lxml", "pdfplumber", "pypdfium2", "spacy", "pydantic")
_IRRELEVANT = {
    "title", "cadence", "schedule", "follow", "assertions", "fetch", "tags", "superseded_by"
}  # fmt: skip
"""Fields of a source that decide when and how it is fetched or judged, never what is read from it."""


@cache
def rule_set(spacy_model: str) -> str:
    """Hash of the code, the rules and the vocabulary that make records, and of the libraries under them."""
    digest = hashlib.sha256()
    for package in (schemas, extractors):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*")):
            if path.is_file() and not {"__pycache__", "json"} & set(path.parts):
                digest.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in (*_LIBRARIES, spacy_model):
        digest.update(f"{name}={_version(name)}\0".encode())
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
