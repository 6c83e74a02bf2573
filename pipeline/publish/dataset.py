"""The dataset: contents to the files of one folder, described by its datapackage.json.

csv/ parquet/       the tables, one file each
jsonl/              records, doubts, snapshots, sources and the parts of the ledger, whole
schemas/            JSON Schemas of those
pledgewatch.sqlite  all tables; datasette.json is for Datasette
codebook.*          what every column means
CITATION.cff LICENSE.md dataset.jsonld provenance.jsonld
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel

from pipeline.atomic import take_over
from pipeline.publish import codebook, metadata
from pipeline.publish.about import About
from pipeline.publish.columns import Table
from pipeline.publish.contents import Contents
from pipeline.publish.data_package import File, descriptor, resource_name, table_schema, validate
from pipeline.publish.filled import Row
from pipeline.publish.sqlite_file import datasette_metadata, write_sqlite
from pipeline.publish.table_files import csv_bytes, parquet_bytes
from pipeline.publish.tables import tables
from pipeline.schema_files import schema_files

SQLITE = "pledgewatch.sqlite"


class Dataset:
    """The tables of the contents, laid out."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.rows: dict[str, Sequence[Row]] = {
            table.name: list(rows(contents, table.columns)) for table, rows in tables()
        }
        self._csv = {table.name: csv_bytes(table, self.rows[table.name]) for table in self.tables}
        self._doubts = _lines(contents.doubts)

    @property
    def tables(self) -> tuple[Table, ...]:
        """What is laid out, in order."""
        return tuple(table for table, _ in tables())

    @cached_property
    def digest(self) -> str:
        """sha256 of all it says; the day and the number of a release are no part of that."""
        digest = hashlib.sha256()
        for name, body in (*self._csv.items(), ("doubts", self._doubts)):
            digest.update(f"{name}\0{hashlib.sha256(body).hexdigest()}\0".encode())
        return digest.hexdigest()

    def write(
        self,
        folder: Path,
        about: About,
        *,
        earlier: Path | None = None,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Writes the dataset into a new folder and holds it against its own description.

        `earlier` is the folder of a dataset whose files are taken over where their tables are the same.
        Raises Problem when the result is not what it says it is.
        """
        for name in ("csv", "parquet", "jsonl", "schemas"):
            (folder / name).mkdir(parents=True)
        same = self._same(earlier)
        say("writing the tables")
        for table in self.tables:
            (folder / f"csv/{table.name}.csv").write_bytes(self._csv[table.name])
            path = f"parquet/{table.name}.parquet"
            if table.name in same and earlier is not None:
                take_over(earlier / path, folder / path)
            else:
                (folder / path).write_bytes(parquet_bytes(table, self.rows[table.name]))
        if earlier is not None and len(same) == len(self.tables):
            take_over(earlier / SQLITE, folder / SQLITE)
        else:
            write_sqlite(folder / SQLITE, [(table, self.rows[table.name]) for table in self.tables])
        for name, body in self._json_lines().items():
            (folder / f"jsonl/{name}.jsonl").write_bytes(body)
        for name, body in schema_files().items():
            (folder / "schemas" / name).write_bytes(body)
        self._describe(folder, about)
        say("checking the tables against their description")
        validate(folder, unchanged=same)

    def _same(self, earlier: Path | None) -> frozenset[str]:
        """The tables whose rows and description are those of the earlier dataset."""
        if earlier is None:
            return frozenset()
        before = json.loads((earlier / "datapackage.json").read_bytes())["resources"]
        schemas = {one["name"]: one.get("schema") for one in before}
        return frozenset(
            table.name
            for table in self.tables
            if schemas.get(resource_name(table.name)) == json.loads(json.dumps(table_schema(table)))
            and (earlier / f"csv/{table.name}.csv").read_bytes() == self._csv[table.name]
        )

    def _json_lines(self) -> dict[str, bytes]:
        ledger = self.contents.ledger
        parts: dict[str, Iterable[BaseModel]] = {
            "records": self.contents.records,
            "earlier-records": self.contents.earlier,
            "snapshots": self.contents.versions,
            "sources": self.contents.sources,
            "source-corrections": self.contents.source_corrections,
            "threads": ledger.threads,
            "series": ledger.series,
            "editions": ledger.editions,
            "restatements": ledger.restatements,
            "silence": ledger.silence,
            "findings": ledger.findings,
        }
        return {"doubts": self._doubts} | {name: _lines(part) for name, part in parts.items()}

    def _describe(self, folder: Path, about: About) -> None:
        texts = {
            "codebook.json": codebook.codebook_json(about, self.tables),
            "codebook.md": codebook.codebook_markdown(about, self.tables),
            "codebook.html": codebook.codebook_html(about, self.tables),
            "datasette.json": datasette_metadata(about, self.tables),
            "CITATION.cff": metadata.citation(about),
            "LICENSE.md": metadata.licence(about),
            "provenance.jsonld": metadata.provenance(about, self.contents),
        }
        for name, body in texts.items():
            (folder / name).write_bytes(body)
        files = {
            path.relative_to(folder).as_posix(): _file(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        (folder / "dataset.jsonld").write_bytes(
            metadata.schema_org(about, self.contents, (one for one in files.values()))
        )
        package = descriptor(about, self.tables, files)
        text = json.dumps(package, indent=1, ensure_ascii=False)
        (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _lines(entries: Iterable[BaseModel]) -> bytes:
    return "".join(f"{entry.model_dump_json()}\n" for entry in entries).encode()


def _file(path: Path, folder: Path) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, digest)
