"""The models as JSON Schema files (draft 2020-12), for those who read or write our data without Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

import schemas
from pipeline.atomic import write_files
from schemas.corrections import Correction, SourceCorrection
from schemas.documents import Document
from schemas.findings import Finding
from schemas.ledger import Ledger, ledger_event_adapter
from schemas.quantities import Quantity
from schemas.records import Doubt, record_adapter
from schemas.snapshots import Snapshot
from schemas.sources import SourceList

FOLDER = Path(schemas.__path__[0]) / "json"
"""Where the published files lie."""

_WRITTEN: dict[str, type[BaseModel] | TypeAdapter[Any]] = {
    "record": record_adapter,
    "doubt": Doubt,
    "document": Document,
    "snapshot": Snapshot,
    "quantity": Quantity,
    "finding": Finding,
    "ledger": Ledger,
}
_READ: dict[str, type[BaseModel] | TypeAdapter[Any]] = {
    "sources": SourceList,
    "correction": Correction,
    "source-correction": SourceCorrection,
    "ledger-event": ledger_event_adapter,
}
"""What people write: a field with a default may be left out."""


def schema_files() -> dict[str, bytes]:
    """Name to content of every schema file."""
    models = [(name, model, _mode(name)) for name, model in (_WRITTEN | _READ).items()]
    return {f"{name}.schema.json": _schema(name, model, mode) for name, model, mode in models}


def write_schemas(folder: Path) -> list[Path]:
    """Writes the files that differ from what lies in the folder; returns their paths."""
    return write_files(folder, schema_files())


def _mode(name: str) -> Literal["validation", "serialization"]:
    return "validation" if name in _READ else "serialization"


def _schema(
    name: str, model: type[BaseModel] | TypeAdapter[Any], mode: Literal["validation", "serialization"]
) -> bytes:
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:pledgewatch:schema:{name}"}
    text = json.dumps(head | adapter.json_schema(mode=mode), indent=2, ensure_ascii=False)
    return f"{text}\n".encode()
