"""Records to files for others: JSON Lines whole, one CSV for each kind for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from pipeline.atomic import write_files
from pipeline.reconcile import Reconciled
from schemas.evidence import Evidence
from schemas.records import (
    Commitment,
    Coverage,
    Doubt,
    Gap,
    Kind,
    Metric,
    NoProgress,
    Progress,
    Recommendation,
    Record,
    Review,
)

CSV_FILES: Mapping[Kind, tuple[str, type[BaseModel]]] = {
    "metric": ("metrics.csv", Metric),
    "gap": ("gaps.csv", Gap),
    "progress": ("progress.csv", Progress),
    "no_progress": ("no_progress.csv", NoProgress),
    "commitment": ("commitments.csv", Commitment),
    "recommendation": ("recommendations.csv", Recommendation),
}
_NESTED: tuple[type[BaseModel], ...] = (Evidence, Coverage, Review)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OWN_WORDS = {"comparator", "kind", "basis"}


def emit(reconciled: Reconciled, folder: Path) -> list[Path]:
    """Writes `records.jsonl`, `doubts.jsonl` and the CSV files; returns those whose content is new."""
    return write_files(folder, contents_of(reconciled))


def contents_of(reconciled: Reconciled) -> dict[str, bytes]:
    """The bytes of those files, by name."""
    contents = {
        "records.jsonl": json_lines(reconciled.records),
        "doubts.jsonl": json_lines(reconciled.doubts),
    }
    for kind, (name, model) in CSV_FILES.items():
        contents[name] = table(model, [record for record in reconciled.records if record.kind == kind])
    return {name: text.encode() for name, text in contents.items()}


def json_lines(items: Iterable[Record | Doubt]) -> str:
    """One JSON object a line; quantities are JSON numbers."""
    return "".join(f"{item.model_dump_json()}\n" for item in items)


def table(model: type[BaseModel], records: Sequence[Record]) -> str:
    """A CSV (RFC 4180) with a header; nested fields are columns of their own (`evidence_start`).

    A text that a spreadsheet would run as a formula gets an apostrophe before it; the JSON Lines have it
    as printed.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns(model))
    for record in records:
        row = _flat(record.model_dump(mode="json"))
        writer.writerow([_cell(name, row.get(name)) for name in columns(model)])
    return text.getvalue()


def columns(model: type[BaseModel]) -> list[str]:
    """The CSV columns of a kind of record: those of every kind first, then its own."""
    shared = Progress.model_fields
    names: list[str] = []
    for name, field in (shared | model.model_fields).items():
        nested = next(
            (one for one in _NESTED if one in (field.annotation, *get_args(field.annotation))), None
        )
        names += [f"{name}_{inner}" for inner in nested.model_fields] if nested else [name]
    return [name for name in names if name != "evidence_quote"]


def _flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict) and name != "dimensions":
            row |= {f"{name}_{inner}": content for inner, content in value.items()}
        else:
            row[name] = value
    return row


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else None
    return guarded(value) if isinstance(value, str) and name not in _OWN_WORDS else value


def guarded(text: str | None) -> str | None:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if text and text.startswith(_FORMULA) else text
