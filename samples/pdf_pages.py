"""Lays out report pages for make_pdfs.py: columns, footnotes, running lines and ruled tables, in PDF points.

Text may hold soft hyphens (written ¬) where a word may be broken besides its endings, and raised note marks
(written ^1).
The bytes depend on the input alone: fixed date and producer, the standard fonts, no compression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

LEADING = 1.25
SOFT_HYPHEN = "\u00ad"
_BREAK = re.compile(r"(?<=[a-z]{3})(?=(?:tion|ment|ness|able)s?\b)")
_MARK = re.compile(r"\^(\d)")


class Pages(FPDF):
    """A document whose blocks flow down the columns of its pages."""

    def __init__(
        self,
        *,
        title: str,
        running_head: str,
        running_foot: str,
        date: datetime,
        columns: int = 1,
        notes: dict[int, Sequence[str]] | None = None,
        page_format: str | tuple[float, float] = "A4",
    ) -> None:
        super().__init__(unit="pt", format=page_format)
        self.core_fonts_encoding = "cp1252"
        self.set_compression(False)
        self.set_creation_date(date.replace(tzinfo=UTC))
        self.set_producer("samples/make_pdfs.py")
        self.set_title(title)
        self.set_lang("en")
        self.set_auto_page_break(False)
        self.set_margins(0, 0)
        self.c_margin = 0
        self.running_head, self.running_foot = running_head, running_foot
        self.notes = notes or {}
        self.columns, self.gutter = columns, 24.0
        self.left, self.right, self.top_edge, self.bottom_edge = 62.0, 62.0, 84.0, 78.0
        self.column = 0
        self.add_page()
        self._start_column(0)

    # --- pages and columns

    def header(self) -> None:
        self.set_font("Helvetica", "B", 8)
        self.text(self.left, 46, self.running_head)
        self.set_line_width(0.4)
        self.line(self.left, 54, self.w - self.right, 54)

    def footer(self) -> None:
        notes = self.notes.get(self.page_no(), ())
        y = self.h - self.bottom_edge - self._notes_height() + 14
        if notes:
            self.line(self.left, y - 10, self.left + 110, y - 10)
        for note in notes:
            for line in self._lines(note, self._full_width, "Times", "", 8.5):
                self._write(line, self.left, y, "Times", "", 8.5)
                y += 8.5 * LEADING
        self.set_font("Helvetica", "", 8)
        self.text(self.left, self.h - 44, self.running_foot)
        number = str(self.page_no())
        self.text(self.w - self.right - self.get_string_width(number), self.h - 44, number)

    @property
    def _full_width(self) -> float:
        return self.w - self.left - self.right

    @property
    def _width(self) -> float:
        return (self._full_width - self.gutter * (self.columns - 1)) / self.columns

    @property
    def _x(self) -> float:
        return self.left + self.column * (self._width + self.gutter)

    @property
    def _limit(self) -> float:
        return self.h - self.bottom_edge - self._notes_height()

    def _notes_height(self) -> float:
        notes = self.notes.get(self.page_no(), ())
        lines = sum(len(self._lines(note, self._full_width, "Times", "", 8.5)) for note in notes)
        return lines * 8.5 * LEADING + 18 if notes else 0.0

    def _start_column(self, column: int) -> None:
        self.column, self.at = column, self.top_edge

    def next_column(self) -> None:
        """Goes on at the head of the next column, or of the next page."""
        if self.column + 1 < self.columns:
            self._start_column(self.column + 1)
        else:
            self.next_page()

    def next_page(self) -> None:
        """Goes on at the head of the next page."""
        self.add_page()
        self.top_edge = 84.0
        self._start_column(0)

    # --- lines

    def _lines(self, text: str, width: float, family: str, style: str, size: float) -> list[str]:
        self.set_font(family, style, size)
        lines = self.multi_cell(
            width,
            text=_BREAK.sub(SOFT_HYPHEN, text).replace("¬", SOFT_HYPHEN),
            align="L",
            dry_run=True,
            output=MethodReturnValue.LINES,
        )
        return [line.encode("latin-1").decode("cp1252") for line in lines]

    def _write(self, line: str, x: float, y: float, family: str, style: str, size: float) -> None:
        """One line with its baseline at `y`; note marks are raised."""
        for index, part in enumerate(_MARK.split(line)):
            raised = index % 2 == 1
            self.set_font(family, style, size * 0.65 if raised else size)
            self.text(x, y - size * 0.35 if raised else y, part)
            x += self.get_string_width(part)

    def _flow(
        self, text: str, *, family: str, style: str = "", size: float, indent: float = 0, mark: str = ""
    ) -> None:
        for line in self._lines(text, self._width - indent, family, style, size):
            if self.at + size > self._limit:
                self.next_column()
            if mark:
                self._write(mark, self._x + indent - 12, self.at + size, family, style, size)
                mark = ""
            self._write(line, self._x + indent, self.at + size, family, style, size)
            self.at += size * LEADING

    # --- blocks

    def page_title(self, text: str) -> None:
        """The document's title, over the full width of the first page."""
        for line in self._lines(text, self._full_width, "Helvetica", "B", 24):
            self._write(line, self.left, self.at + 24, "Helvetica", "B", 24)
            self.at += 24 * LEADING
        self.at += 14
        self.top_edge = self.at

    def heading(self, text: str, size: float = 13) -> None:
        """A section's heading, kept with at least two lines of what follows."""
        if self.at > self.top_edge:
            self.at += 9
        if self.at + size * LEADING + 36 > self._limit:
            self.next_column()
        self._flow(text, family="Helvetica", style="B", size=size)
        self.at += 4

    def paragraph(self, text: str) -> None:
        """Running text."""
        self._flow(text, family="Times", size=10.5)
        self.at += 6

    def items(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """A list with bullets or numbers."""
        for number, text in enumerate(texts, 1):
            self._flow(text, family="Times", size=10.5, indent=16, mark=f"{number}." if numbered else "•")
            self.at += 2
        self.at += 5

    def small_print(self, text: str) -> None:
        """A note under a table."""
        self._flow(text, family="Times", style="I", size=8.5)
        self.at += 3

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        size: float = 9,
        total: bool = False,
        space: float = 4,
        caption: str,
    ) -> None:
        """A captioned table with horizontal rules only; one that is longer than a page repeats its heading.

        `widths` are shares of the column's width. All columns but the first are set flush right.
        """
        heights = [self._row_height(row, widths, size, "B", space) for row in (head, *rows)]
        if sum(heights) < self._limit - self.top_edge and self.at + sum(heights) + 24 > self._limit:
            self.next_column()
        self.at += 4
        self._flow(caption, family="Helvetica", style="B", size=9)
        self.at += 3
        self._row(head, widths, size, "B", space)
        for index, row in enumerate(rows):
            style = "B" if total and index == len(rows) - 1 else ""
            if self.at + self._row_height(row, widths, size, style, space) > self._limit:
                self.next_column()
                self._row(head, widths, size, "B", space)
            self._row(row, widths, size, style, space)
        self.at += 8

    def _cell_lines(self, text: str, share: float, size: float, style: str) -> list[str]:
        return self._lines(text, self._width * share - 8, "Helvetica", style, size)

    def _row_height(
        self, row: Sequence[str], widths: Sequence[float], size: float, style: str, space: float
    ) -> float:
        most = max(
            len(self._cell_lines(text, share, size, style)) for text, share in zip(row, widths, strict=True)
        )
        return most * size * LEADING + 2 * space

    def _row(
        self, row: Sequence[str], widths: Sequence[float], size: float, style: str, space: float
    ) -> None:
        height = self._row_height(row, widths, size, style, space)
        x = self._x
        for index, (text, share) in enumerate(zip(row, widths, strict=True)):
            width = self._width * share
            lines = self._cell_lines(text, share, size, style)
            y = self.at + (height - len(lines) * size * LEADING) / 2 + size
            for line in lines:
                shift = width - 8 - self.get_string_width(line) if index else 0
                self._write(line, x + 4 + shift, y, "Helvetica", style, size)
                y += size * LEADING
            self.set_line_width(0.4)
            self.line(x, self.at + height, x + width, self.at + height)
            x += width
        self.at += height
