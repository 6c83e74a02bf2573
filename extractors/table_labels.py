"""The headings that name a table's figures: a table in, the row and column labels of any of its cells out.

Everything is looked up by row and column and kept, so that a table of ten thousand cells costs ten thousand
look-ups.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.word_lists import any_of, words
from schemas.documents import Block, Cell, Document, Table

_PLURAL = re.compile(
    rf"(?i)\b(?P<noun>[a-z][a-z-]+(?<!ou)(?<!s)s|{'|'.join(sorted(words('tables.people_nouns')))})\b(?!['’])"
)
_BESIDE = re.compile(
    r"(?i)\b(?:by|from|to|against|with|per|within|via|after|before|among|between)\s+(?:[\w-]+\s+){0,2}$"
)
"""Before a noun that acts or receives rather than is counted: "Reported by users"."""


@dataclass(frozen=True)
class Labels:
    """The headings before a figure and over it, outermost first; `row_headings` stand over `row`."""

    row: tuple[str, ...]
    row_headings: tuple[str, ...]
    column: tuple[str, ...]

    @cached_property
    def dimensions(self) -> dict[str, str] | None:
        """As a record gives them: row heading to row label, spanning heading to the headings under it."""
        dimensions: dict[str, str] = {}
        for heading, label in zip(self.row_headings, self.row, strict=True):
            key = heading
            while key in dimensions:
                key += "′"
            dimensions[key] = label
        if len(self.column) == 1:
            dimensions["column"] = self.column[0]
        elif self.column:
            dimensions[self.column[0]] = " | ".join(self.column[1:])
        return dimensions or None

    def under(self, label: str) -> Labels:
        """These labels and, under the column's, the one that stands before a figure in its cell."""
        return replace(self, column=(*self.column, label.strip()))


class TableLabels:
    """The labels of one table block."""

    def __init__(self, document: Document, block: Block) -> None:
        assert block.table is not None
        self._document = document
        self._table: Table = block.table
        self._kept: dict[tuple[int, int, int, int], Labels] = {}

    def of(self, cell: Cell) -> Labels:
        """The labels of a cell."""
        place = (cell.row, cell.row_span, cell.column, cell.column_span)
        if place not in self._kept:
            self._kept[place] = self._labels(cell)
        return self._kept[place]

    def text(self, cell: Cell) -> str:
        """What a cell prints, white space folded."""
        return self._texts[cell.start, cell.end]

    @cached_property
    def row_labels(self) -> list[tuple[str, str]]:
        """Heading and text of every row label, from top to bottom."""
        return [
            (self.heading_over(cell), self.text(cell))
            for cell in self._table.cells
            if cell.row >= self._table.header_rows
            and cell.column < self._table.header_columns
            and not self._is_group(cell)
            and self.text(cell)
        ]

    @cached_property
    def column_headings(self) -> list[str]:
        """The headings of the figures' columns."""
        return [
            self.text(cell)
            for cell in self._table.cells
            if self._is_column_heading(cell) and cell.column >= self._table.header_columns
        ]

    @cached_property
    def header_texts(self) -> tuple[str, ...]:
        """What the column headings print: a table that goes on over the page prints it again."""
        return tuple(self.text(cell) for cell in self._table.cells if self._is_column_heading(cell))

    @cached_property
    def heading_of_labels(self) -> str:
        """The heading over the rows' labels ("Provider", "Appeals"), or nothing."""
        return next((heading for heading, _ in self.row_labels if heading != "row"), "")

    def _labels(self, cell: Cell) -> Labels:
        columns = dict.fromkeys(
            self.text(over)
            for column in range(cell.column, cell.column + cell.column_span)
            for over in self._over.get(column, ())
            if self.text(over)
        )
        beside = {
            other.column: other
            for row in range(cell.row, cell.row + cell.row_span)
            for other in self._beside.get(row, ())
            if other.column < cell.column and self.text(other)
        }
        rows = [self.text(other) for other in beside.values()]
        headings = [self.heading_over(other) for other in beside.values()]
        group = self._group_of_row.get(cell.row)
        if group:
            rows.insert(0, group)
            headings.insert(0, "group")
        return Labels(tuple(rows), tuple(headings), tuple(columns))

    @cached_property
    def _texts(self) -> dict[tuple[int, int], str]:
        return {
            (cell.start, cell.end): " ".join(self._document.text_of(cell).split())
            for cell in self._table.cells
        }

    @cached_property
    def _over(self) -> dict[int, list[Cell]]:
        """Column to the heading cells over it, from the top."""
        over: dict[int, list[Cell]] = defaultdict(list)
        for cell in self._table.cells:
            if self._is_column_heading(cell):
                for column in range(cell.column, cell.column + cell.column_span):
                    over[column].append(cell)
        return over

    @cached_property
    def _beside(self) -> dict[int, list[Cell]]:
        """Row to the label cells in it, from the left; a label may span rows."""
        beside: dict[int, list[Cell]] = defaultdict(list)
        for cell in self._table.cells:
            named = cell.header or cell.column < self._table.header_columns
            if cell.row >= self._table.header_rows and named and not self._is_group(cell):
                for row in range(cell.row, cell.row + cell.row_span):
                    beside[row].append(cell)
        return {row: sorted(cells, key=lambda cell: cell.column) for row, cells in beside.items()}

    @cached_property
    def _group_of_row(self) -> dict[int, str]:
        """Row to the spanning row above that titles its group, if any."""
        titles = {
            cell.row: self.text(cell)
            for cell in self._table.cells
            if self._is_group(cell) and self.text(cell)
        }
        groups: dict[int, str] = {}
        current: str | None = None
        for row in range(self._table.rows):
            if current:
                groups[row] = current
            current = titles.get(row, current)
        return groups

    def _is_group(self, cell: Cell) -> bool:
        """A row of one cell below the first: it titles the rows under it, whatever it was taken for."""
        return cell.row > 0 and cell.column_span >= self._table.columns > 1

    def _is_column_heading(self, cell: Cell) -> bool:
        return cell.row < self._table.header_rows and not self._is_group(cell)

    def heading_over(self, label: Cell) -> str:
        """The heading of a column of labels; `row` where it has none."""
        texts = [
            self.text(cell)
            for cell in self._over.get(label.column, ())
            if self.text(cell) and cell.column_span < self._table.columns
        ]
        return texts[-1] if texts else "row"


_IN_TWO = re.compile(rf"\b{any_of('metrics.counted_in_two')}", re.IGNORECASE)


def counted_noun(heading: str) -> str | None:
    """The plural noun that a heading counts: `accounts` of "Accounts disabled", nothing of "Received"."""
    in_two = _IN_TWO.search(heading)
    if in_two is not None:
        return in_two.group().lower()
    passed = words("tables.not_counted") | words("tables.mass_nouns")
    for match in _PLURAL.finditer(heading):
        noun = match.group("noun")
        if noun.lower() not in passed and not _BESIDE.search(heading, 0, match.start()):
            return noun if noun.isupper() else noun.lower()
    return None
