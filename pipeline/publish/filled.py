"""A table with where its rows come from, and the parts that many tables share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.publish.columns import Column, Reference, Table, flat
from pipeline.publish.contents import Contents

Row = Mapping[str, Any]
Columns = Sequence[Column]
Rows = Callable[[Contents, Columns], Iterable[Row]]

UNITS = {
    "evidence_start": "characters", "evidence_end": "characters", "evidence_page": "pages",
    "evidence_boxes": "points of 1/72 inch", "size": "bytes", "confidence": "share of 1",
    "share": "share of 1",
    **dict.fromkeys(
        (
            "value", "low", "high", "corrected", "earlier_value", "earlier_low", "earlier_high",
            "later_value", "later_low", "later_high",
        ),
        "what the column unit names",
    ),
}  # fmt: skip
"""By column: what its numbers count."""

ID = r"^[0-9a-f]{24}$"


class Filled(NamedTuple):
    """A table and where its rows come from."""

    table: Table
    rows: Rows


def to(table: str, *columns: str, key: Sequence[str] = ("id",)) -> Reference:
    """A foreign key from the columns to those of another table."""
    return Reference(columns, table, tuple(key))


def snapshot_key() -> Reference:
    """A foreign key to the snapshot that a row was taken from."""
    return to("snapshots", "source", "snapshot", key=("source", "snapshot"))


def text(name: str, description: str, **more: Any) -> Column:
    """A column of text."""
    return Column(name, "string", description, **more)


def position(of: str) -> Column:
    """A column that keeps an order."""
    return Column("position", "integer", f"Place among the {of}, from 0", minimum=0)


def sourced(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The same columns where nothing is without a source: what comes from the store has one."""
    return tuple(replace(one, required=True) if one.name == "source" else one for one in columns)


def laid(entries: Iterable[BaseModel], columns: Columns) -> Iterator[Row]:
    """A row for each entry."""
    return (flat(entry, columns) for entry in entries)
