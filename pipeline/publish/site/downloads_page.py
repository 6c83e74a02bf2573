"""The downloads: the files of the release that the site is a part of, where they are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_MEANINGS = {
    ".csv": "a table, for spreadsheets",
    ".parquet": "a table with its types, for analysis",
    ".jsonl": "one JSON object a line",
    ".json": "JSON",
    ".jsonld": "metadata in JSON-LD",
    ".sqlite": "a database that Datasette opens",
    ".db": "a database that Datasette opens",
    ".md": "text",
    ".cff": "how to cite it",
    ".txt": "text",
    ".pdf": "a document to print",
}
_FIRST = ("datapackage.json", "codebook.md", "CITATION.cff", "changes.md", "changes.json")


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
    return Download(f"../{name}", name, _MEANINGS.get(path.suffix, "file"), path.stat().st_size)


def _place(file: Download) -> tuple[int, str]:
    name = file.name.rpartition("/")[2]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST)), file.name
