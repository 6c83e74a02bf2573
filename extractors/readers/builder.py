"""Puts a Document together block by block: words and their places in, offsets and canonical text out.

Readers say what each block is and hand over its words; only this module knows how offsets are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.documents import (
    BLOCK_SEPARATOR,
    CELL_SEPARATOR,
    ROW_SEPARATOR,
    Block,
    BlockKind,
    Cell,
    Document,
    Furniture,
    NoteReference,
    Segment,
    Table,
    Total,
)
from schemas.evidence import Box


@dataclass(slots=True)
class Line:
    """A run of words on one line of one page, as offsets of the block's or cell's own text."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(slots=True)
class CellText:
    """A cell before its offsets are known; the fields are those of `schemas.documents.Cell`."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    lines: Sequence[Line] = ()
    xpath: str | None = None
    references: Sequence[tuple[int, str]] = ()
    """Footnote marks taken out of the text: (offset in it, mark)."""


@dataclass(slots=True)
class TableText:
    """A table before its offsets are known. Cells come in reading order, row by row."""

    cells: Sequence[CellText]
    header_rows: int = 0
    header_columns: int = 0
    totals: Sequence[Total] = ()


@dataclass
class DocumentBuilder:
    """Collects blocks in reading order and hands out the Document.

    Text must come clean: white space folded by the reader, no U+0000. Empty blocks are left out.
    """

    name: str
    media_type: str
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        marker: str | None = None,
        furniture: Furniture | None = None,
        hidden: bool = False,
        page: int | None = None,
        lines: Iterable[Line] = (),
        xpath: str | None = None,
        references: Iterable[tuple[int, str]] = (),
    ) -> int | None:
        """Appends a block of running text; returns its index, or None when the text is empty.

        `lines` and `references` (offset, mark) count from the start of `text`.
        """
        if not text:
            return None
        start = self._begin()
        self._parts.append(text)
        self._length += len(text)
        return self._append(
            Block(
                kind=kind,
                start=start,
                end=self._length,
                level=level,
                marker=marker,
                furniture=furniture,
                hidden=hidden,
                page=page,
                segments=_segments(lines, start, self._length),
                xpath=xpath,
                references=tuple(NoteReference(start + offset, mark) for offset, mark in references),
            )
        )

    def add_table(
        self,
        table: TableText,
        *,
        title: int | None = None,
        notes: Sequence[int] = (),
        furniture: Furniture | None = None,
        hidden: bool = False,
        page: int | None = None,
        xpath: str | None = None,
    ) -> int | None:
        """Appends a table; returns its index, or None when no cell has text.

        `title` and `notes` are indices of blocks already added. A note that follows its table is tied to it
        with `attach_note`.
        """
        if not any(cell.text for cell in table.cells):
            return None
        start = self._begin()
        cells: list[Cell] = []
        references: list[NoteReference] = []
        row = None
        for cell in sorted(table.cells, key=lambda one: (one.row, one.column)):
            if row is not None:
                self._put(ROW_SEPARATOR if cell.row != row else CELL_SEPARATOR)
            row = cell.row
            at = self._length
            self._put(cell.text)
            references += [NoteReference(at + offset, mark) for offset, mark in cell.references]
            cells.append(
                Cell(
                    row=cell.row,
                    column=cell.column,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    header=cell.header,
                    start=at,
                    end=self._length,
                    segments=_segments(cell.lines, at, self._length),
                    xpath=cell.xpath,
                )
            )
        return self._append(
            Block(
                kind="table",
                start=start,
                end=self._length,
                furniture=furniture,
                hidden=hidden,
                page=page,
                xpath=xpath,
                references=tuple(references),
                table=Table(
                    cells=tuple(cells),
                    rows=max(cell.row + cell.row_span for cell in cells),
                    columns=max(cell.column + cell.column_span for cell in cells),
                    header_rows=table.header_rows,
                    header_columns=table.header_columns,
                    title=self._range(title) if title is not None else None,
                    notes=tuple(self._range(index) for index in notes),
                    totals=tuple(table.totals),
                ),
            )
        )

    def attach_note(self, table: int, note: int) -> None:
        """Ties the note in block `note` to the table in block `table`."""
        block = self._blocks[table]
        if block.table is None:
            raise ValueError(f"block {table} is no table")
        notes = (*block.table.notes, self._range(note))
        self._blocks[table] = replace(block, table=replace(block.table, notes=notes))

    def build(self, **about: Any) -> Document:
        """The Document; `about` holds its other fields (title, language, published, pages, remarks, ...)."""
        return Document(
            name=self.name,
            media_type=self.media_type,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            **about,
        )

    def _begin(self) -> int:
        if self._blocks:
            self._put(BLOCK_SEPARATOR)
        return self._length

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _append(self, block: Block) -> int:
        self._blocks.append(block)
        return len(self._blocks) - 1

    def _range(self, index: int) -> tuple[int, int]:
        return self._blocks[index].start, self._blocks[index].end


def _segments(lines: Iterable[Line], offset: int, end: int) -> tuple[Segment, ...]:
    """The segments of lines. Offsets that the block or cell has too are the same objects, not equal ones."""
    return tuple(
        Segment(
            offset + line.start if line.start else offset,
            end if offset + line.end == end else offset + line.end,
            line.page,
            line.box,
        )
        for line in lines
        if line.end > line.start
    )
