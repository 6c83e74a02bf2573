"""Columns of tables from the fields of our models: name, type, description, what a value may be.

A nested model is columns of its own (`coverage_start`); a list or a mapping is a column of JSON. So the
models are the one place where a field is described, and no table, schema or codebook can differ from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import MAX_PREC, Context, Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

ColumnType = Literal[
    "string", "integer", "decimal", "number", "boolean", "date", "datetime", "array", "object"
]
"""`decimal` is exact; `number` is a measured share or confidence, in double precision; `array` and `object`
are JSON."""

_TYPES: Mapping[tuple[str, str | None], ColumnType] = {
    ("string", None): "string",
    ("string", "date"): "date",
    ("string", "date-time"): "datetime",
    ("integer", None): "integer",
    ("boolean", None): "boolean",
    ("number", None): "number",
    ("array", None): "array",
    ("object", None): "object",
}


@dataclass(frozen=True)
class Column:
    """One column. `unit` is what its numbers count."""

    name: str
    type: ColumnType
    description: str
    required: bool = True
    unit: str | None = None
    values: tuple[str, ...] = ()
    """All that it can hold, where that is a closed list."""
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None

    def optional(self) -> Column:
        """The same where it may be empty."""
        return replace(self, required=False)


@dataclass(frozen=True)
class Reference:
    """A foreign key."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a table holds and how its rows are told apart."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = field(default=())


def columns_of(
    model: type[BaseModel],
    *,
    names: Iterable[str] | None = None,
    without: Iterable[str] = (),
    units: Mapping[str, str] | None = None,
    prefix: str = "",
) -> tuple[Column, ...]:
    """The columns of a model's fields, in their order, or in that of `names`.

    Raises ValueError for a field without a description: nobody could use its column.
    """
    schema = TypeAdapter(model).json_schema(mode="serialization")
    left_out = set(without)
    found: list[Column] = []
    for name in names if names is not None else model.model_fields:
        if name in left_out:
            continue
        info = model.model_fields[name]
        nested = _nested(info.annotation)
        if nested is not None:
            inner = columns_of(
                nested,
                without=[one.removeprefix(f"{name}_") for one in left_out],
                units=units,
                prefix=f"{prefix}{name}_",
            )
            found += [one.optional() if _is_optional(info.annotation) else one for one in inner]
            continue
        column = _column(
            f"{prefix}{name}", schema["properties"][name], schema.get("$defs", {}), info.description
        )
        if _holds_decimal(info.annotation):
            column = replace(column, type="decimal")
        if info.default == "":
            column = column.optional()  # in a CSV nothing tells an empty text from none
        found.append(replace(column, unit=(units or {}).get(column.name)))
    return tuple(found)


def flat(entry: BaseModel, columns: Sequence[Column]) -> dict[str, Any]:
    """The entry's values by column; dates, decimals and lists as they are."""
    row: dict[str, Any] = {}
    _lay(entry.model_dump(), "", {column.name for column in columns}, row)
    return row


def _lay(fields: Mapping[str, Any], prefix: str, names: set[str], row: dict[str, Any]) -> None:
    for name, value in fields.items():
        if prefix + name in names:
            row[prefix + name] = value
        elif isinstance(value, dict):
            _lay(value, f"{prefix}{name}_", names, row)


def _column(name: str, schema: Mapping[str, Any], defs: Mapping[str, Any], description: str | None) -> Column:
    kinds, required = _kinds(schema, defs)
    text = description or next((one["description"] for one in kinds if one.get("description")), None)
    if not text:
        raise ValueError(f"the field {name} has no description")
    first = kinds[0]
    return Column(
        name=name,
        type=_TYPES[first["type"], first.get("format")],
        description=" ".join(text.split()),
        required=required,
        values=tuple(first.get("enum") or ([first["const"]] if "const" in first else ())),
        pattern=first.get("pattern"),
        minimum=first.get("minimum"),
        maximum=first.get("maximum"),
    )


def _kinds(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], bool]:
    """What a value may be but null, and whether null it may not be."""
    while "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    options = schema.get("anyOf", [schema])
    kinds = [one for one in options if one.get("type") != "null"]
    return kinds, len(kinds) == len(options)


def _nested(annotation: Any) -> type[BaseModel] | None:
    union = get_origin(annotation) in (Union, UnionType)
    for one in (annotation, *(get_args(annotation) if union else ())):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _is_optional(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _holds_decimal(annotation: Any) -> bool:
    return annotation is Decimal or any(_holds_decimal(one) for one in get_args(annotation))


EXACT = Context(prec=MAX_PREC)
"""Python's own context would round to 28 digits."""


# --- one form for each type ---------------------------------------------------------------------------


def plain(value: Decimal) -> str:
    """A decimal number without an exponent and without zeros that say nothing."""
    whole = value.to_integral_value()
    return f"{whole:f}" if value == whole else f"{value.normalize(EXACT):f}"


def moment(value: datetime) -> str:
    """A point in time in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso(value: date) -> str:
    """A day."""
    return value.isoformat()
