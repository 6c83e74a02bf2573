"""The tables as one SQLite file, with keys, foreign keys and a search over quotes. Datasette opens it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.problems import Problem
from pipeline.publish.about import LICENCE, About
from pipeline.publish.columns import Column, Table, iso, moment
from pipeline.publish.filled import Row
from pipeline.publish.table_files import json_text

_TYPES = {
    "string": "TEXT", "integer": "INTEGER", "decimal": "NUMERIC", "number": "REAL", "boolean": "INTEGER",
    "date": "TEXT", "datetime": "TEXT", "array": "TEXT", "object": "TEXT",
}  # fmt: skip
_LARGEST = 2**63 - 1


def write_sqlite(path: Path, tables: Iterable[tuple[Table, Sequence[Row]]]) -> None:
    """Writes the file anew: equal tables give equal bytes (by the same version of SQLite).

    Raises OSError when it cannot be written, Problem when a foreign key leads nowhere.
    """
    path.unlink(missing_ok=True)
    try:
        _write(path, tables)
    except sqlite3.OperationalError as error:  # SQLite's own words for a full disk and a file out of reach
        raise OSError(None, str(error), str(path)) from None


def _write(path: Path, tables: Iterable[tuple[Table, Sequence[Row]]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table, rows in tables:
            connection.execute(_create(table))
            columns = table.columns
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {_name(table.name)} VALUES ({marks})",
                ([_stored(row.get(column.name)) for column in columns] for row in rows),
            )
            for reference in table.references:
                index = _name(f"{table.name}_{'_'.join(reference.columns)}")
                connection.execute(
                    f"CREATE INDEX IF NOT EXISTS {index} ON {_name(table.name)} ({_names(reference.columns)})"
                )
        connection.execute("CREATE VIRTUAL TABLE records_fts USING fts5(quote, content=records)")
        connection.execute("INSERT INTO records_fts(records_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise Problem(
                f"the dataset is not published: a row of {broken[0]} refers to no row of {broken[2]}; "
                "please report this"
            )


def _create(table: Table) -> str:
    lines = [_column(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({_names(table.key)})")
    lines += [
        f"FOREIGN KEY ({_names(one.columns)}) REFERENCES {_name(one.table)} ({_names(one.to)})"
        for one in table.references
    ]
    return f"CREATE TABLE {_name(table.name)} ({', '.join(lines)})"


def _column(column: Column) -> str:
    return f"{_name(column.name)} {_TYPES[column.type]}{' NOT NULL' if column.required else ''}"


def _name(name: str) -> str:
    return f'"{name}"'


def _names(names: Iterable[str]) -> str:
    return ", ".join(_name(name) for name in names)


def _stored(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) <= _LARGEST
        return int(value) if whole else float(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return iso(value)
    return json_text(value)


def datasette_metadata(about: About, tables: Iterable[Table]) -> bytes:
    """What Datasette shows beside the tables: `datasette pledgewatch.sqlite -m datasette.json`."""
    body: Mapping[str, Any] = {
        "title": about.title,
        "description": f"{about.description} Release {about.number}, as of {about.as_of.isoformat()}.",
        "license": LICENCE.title,
        "license_url": LICENCE.path,
        "source": about.publisher,
        **({"source_url": about.address} if about.address else {}),
        "databases": {
            "pledgewatch": {
                "tables": {
                    table.name: {
                        "title": table.title,
                        "description": table.description,
                        "columns": {column.name: column.description for column in table.columns},
                        **({"fts_table": "records_fts"} if table.name == "records" else {}),
                    }
                    for table in tables
                }
            }
        },
    }
    return f"{json.dumps(body, indent=1, ensure_ascii=False)}\n".encode()
