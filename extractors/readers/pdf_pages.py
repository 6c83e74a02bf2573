"""One page of a PDF to its lines and tables, before anything is known of the other pages.

In: an open document and a page index. Out: `PageContent`, small enough to keep for hundreds of pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from extractors.readers.open_ruled import open_ruled_tables
from extractors.readers.pdf_grid import Grid, inside
from extractors.readers.pdf_lines import WORD_ATTRIBUTES, Line, Word, fragments, merge_row, rows_of, words_of
from extractors.readers.pdf_tags import PageTags, Tag, tags_of
from extractors.readers.pdfium_page import ASCENT, DESCENT, MAX_GLYPHS, PdfiumPage
from extractors.readers.ruled_tables import ruled_tables
from extractors.readers.shaded_rows import stripe_rules
from extractors.readers.table_shape import shape
from extractors.readers.tagged_tables import tagged_tables
from extractors.readers.text_columns import is_figure

WORD_GAP = 0.25
"""White space wider than this part of the size parts two words."""
FEW_GLYPHS = 12
"""A page on which PDFium finds fewer glyphs is read with pdfminer too."""
MAX_CROSSINGS = 8_000
"""Pairs of upright and level rules on one page: the table finder compares each crossing with all others.
A table of 100 rows and 40 columns has 4,100."""
BULLET_SIZES = (1.2, 9.0)
_LONE_MARKER = re.compile(
    r"[•◦▪■□●○‣⁃∙·➢►▶✓✔❖\-–—»›o]|\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?"
)


@dataclass(slots=True)
class PageContent:
    """Lines outside of tables (in pieces, unordered), tables with drawn rules, and tags of a page.

    Width and height are the page's as shown. Where `turn` is not 0, places are those of the page turned so
    many degrees clockwise.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    tags: dict[int, Tag] = field(default_factory=dict)
    glyphs: int = 0
    unmapped: int = 0
    sideways: int = 0
    remarks: list[str] = field(default_factory=list)

    def release(self) -> None:
        """Lets go of lines, tables and tags."""
        self.lines, self.grids, self.tags = [], [], {}


def read_page(
    document: pdfium.PdfDocument,
    index: int,
    data: bytes,
    *,
    continuing: Sequence[float] | None = None,
    max_glyphs: int = MAX_GLYPHS,
) -> PageContent:
    """The content of a page. `data` are the file's bytes, read again with pdfminer where PDFium finds little.

    Raises TooMuch above `max_glyphs` and pypdfium2's PdfiumError where the page cannot be loaded.
    """
    page = _upright_page(document, index, max_glyphs)
    try:
        width, height = (page.height, page.width) if page.turn in (90, 270) else (page.width, page.height)
        content = PageContent(page.page_number, round(width, 2), round(height, 2), page.turn)
        if len(page.chars) < FEW_GLYPHS and not page.turn:
            _read_otherwise(page, data, content)
        content.glyphs, content.unmapped = len(page.chars), page.unmapped
        words = words_of(page.extract_words(extra_attrs=WORD_ATTRIBUTES, x_tolerance_ratio=WORD_GAP))
        content.sideways = sum(not char["upright"] for char in page.chars)
        tags = tags_of(page.pdfium_page.raw)
        content.grids, rest = _tables(page, words, continuing, content, tags)
        if page.overdrawn:
            content.remarks.append(
                f"page {page.page_number} is a large drawing: rules of tables on it may be missing"
            )
        content.lines = _with_markers(fragments(rest, page.page_number))
        _find_drawn_bullets(page, content.lines)
        used = {line.mcid for line in content.lines}
        content.tags = {mcid: tag for mcid, tag in tags.blocks.items() if mcid in used}
    finally:
        page.close()
    for line in content.lines:
        line.words = ()
    for grid in content.grids:
        shape(grid).release()
    return content


def _upright_page(document: pdfium.PdfDocument, index: int, max_glyphs: int) -> PdfiumPage:
    """The page, turned so that most of its text stands upright."""
    page = PdfiumPage(document, index, max_glyphs)
    try:
        upright = _upright(page)
        if 2 * upright >= len(page.chars):
            return page
        for turn in (90, 270, 180):
            other = PdfiumPage(document, index, max_glyphs, turn)
            if 2 * _upright(other) > len(other.chars):
                page.close()
                return other
            other.close()
    except BaseException:
        page.close()
        raise
    return page


def _upright(page: PdfiumPage) -> int:
    return sum(char["upright"] for char in page.chars)


def _tables(
    page: PdfiumPage,
    words: Sequence[Word],
    continuing: Sequence[float] | None,
    content: PageContent,
    tags: PageTags,
) -> tuple[list[Grid], Sequence[Word]]:
    """Tables that rules, tags or shading tell, and the words outside of them."""
    edges = page.edges if page.rules else []
    upright = sum(edge["orientation"] == "v" for edge in edges)
    overruled = upright * (len(edges) - upright) > MAX_CROSSINGS
    if overruled:
        content.remarks.append(
            f"page {page.page_number} has too many rules: tables on it are read from its text"
        )
    grids = [] if overruled or not edges else ruled_tables(page, words, continuing, tags.cells)
    rest = _outside(words, grids)
    tagged = tagged_tables(rest, tags, page.page_number)
    grids, rest = [*grids, *tagged], _outside(rest, tagged)
    if not overruled and (page.rules or page.rects):
        bare = [rule for rule in page.rules if not any(_within(rule, grid) for grid in grids)]
        fills = [rect for rect in page.rects if not any(_within(rect, grid) for grid in grids)]
        bare += stripe_rules(fills, bare)
        more = open_ruled_tables(bare, page.rects, rest, page.page_number, continuing)
        grids, rest = [*grids, *more], _outside(rest, more)
    return sorted(grids, key=lambda grid: grid.box[1]), rest


def _outside(words: Sequence[Word], grids: Sequence[Grid]) -> Sequence[Word]:
    return [word for word in words if not any(inside(word, grid.box) for grid in grids)] if grids else words


def _within(rule: dict[str, Any], grid: Grid) -> bool:
    x0, top, x1, bottom = grid.box
    return bool(
        x0 - 3 <= rule["x0"]
        and rule["x1"] <= x1 + 3
        and top - 3 <= rule["top"]
        and rule["bottom"] <= bottom + 3
    )


def _with_markers(lines: Sequence[Line]) -> list[Line]:
    """The pieces with lone bullets and ordinals put before the text they mark."""
    if not any(_LONE_MARKER.fullmatch(line.text) for line in lines):
        return list(lines)
    joined: list[Line] = []
    for row in rows_of(lines):
        waiting: Line | None = None
        for piece in row:
            if waiting is not None and _marks(waiting, piece, first=waiting is row[0]):
                bold = piece.bold
                piece = merge_row([waiting, piece])
                piece.bold = bold
                waiting = None
            elif waiting is not None:
                joined.append(waiting)
                waiting = None
            if _LONE_MARKER.fullmatch(piece.text):
                waiting = piece
            else:
                joined.append(piece)
        if waiting is not None:
            joined.append(waiting)
    return joined


def _marks(marker: Line, piece: Line, *, first: bool) -> bool:
    """Whether a lone marker belongs to the text after it.

    A dash before a figure is a figure of its own, and so is one far from what stands in the next column.
    """
    reach = 5.0 if first or not is_figure(marker.text) else 2.2
    return piece.x0 - marker.x1 <= reach * piece.size and not is_figure(piece.text)


def _find_drawn_bullets(page: PdfiumPage, lines: Sequence[Line]) -> None:
    """Sets the bullet of lines before which a small dot or square is drawn."""
    low, high = BULLET_SIZES
    dots = [
        shape
        for shape in (*page.curves, *page.rects)
        if low <= shape["width"] <= high and low <= shape["height"] <= high
        and 0.6 < shape["width"] / shape["height"] < 1.6
    ]  # fmt: skip
    if len(dots) > 2000:
        return
    for dot in dots:
        middle = (dot["top"] + dot["bottom"]) / 2
        nearest = min(
            (
                line
                for line in lines
                if 0 < line.x0 - dot["x1"] < 2.5 * line.size
                and line.baseline - line.size < middle < line.baseline
            ),
            key=lambda line: line.x0,
            default=None,
        )
        if nearest is not None and dot["height"] < 0.7 * nearest.size:
            nearest.bullet = "•"


def _read_otherwise(page: PdfiumPage, data: bytes, content: PageContent) -> None:
    """Takes the characters from pdfminer where it finds clearly more."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page.page_number]) as other:
            chars = other.pages[0].chars if other.pages else []
    except Exception:  # pdfminer raises whatever a damaged file makes it trip over; PDFium's reading stands
        return
    if len(chars) <= 2 * len(page.chars) or len(chars) > page.max_glyphs:
        return
    for char in chars:
        if char["upright"] and "matrix" in char:
            baseline = page.height - char["matrix"][5] + (other.pages[0].mediabox[1] if other.pages else 0)
            if abs(baseline - char["bottom"]) < 2 * char["size"]:
                char["top"], char["bottom"] = (
                    baseline - ASCENT * char["size"],
                    baseline + DESCENT * char["size"],
                )
                char["doctop"] = char["top"]
        char["bold"] = "bold" in char["fontname"].lower()
    page.chars = chars
    content.remarks.append(
        f"page {page.page_number} was read with pdfminer: PDFium finds next to no text on it"
    )
