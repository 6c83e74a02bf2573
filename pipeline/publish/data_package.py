"""The dataset's descriptor (Frictionless Data Package), and the library's own check of files against it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.problems import Problem
from pipeline.publish.about import LICENCE, About
from pipeline.publish.columns import Column, Table


class File(NamedTuple):
    """A file of the dataset as the descriptor names it."""

    path: str
    bytes: int
    sha256: str


def descriptor(about: About, tables: Iterable[Table], files: Mapping[str, File]) -> dict[str, Any]:
    """The content of datapackage.json. `files` are by path; a table has a CSV and a Parquet file."""
    resources = []
    for table in tables:
        schema = table_schema(table)
        resources.append(
            {
                "name": resource_name(table.name),
                "profile": "tabular-data-resource",
                "title": table.title,
                "description": table.description,
                **_file(files[f"csv/{table.name}.csv"]),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema,
            }
        )
    for table in tables:
        resources.append(
            {
                "name": f"{resource_name(table.name)}-parquet",
                "title": f"{table.title} (Parquet)",
                "description": table.description,
                **_file(files[f"parquet/{table.name}.parquet"]),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
            }
        )
    return {
        "profile": "data-package",
        "name": about.name,
        "id": about.id,
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "created": f"{about.as_of.isoformat()}T00:00:00Z",
        "licenses": [LICENCE._asdict()],
        "contributors": [{"title": about.publisher, "role": "publisher"}],
        "keywords": list(about.keywords),
        **({"homepage": about.address} if about.address else {}),
        "resources": resources,
    }


def resource_name(table: str) -> str:
    """A table's name in the descriptor, which allows no underscores."""
    return table.replace("_", "-")


def _file(file: File) -> dict[str, Any]:
    return {"path": file.path, "bytes": file.bytes, "hash": f"sha256:{file.sha256}"}


def table_schema(table: Table) -> dict[str, Any]:
    """A table as a Frictionless Table Schema."""
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {
                "fields": list(one.columns),
                "reference": {
                    "resource": "" if one.table == table.name else resource_name(one.table),
                    "fields": list(one.to),
                },
            }
            for one in table.references
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    return {
        "name": column.name,
        "type": "number" if column.type == "decimal" else column.type,
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def validate(folder: Path, *, unchanged: frozenset[str] = frozenset()) -> None:
    """Holds the CSV files in the folder against its datapackage.json: types, constraints, keys, hashes.

    Tables that are `unchanged` since they were last checked are not checked again, unless they refer to one
    that has changed. Raises Problem with the first fault: the dataset would not be what it says it is.
    """
    import frictionless

    body = json.loads((folder / "datapackage.json").read_bytes())
    tables = [one for one in body["resources"] if one["format"] == "csv"]
    changed = {one["name"] for one in tables} - {resource_name(one) for one in unchanged}
    body["resources"] = [one for one in tables if one["name"] in changed or _refers_to(one, changed)]
    named = {one["name"] for one in body["resources"]}
    targets = {name for one in body["resources"] for name in _references(one)}
    body["resources"] += [_without_references(one) for one in tables if one["name"] in targets - named]
    report = frictionless.Package.from_descriptor(body, basepath=str(folder)).validate()
    if report.valid:
        return
    faults = [(task.name, error) for task in report.tasks for error in task.errors]
    where, fault = faults[0] if faults else ("datapackage.json", report.errors[0])
    raise Problem(
        f"the dataset is not published: {where}: {fault.message} ({len(faults)} faults); please report this"
    )


def _references(resource: Mapping[str, Any]) -> set[str]:
    found = {key["reference"]["resource"] for key in resource["schema"]["foreignKeys"]}
    return found - {""}


def _refers_to(resource: Mapping[str, Any], changed: set[str]) -> bool:
    return bool(_references(resource) & changed)


def _without_references(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A table that others refer to, checked as far as it goes by itself."""
    return {**resource, "schema": {**resource["schema"], "foreignKeys": []}}
