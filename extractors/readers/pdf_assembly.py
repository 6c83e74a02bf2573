"""Passages and tables into a Document: captions and notes tied to their tables, marks taken out, totals held
against their rows.

In: the flow of a whole PDF. Out: a `schemas.documents.Document`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.readers.builder import CellText, DocumentBuilder, Line, TableText
from extractors.readers.pdf_grid import Grid
from extractors.readers.pdf_lines import JoinedText, join_lines, without_marks
from extractors.readers.pdf_paragraphs import Passage
from extractors.readers.table_totals import totals
from schemas.documents import Document
from schemas.evidence import Box

_SYMBOL = re.compile(r"[*†‡§¶]{1,3}")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?\s*$")
_CONTENTS_HEADING = re.compile(
    r"(?:table of )?contents|in this report|inhalt(?:sverzeichnis)?|sommaire|table des matières|"
    r"índice|indice|inhoud(?:sopgave)?|spis treści",
    re.IGNORECASE,
)
_ENDS_IN_NUMBER = re.compile(r"\s\d{1,4}$")


Turned = tuple[int, float, float]
"""How far a page was turned clockwise to be read, and its width and height as shown."""


@dataclass(slots=True)
class _Placed:
    """A table already in the document, and the marks in it that point at notes."""

    index: int
    first_page: int
    last_page: int
    marks: set[str]


def assemble(
    flow: Sequence[Passage | Grid],
    name: str,
    title: str | None,
    about: dict[str, Any],
    turned: Mapping[int, Turned],
) -> Document:
    """The Document of a flow. `about` holds its other fields, `turned` the pages that were read turned."""
    return _Assembly(name, flow, turned).run(title, about)


class _Assembly:
    def __init__(self, name: str, flow: Sequence[Passage | Grid], turned: Mapping[int, Turned]) -> None:
        self._turned = turned
        self._builder = DocumentBuilder(name, "application/pdf")
        self._flow = flow
        self._symbols = {
            item.marker
            for item in flow
            if isinstance(item, Passage)
            and item.kind == "footnote"
            and item.marker
            and _SYMBOL.fullmatch(item.marker)
        }
        self._tables: list[_Placed] = []
        self._caption: int | None = None
        self._beside: _Placed | None = None
        self._in_contents: int = 0

    def run(self, title: str | None, about: dict[str, Any]) -> Document:
        if title is None:
            title = next((p.text for p in self._flow if isinstance(p, Passage) and p.kind == "title"), None)
        early: set[int] = set()
        for i, item in enumerate(self._flow):
            if isinstance(item, Grid):
                below = self._caption_below(i) if self._caption is None and not item.title else None
                if below is not None:
                    early.add(id(below))
                    self._caption = self._add(below)
                self._add_table(item)
                item.cells = []  # the Document has them now; a long report's tables are most of its memory
            elif id(item) not in early:
                self._add_passage(item)
                item.release()
        return self._builder.build(title=title, **about)

    def _as_shown(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines with their places on the page as it is shown."""
        for line in lines:
            if line.page in self._turned:
                line.box = _turned_back(line.box, *self._turned[line.page])
        return lines

    def _caption_below(self, i: int) -> Passage | None:
        """A caption that follows the table at `i`, where no other table follows it."""
        after = self._flow[i + 1 : i + 3]
        if after and isinstance(after[0], Passage) and after[0].kind == "caption":
            followed = len(after) > 1 and isinstance(after[1], Grid)
            return None if followed else after[0]
        return None

    def _add(self, passage: Passage) -> int | None:
        joined = (
            without_marks(passage.content, self._symbols) if passage.kind != "footnote" else passage.content
        )
        furniture = passage.furniture
        if furniture is None and self._is_contents(passage):
            furniture = "navigation"
        return self._builder.add(
            passage.kind,
            joined.text,
            level=passage.level,
            marker=passage.marker,
            furniture=furniture,
            page=passage.page,
            lines=self._as_shown(joined.lines),
            references=joined.references,
        )

    def _is_contents(self, passage: Passage) -> bool:
        """Whether most lines of a passage lead to a page number, by dots or under a heading that says so."""
        if passage.kind in ("heading", "title", "caption"):
            self._in_contents = passage.page if _CONTENTS_HEADING.fullmatch(passage.text) else 0
            return False
        lines = passage.content.text if len(passage.lines) == 1 else ""
        leading = sum(bool(_CONTENTS.search(line.text)) for line in passage.lines)
        listed = self._in_contents == passage.page and bool(_ENDS_IN_NUMBER.search(lines))
        return listed or leading * 2 > len(passage.lines)

    def _add_passage(self, passage: Passage) -> None:
        index = self._add(passage)
        if passage.furniture or index is None:
            return
        if passage.kind == "footnote":
            self._tie_note(passage, index)
            return
        self._caption = index if passage.kind == "caption" else None
        self._beside = None

    def _tie_note(self, note: Passage, index: int) -> None:
        """Ties a note to the table that refers to it, or that it stands right under."""
        for table in self._tables:
            on_page = table.first_page <= note.page <= table.last_page
            if note.marker and on_page and note.marker in table.marks:
                self._builder.attach_note(table.index, index)
                return
        if self._beside is not None and not (note.marker or "").isdigit():
            self._builder.attach_note(self._beside.index, index)

    def _add_table(self, grid: Grid) -> None:
        grid.unpack()
        title = self._caption
        if grid.title:
            joined = without_marks(join_lines(grid.title), self._symbols)
            title = self._builder.add(
                "caption",
                joined.text,
                page=grid.page,
                lines=self._as_shown(joined.lines),
                references=joined.references,
            )
        cells, marks = [], set()
        for cell in grid.cells:
            content: JoinedText = without_marks(cell.content, self._symbols)
            marks |= {mark for _, mark in content.references}
            cells.append(
                CellText(
                    row=cell.row,
                    column=cell.column,
                    text=content.text,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    header=cell.header,
                    lines=self._as_shown(content.lines),
                    references=content.references,
                )
            )
        table = TableText(
            cells,
            grid.header_rows,
            grid.header_columns,
            totals(grid.cells, grid.header_rows, grid.header_columns, grid.columns),
        )
        index = self._builder.add_table(table, title=title, page=grid.page)
        self._caption = None
        if index is not None:
            self._beside = _Placed(index, grid.page, grid.last_page, marks)
            self._tables.append(self._beside)


def _turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """A place on a page that was turned clockwise, on the page as shown."""
    x0, top, x1, bottom = box
    if turn == 90:
        x0, top, x1, bottom = top, height - x1, bottom, height - x0
    elif turn == 270:
        x0, top, x1, bottom = width - bottom, x0, width - top, x1
    else:
        x0, top, x1, bottom = width - x1, height - bottom, width - x0, height - top
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
