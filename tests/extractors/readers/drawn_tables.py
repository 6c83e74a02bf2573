"""Statistics tables drawn in many layouts, each with what a reader must find in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from fpdf import FPDF

from extractors.readers.pdf import read_pdf
from schemas.documents import Document

Rules = Literal[
    "none", "cells", "whole", "dotted", "ends", "boxes", "inner", "upright", "stripes", "shaded cells"
]
Side = Literal["L", "C", "R"]

ENTRIES = (
    "1&1 Mail and Media", "4chan", "7web", "9Cloud / luscious", "Absolute Software Corporation",
    "Alpha Exploration Co, Inc (d/b/a \"Clubhouse\")", "Bytes Technologies 2 Go", "C.A.R.E. for Kids",
    "com.net Hosting and Domain Registration Services of the Northern Territories", "Côte d'Ivoire",
    "Bosnia and Herzegovina", "Congo, Democratic Republic of the", "Guinea-Bissau", "Microsoft - Online",
    "No Country Listed", "Saint Helena, Ascension and Tristan da Cunha", "U.S. Minor Outlying Islands",
    "X Corp.",
)  # fmt: skip
HEADS = ("Reports", "Urgent", "CY 2023", "Unique Files")


@dataclass(frozen=True)
class Layout:
    """How a table is drawn. Lengths in points."""

    rules: Rules = "none"
    columns: int = 1
    figures: Side = "R"
    heads: Side = "R"
    font: str = "Helvetica"
    size: float = 10
    spacing: float = 1.5
    """Height of a row of one line, in sizes."""
    upright: Literal["top", "middle", "bottom"] = "middle"
    """Where a figure stands beside a label of several lines."""
    pages: int = 1
    rows_a_page: int = 14
    repeated: bool = True
    """Whether the headings come back on every page."""
    total: Literal["top", "bottom"] | None = "bottom"
    marked: bool = False
    running: bool = True


Row = tuple[str, tuple[str, ...]]


class Drawing:
    """A document with one table, and the rows it holds."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.rows: list[Row] = []
        self.heads = HEADS[: layout.columns]
        self._pdf = FPDF(unit="pt", format="letter")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_font(layout.font, size=layout.size)
        width = self._pdf.get_string_width("88,888,888") + 1.6 * layout.size
        self._edges = [60.0, 240.0, *(240 + width * (i + 1) for i in range(layout.columns))]
        self._y = 0.0
        entries = [f"{name} {'ABCDEFG'[n]}" if n else name for n in range(layout.pages) for name in ENTRIES]
        figures = iter(range(10**6))
        sums = tuple(f"{(i + 3) * 7_654_321:,}" for i in range(layout.columns))
        for page in range(layout.pages):
            self._begin_page(page)
            if page == 0 or layout.repeated:
                self._row("Country / Territory", self.heads, head=True)
            if page == 0 and layout.total == "top":
                self._row("Total", sums)
            for label in entries[page * layout.rows_a_page :][: layout.rows_a_page]:
                self._row(label, tuple(self._figure(next(figures)) for _ in self.heads))
            if page == layout.pages - 1:
                if layout.total == "bottom":
                    self._row("Total", sums)
                if layout.rules == "ends":
                    self._line(self._y, self._edges)

    def document(self) -> Document:
        """What the reader makes of it."""
        return read_pdf(bytes(self._pdf.output()), "drawn.pdf")

    def _figure(self, n: int) -> str:
        return "-" if n % 11 == 7 else f"{(n * 7919 + 3) ** (1 + n % 3) % 31_000_000:,}"

    def _begin_page(self, page: int) -> None:
        self._pdf.add_page()
        self._y = 70.0
        if self.layout.running:
            self._text(60, 40, "2023 Reports by Country", size=8)
            self._text(240, 770, "Copyright 2024. All rights reserved.", size=8)
            self._text(560, 770, str(page + 1), size=8)
        if page == 0:
            self._text(60, 80, "2023 Reports", "B", 18)
            self._y = 100.0

    def _text(self, x: float, y: float, text: str, style: str = "", size: float | None = None) -> float:
        self._pdf.set_font(self.layout.font, style, size or self.layout.size)
        self._pdf.text(x, y, text)
        return x + self._pdf.get_string_width(text)

    def _wrapped(self, text: str, width: float, style: str) -> list[str]:
        self._pdf.set_font(self.layout.font, style, self.layout.size)
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self._pdf.get_string_width(longer) > width and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _row(self, label: str, figures: Sequence[str], *, head: bool = False) -> None:
        layout, size = self.layout, self.layout.size
        style = "B" if head else ""
        cells = [self._wrapped(label, 165, style), *([figure] for figure in figures)]
        leading = 1.2 * size
        pad = (layout.spacing - 1.2) * size / 2
        height = leading * max(map(len, cells)) + 2 * pad
        self._shade(height, head)
        for i, lines in enumerate(cells):
            side: Side = "L" if i == 0 else layout.heads if head else layout.figures
            free = height - 2 * pad - leading * len(lines)
            where = "middle" if head else layout.upright
            y = self._y + pad + free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[where] + 0.95 * size
            for k, text in enumerate(lines):
                self._pdf.set_font(layout.font, style, size)
                room = self._edges[i + 1] - self._edges[i] - 8 - self._pdf.get_string_width(text)
                x = self._edges[i] + 4 + room * {"L": 0.0, "C": 0.5, "R": 1.0}[side]
                end = self._text(x, y + leading * k, text, style)
            if i == 0 and layout.marked and not head and len(self.rows) % 5 == 2:
                self._text(end + 0.3, y + leading * (len(lines) - 1) - 0.35 * size, "4", size=0.6 * size)
        self._rule(height, head)
        self._y += height
        if not head:
            self.rows.append((label, tuple(figures)))

    def _shade(self, height: float, head: bool) -> None:
        rules, number = self.layout.rules, len(self.rows)
        self._pdf.set_fill_color(*((150, 215, 228) if head else (235, 235, 235)))
        if rules == "stripes" and (head or number % 2):
            self._pdf.rect(self._edges[0], self._y, self._edges[-1] - self._edges[0], height, style="F")
        elif rules == "shaded cells":
            for left, right in pairwise(self._edges):
                self._pdf.rect(left, self._y, right - left - 1, height - 1, style="F")

    def _line(self, y: float, xs: Sequence[float]) -> None:
        for left, right in pairwise(xs):
            self._pdf.line(left, y, right, y)

    def _rule(self, height: float, head: bool) -> None:
        rules, bottom, ends = self.layout.rules, self._y + height, (self._edges[0], self._edges[-1])
        if rules in ("cells", "boxes"):
            self._line(bottom, self._edges)
        if rules == "boxes":
            self._line(self._y, self._edges)
        if rules in ("whole", "inner") or (rules == "ends" and head):
            self._line(bottom, ends)
        if rules == "ends" and head:
            self._line(self._y, ends)
        if rules == "dotted":
            self._pdf.set_dash_pattern(1, 2)
            self._line(bottom, ends)
            self._pdf.set_dash_pattern()
        uprights = {"boxes": self._edges, "inner": self._edges[1:-1], "upright": self._edges}.get(rules, [])
        for x in uprights:
            self._pdf.line(x, self._y, x, bottom)
