"""Rows of a table to a CSV and to a Parquet file, with equal bytes for equal rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.emit import guarded
from pipeline.publish.columns import EXACT, Column, Table, iso, moment, plain

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.publish.filled import Row

PRECISION, SCALE = 38, 18
"""Of decimals in Parquet: 20 digits before the point, more than `schemas.quantities.LIMIT`, and 18 after."""
_PLACES = Decimal(1).scaleb(-SCALE)


def csv_bytes(table: Table, rows: Iterable[Row]) -> bytes:
    """RFC 4180, UTF-8, one header row; nothing stands for null.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [column.name for column in table.columns]
    free = {column.name for column in table.columns if column.type == "string" and not column.values}
    writer.writerow(names)
    for row in rows:
        writer.writerow(
            [
                guarded(value) if name in free else value
                for name in names
                for value in (_printed(row.get(name)),)
            ]
        )
    return text.getvalue().encode()


def _printed(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, int | float):
        return repr(value)
    return json_text(value)


def json_text(value: Any) -> str:
    """A list or a mapping in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parquet_bytes(table: Table, rows: Sequence[Row]) -> bytes:
    """A Parquet file with the types, units and descriptions of the columns in its schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(table)
    arrays = [
        pa.array([_stored(column, row.get(column.name)) for row in rows], type=field.type)
        for column, field in zip(table.columns, schema, strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return bytes(sink.getvalue())


def _schema(table: Table) -> pa.Schema:
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(PRECISION, SCALE),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
        "array": pa.string(),
        "object": pa.string(),
    }
    fields = []
    for column in table.columns:
        about = {"description": column.description} | ({"unit": column.unit} if column.unit else {})
        fields.append(pa.field(column.name, types[column.type], nullable=not column.required, metadata=about))
    return pa.schema(fields, metadata={"title": table.title, "description": table.description})


def _stored(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type in ("array", "object"):
        return json_text(value)
    if column.type == "decimal":
        return value.quantize(_PLACES, context=EXACT)
    return value
