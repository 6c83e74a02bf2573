"""The downloads: the files of the release that the site is a part of, where they are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.publish.tables import tables

_MEANINGS = {
    ".csv": "a table, for spreadsheets",
    ".parquet": "a table with its types, for analysis",
    ".jsonl": "one JSON object a line, whole",
    ".json": "JSON",
    ".jsonld": "metadata in JSON-LD",
    ".md": "text",
}
_KNOWN = {
    "pledgewatch.sqlite": "all tables with their keys, and a search over quotes: a SQLite database",
    "datapackage.json": "what each table and column holds, for programs (Frictionless Data Package)",
    "codebook.html": "what each column means, to read in a browser",
    "codebook.md": "the same, as text",
    "codebook.json": "the same, for programs",
    "CITATION.cff": "how to cite it",
    "LICENSE.md": "what may be done with it",
    "changes.md": "what is new since the release before, and why",
    "changes.json": "the same, for programs",
    "datasette.json": "what Datasette shows beside the tables of the SQLite database",
    "dataset.jsonld": "what the dataset is, for search engines (schema.org)",
    "provenance.jsonld": "which documents it was made from, when and how (PROV-O)",
}
"""By name, in the order in which they are listed, before all others."""


@dataclass(frozen=True)
class Download:
    """A file of the release."""

    href: str
    name: str
    meaning: str
    size: int


@dataclass(frozen=True)
class DownloadsView:
    """The page."""

    files: tuple[Download, ...]


def downloads(folder: Path) -> DownloadsView:
    """The files beside the site's folder: `../data` and the release's list of changes."""
    data = folder.parent / "data"
    found: list[Path] = []
    if (data / "datapackage.json").is_file():
        found = [path for path in data.rglob("*") if path.is_file() and not path.name.startswith(".")]
        found += [path for name in ("changes.md", "changes.json") if (path := folder.parent / name).is_file()]
    files = [_file(path, folder) for path in found]
    return DownloadsView(tuple(sorted(files, key=_place)))


def _file(path: Path, folder: Path) -> Download:
    name = path.relative_to(folder.parent).as_posix()
    return Download(f"../{name}", name, _meaning(path), path.stat().st_size)


def _meaning(path: Path) -> str:
    if path.name in _KNOWN:
        return _KNOWN[path.name]
    if path.parent.name == "schemas":
        return "the form of one line of JSON Lines (JSON Schema)"
    form = _MEANINGS.get(path.suffix, "file")
    title = _titles().get(path.stem) if path.suffix in (".csv", ".parquet") else None
    return f"{title}: {form}" if title else form


@cache
def _titles() -> dict[str, str]:
    """By name what each table is called."""
    return {table.name: table.title for table, _ in tables()}


def _place(file: Download) -> tuple[int, str]:
    name = file.name.rpartition("/")[2]
    return (list(_KNOWN).index(name) if name in _KNOWN else len(_KNOWN)), file.name
