"""What the table finders hand over: a grid of cells with their printed lines, before headings are known."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from extractors.readers.builder import Line as PrintedLine
from extractors.readers.pdf_lines import JoinedText, Line, Word, fragments, join_lines, merge_row, rows_of
from schemas.evidence import Box

Span = tuple[float, float]
BoxTuple = tuple[float, float, float, float]


@dataclass(slots=True)
class GridCell:
    """One cell; rows and columns count from 0, `header` is set where tags or the layout say so."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    lines: Sequence[Line] = ()
    header: bool = False
    bold: bool = False
    joined: JoinedText | None = None

    def __post_init__(self) -> None:
        self.bold = bool(self.lines) and all(line.bold for line in self.lines)

    @property
    def content(self) -> JoinedText:
        """Text, places and marks of its lines."""
        if self.joined is None:
            self.joined = join_lines(self.lines)
        return self.joined

    @property
    def text(self) -> str:
        """Its clean text."""
        return self.content.text

    def packed(self) -> tuple[Any, ...]:
        """Its values in plain tuples, without the printed lines' words."""
        content = self.content
        places = tuple((line.start, line.end, line.page, *line.box) for line in content.lines)
        return (
            self.row, self.column, self.row_span, self.column_span, self.header, self.bold,
            content.text, places, content.references,
        )  # fmt: skip

    @classmethod
    def unpacked(
        cls, share: dict[float, float],
        row: int, column: int, row_span: int, column_span: int, header: bool, bold: bool,
        text: str, places: Iterable[tuple[Any, ...]], references: tuple[tuple[int, str], ...],
    ) -> GridCell:  # fmt: skip
        """The cell of the values that `packed` gave. Equal heights and edges become one object by `share`."""
        keep = share.setdefault
        lines = [
            PrintedLine(
                start, end, page, Box(keep(x0, x0), keep(top, top), keep(x1, x1), keep(bottom, bottom))
            )
            for start, end, page, x0, top, x1, bottom in places
        ]
        cell = cls(row, column, row_span, column_span, (), header, joined=JoinedText(text, lines, references))
        cell.bold = bold
        return cell


@dataclass(slots=True)
class Grid:
    """A table as printed on one page, or on several once they are joined.

    `box` and `column_starts` are in points on the first page; `found_by` names the finder.
    """

    page: int
    box: BoxTuple
    cells: list[GridCell]
    column_starts: tuple[float, ...]
    found_by: str
    title: list[Line] = field(default_factory=list)
    header_rows: int = 0
    header_columns: int = 0
    last_page: int = 0
    last_box: BoxTuple = (0.0, 0.0, 0.0, 0.0)
    reach: list[Span] = field(default_factory=list)
    _packed: bytes = b""

    def __post_init__(self) -> None:
        self.last_page = self.last_page or self.page
        self.last_box = self.box

    @property
    def rows(self) -> int:
        """Number of rows."""
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    def row(self, number: int) -> list[GridCell]:
        """The cells that begin in a row, left to right."""
        return sorted((cell for cell in self.cells if cell.row == number), key=lambda cell: cell.column)

    def extents(self) -> list[Span]:
        """How far the text of each column reaches (points), by the cells of that column alone."""
        reach: dict[int, Span] = {}
        for cell in self.cells:
            if cell.column_span == 1 and cell.text and cell.row >= self.header_rows:
                for line in cell.content.lines:
                    x0, x1 = reach.get(cell.column, (line.box.x0, line.box.x1))
                    reach[cell.column] = min(x0, line.box.x0), max(x1, line.box.x1)
        return [reach.get(column, (0.0, 0.0)) for column in range(self.columns)]

    def alike(self, other: Grid) -> bool:
        """Whether each column of the one table stands where the same column of the other does, and no other.

        Tables whose columns are read off white space begin where the widest entry of the page lets them. One
        table may stand further left than the other.
        """
        one, two = self.reach or self.extents(), other.reach or other.extents()
        if len(one) != len(two) or not one:
            return False
        shift = two[0][0] - one[0][0]
        return all(
            (min(a[1], b[1] - shift) - max(a[0], b[0] - shift) > 0) == (i == j)
            for i, a in enumerate(one)
            for j, b in enumerate(two)
        )

    def release(self) -> None:
        """Keeps what the page was needed for: the reach of the columns, text and places; packs the cells."""
        self.reach = self.extents()
        for line in self.title:
            line.words = ()
        self.pack()

    def pack(self) -> None:
        """Keeps the cells as bytes until they are needed: as objects they take ten times the memory."""
        if not self._packed:
            self._packed = pickle.dumps([cell.packed() for cell in self.cells], pickle.HIGHEST_PROTOCOL)
            self.cells = []

    def unpack(self) -> None:
        """Makes the cells of their bytes again."""
        if self._packed:
            share: dict[float, float] = {}
            self.cells = [GridCell.unpacked(share, *values) for values in pickle.loads(self._packed)]
            self._packed = b""

    def drop_empty(self) -> None:
        """Takes out rows and columns without any text and numbers the others anew."""
        used_rows = _used(
            ((c.row, c.row_span) for c in self.cells if c.text or c.content.references), self.rows
        )
        used_columns = _used(
            ((c.column, c.column_span) for c in self.cells if c.text or c.content.references), self.columns
        )
        kept: list[GridCell] = []
        for cell in self.cells:
            rows = [used_rows[r] for r in range(cell.row, cell.row + cell.row_span) if r in used_rows]
            columns = [
                used_columns[c]
                for c in range(cell.column, cell.column + cell.column_span)
                if c in used_columns
            ]
            if rows and columns:
                cell.row, cell.row_span = rows[0], len(rows)
                cell.column, cell.column_span = columns[0], len(columns)
                kept.append(cell)
        if len(used_columns) != len(self.column_starts) and len(self.column_starts) > max(
            used_columns, default=0
        ):
            self.column_starts = tuple(self.column_starts[column] for column in used_columns)
        self.cells = kept


def _used(spans: Iterable[tuple[int, int]], count: int) -> dict[int, int]:
    """New number of each row that some cell begins or ends in on its own."""
    spans = list(spans)
    single = {start for start, length in spans if length == 1} | {start for start, _ in spans}
    return {old: new for new, old in enumerate(sorted(single & set(range(count))))}


def inside(word: Word, box: BoxTuple) -> bool:
    """Whether the middle of the word lies in the box."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def cell_lines(words: Sequence[Word], page: int) -> list[Line]:
    """The printed lines of one cell, top to bottom."""
    if not words:
        return []
    return [merge_row(row) for row in rows_of(fragments(words, page, wide_gap=4.0))]


def clusters(values: Iterable[float], tolerance: float) -> list[float]:
    """Middles of the groups of values that lie within `tolerance` of their neighbour."""
    ordered = sorted(values)
    if not ordered:
        return []
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if b - a > tolerance]
    groups = [ordered[a:b] for a, b in pairwise([0, *cuts, len(ordered)])]
    return [sum(group) / len(group) for group in groups]


def same_columns(
    one: Sequence[float] | None, other: Sequence[float] | None, *, tolerance: float = 10.0
) -> bool:
    """Whether two tables have as many columns, equally far apart; one may stand further left (points)."""
    if not one or not other or len(one) != len(other):
        return False
    return all(abs((a - one[0]) - (b - other[0])) <= tolerance for a, b in zip(one, other, strict=True))
