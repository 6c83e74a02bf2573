"""The left side of the work: what is shown of a source, and where its marks go. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pipeline.review.web.archived_page import Mark
from pipeline.review.web.evidence import part_at
from schemas.documents import Block, Cell, Document, Segment

View = Literal["pages", "web", "text"]


class Highlight(NamedTuple):
    """Words to be marked, and how."""

    start: int
    end: int
    id: str = "evidence"
    status: str = ""
    label: str = ""
    boxes: tuple[tuple[int, float, float, float, float], ...] = ()
    """Page, left, top, width and height in points."""


class Line(NamedTuple):
    """A line of a page's text that can be selected: its place in points, and its words."""

    start: int
    text: str
    x: float
    y: float
    width: float
    height: float


class Piece(NamedTuple):
    """A stretch of a block's text: marked or not."""

    start: int
    text: str
    highlight: Highlight | None
    first: bool


@dataclass(frozen=True)
class ShownCell:
    """A cell of a table."""

    header: bool
    row_span: int
    column_span: int
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownBlock:
    """A block of the text view."""

    kind: str
    tag: str
    start: int
    furniture: str | None
    marker: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    rows: list[list[ShownCell]] = field(default_factory=list)


def view_of(document: Document) -> View:
    """How a document is best looked at."""
    if document.media_type == "application/pdf" and document.pages:
        return "pages"
    return "web" if document.media_type == "text/html" else "text"


def highlight_of(
    evidence: Mapping[str, Any], key: str = "evidence", status: str = "", label: str = ""
) -> Highlight:
    """Where a record's evidence is drawn, from its stored locator."""
    boxes = tuple(
        (one["page"], x0, top, round(x1 - x0, 2), round(bottom - top, 2))
        for one in evidence["boxes"]
        for x0, top, x1, bottom in [one["box"]]
    )
    return Highlight(evidence["start"], evidence["end"], key, status, label, boxes)


def marks_of(document: Document, highlights: Iterable[Highlight]) -> list[Mark]:
    """The highlights as marks of the archived page; those without a place in it are left out."""
    marks = []
    for one in highlights:
        part = part_at(document, one.start)
        if part is not None and part.xpath is not None and one.end <= part.end:
            words = document.text_of(part)
            marks.append(
                Mark(
                    part.xpath, words, one.start - part.start, one.end - part.start, one.id, one.status,
                    one.label,
                )
            )  # fmt: skip
    return marks


def lines_of(document: Document) -> dict[int, list[Line]]:
    """Every line that can be selected, by page."""
    found: dict[int, list[Line]] = {}
    for block in document.blocks:
        parts: Sequence[Block | Cell] = block.table.cells if block.table is not None else (block,)
        for part in parts:
            for segment in part.segments:
                found.setdefault(segment.page, []).append(_line(document, segment))
    return found


def _line(document: Document, segment: Segment) -> Line:
    x0, top, x1, bottom = segment.box
    words = document.text[segment.start : segment.end]
    baseline = bottom - 0.22 * (bottom - top)
    return Line(segment.start, words, x0, round(baseline, 2), round(x1 - x0, 2), round(bottom - top, 2))


def text_view(document: Document, highlights: Sequence[Highlight]) -> list[ShownBlock]:
    """The document as it was read: its blocks with the highlights in them, furniture marked."""
    wanted = sorted(highlights, key=lambda one: (one.start, -one.end))
    seen: set[str] = set()
    shown = []
    level = 1
    for block in document.blocks:
        if block.kind in ("title", "heading"):
            level = min((block.level or 1) + 1, level + 1, 6)  # below the page's own, and none left out
        shown.append(_shown(document, block, level, wanted, seen))
    return shown


def _shown(
    document: Document, block: Block, level: int, wanted: Sequence[Highlight], seen: set[str]
) -> ShownBlock:
    if block.table is None:
        pieces = _pieces(document, block, wanted, seen)
        return ShownBlock(block.kind, _tag(block, level), block.start, block.furniture, block.marker, pieces)
    rows: dict[int, list[ShownCell]] = {}
    for cell in block.table.cells:
        pieces = _pieces(document, cell, wanted, seen)
        rows.setdefault(cell.row, []).append(ShownCell(cell.header, cell.row_span, cell.column_span, pieces))
    in_order = [rows[key] for key in sorted(rows)]
    return ShownBlock(block.kind, "table", block.start, block.furniture, rows=in_order)


def _tag(block: Block, level: int) -> str:
    if block.kind in ("title", "heading"):
        return f"h{level}"
    return "pre" if block.kind == "preformatted" else "p"


def _pieces(
    document: Document, part: Block | Cell, wanted: Sequence[Highlight], seen: set[str]
) -> list[Piece]:
    """A part's text cut at its highlights; where they overlap the earlier one holds."""
    pieces: list[Piece] = []
    at = part.start
    for one in wanted:
        start, end = max(one.start, at), min(one.end, part.end)
        if start >= end or one.start >= part.end:
            continue
        if start > at:
            pieces.append(Piece(at, document.text[at:start], None, False))
        pieces.append(Piece(start, document.text[start:end], one, one.id not in seen))
        seen.add(one.id)
        at = end
    if at < part.end:
        pieces.append(Piece(at, document.text[at : part.end], None, False))
    return pieces


class Section(NamedTuple):
    """What stands under a heading, down to the next one."""

    start: int
    end: int
    heading: str


def sections_of(document: Document) -> list[Section]:
    """The document's sections, without those that have no content; one for all where there is no heading."""
    starts: list[tuple[int, str]] = []
    for block in document.content():
        if block.kind in ("title", "heading"):
            starts.append((block.start, document.text_of(block)))
        elif not starts:
            starts.append((block.start, document.title or "The beginning"))
    ends = [start for start, _ in starts[1:]] + [len(document.text)]
    return [
        Section(start, end, heading)
        for (start, heading), end in zip(starts, ends, strict=True)
        if end - start > len(heading) + 2
    ]
