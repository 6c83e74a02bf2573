"""A document's text with the quotes of records marked: a Document and marks in, pieces for a template out.

Everything leaves here as plain text in small trees; only the template turns it into markup, and escapes it.
Quotes may lie inside one another and may overlap. A quote that crosses the end of another is shown in more
than one piece; the first carries the record's id, and the pieces together are the quote, letter for letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

from pipeline.publish.site.addresses import Mark
from schemas.documents import Block, Cell, Document


@dataclass
class Marked:
    """A part of the text on which records rest: all those of exactly these words."""

    ids: tuple[str, ...]
    first: bool
    """Whether the records' words begin here: this piece carries the anchors."""
    inner: list[str | Marked] = field(default_factory=list)


@dataclass(frozen=True)
class ShownCell:
    """A table's cell."""

    header: bool
    scope: Literal["col", "row", ""]
    column_span: int
    row_span: int
    pieces: Sequence[str | Marked]


@dataclass(frozen=True)
class ShownBlock:
    """A block of a document, as the template needs it."""

    kind: str
    level: int
    marker: str
    furniture: str
    page: int | None
    number: int = 0
    """Its place in the document."""
    pieces: Sequence[str | Marked] = ()
    rows: Sequence[Sequence[ShownCell]] = ()
    caption: str = ""
    records: Sequence[str] = ()
    """Ids of the records whose words begin in the block."""


@dataclass(frozen=True)
class Run:
    """Blocks of one page in a row that are part of the report, or in a row that are not."""

    page: int | None
    """Set where a page begins."""
    blocks: Sequence[ShownBlock]
    furniture: Sequence[str]
    """Why they are no part of it; empty where they are."""


def shown_runs(document: Document, marks: Sequence[Mark]) -> tuple[list[Run], list[str]]:
    """The blocks with their marks, and the ids of marks whose words are not where they should be."""
    lost = [mark.id for mark in marks if document.text[mark.start : mark.end] != mark.quote]
    held = sorted(
        (mark for mark in marks if mark.id not in set(lost)),
        key=lambda mark: (mark.start, -mark.end, mark.id),
    )
    runs: list[Run] = []
    page: int | None = None
    for (at, furniture), group in groupby(_shown(document, held), _kind_of_run):
        blocks = list(group)
        why = [one.furniture for one in blocks] if furniture else ()
        runs.append(Run(at if at != page else None, blocks, why))
        page = at
    return runs, lost


def _kind_of_run(block: ShownBlock) -> tuple[int | None, bool]:
    """Furniture that a record rests on, which a reviewer may have added, is shown like the rest."""
    return block.page, bool(block.furniture and not block.records)


def _shown(document: Document, marks: Sequence[Mark]) -> Iterator[ShownBlock]:
    page: int | None = None
    at = 0
    anchored: set[str] = set()
    going_on: list[Mark] = []
    for number, block in enumerate(document.blocks):
        here = going_on
        while at < len(marks) and marks[at].start < block.end:
            here = [*here, marks[at]]
            at += 1
        going_on = [mark for mark in here if mark.end > block.end]
        page = block.page or page
        yield _block(document, block, here, anchored, page, number)


def _block(
    document: Document, block: Block, marks: Sequence[Mark], anchored: set[str], page: int | None, number: int
) -> ShownBlock:
    rows: list[list[ShownCell]] = []
    caption = ""
    if block.table:
        rows = [[] for _ in range(block.table.rows)]
        for cell in sorted(block.table.cells, key=lambda one: (one.row, one.column)):
            rows[cell.row].append(_cell(document, block, cell, marks, anchored))
        if block.table.title:
            caption = " ".join(document.text[slice(*block.table.title)].split())
    return ShownBlock(
        kind=block.kind,
        level=min(6, (block.level or 1) + 1) if block.kind in ("heading", "title") else block.level or 1,
        marker=block.marker or "",
        furniture=block.furniture or "",
        page=page,
        number=number,
        pieces=() if block.table else marked(document.text, block.start, block.end, marks, anchored),
        rows=[row for row in rows if row],
        caption=caption,
        records=[mark.id for mark in marks if block.start <= mark.start < block.end],
    )


def _cell(
    document: Document, block: Block, cell: Cell, marks: Sequence[Mark], anchored: set[str]
) -> ShownCell:
    assert block.table is not None
    scope: Literal["col", "row", ""] = ""
    if cell.header or cell.row < block.table.header_rows or cell.column < block.table.header_columns:
        scope = "col" if cell.row < block.table.header_rows else "row"
    return ShownCell(
        header=bool(scope),
        scope=scope,
        column_span=cell.column_span,
        row_span=cell.row_span,
        pieces=marked(document.text, cell.start, cell.end, marks, anchored),
    )


def marked(text: str, start: int, end: int, marks: Iterable[Mark], anchored: set[str]) -> list[str | Marked]:
    """`text[start:end]` in pieces: bare text, and marks that hold text and other marks.

    `marks` are in order of their start, longer ones first. What lies outside the range is cut off. `anchored`
    holds the ids that have had their first piece, and takes in new ones.
    """
    root: list[str | Marked] = []
    open_: list[tuple[_Span, Marked]] = []
    at = start

    def write(until: int) -> None:
        nonlocal at
        if until > at:
            (open_[-1][1].inner if open_ else root).append(text[at:until])
            at = until

    def begin(span: _Span) -> None:
        piece = Marked(span.ids, first=span.ids[0] not in anchored)
        anchored.update(span.ids)
        (open_[-1][1].inner if open_ else root).append(piece)
        open_.append((span, piece))

    def close_until(place: int) -> None:
        """Closes all that ends up to there; what was opened inside and goes on is opened anew."""
        while open_ and (ending := min(span.end for span, _ in open_)) <= place:
            write(ending)
            outermost = next(place for place, (span, _) in enumerate(open_) if span.end == ending)
            again = [span for span, _ in open_[outermost:] if span.end > ending]
            del open_[outermost:]
            for span in again:
                begin(span)

    for span in _spans(marks):
        if span.end <= start or span.start >= end:
            continue
        close_until(max(span.start, start))
        write(max(span.start, start))
        begin(span)
    close_until(end)
    write(end)
    return root


class _Span(NamedTuple):
    """A range of the text, and the records that rest on it."""

    start: int
    end: int
    ids: tuple[str, ...]


def _spans(marks: Iterable[Mark]) -> Iterator[_Span]:
    """Marks of equal ranges as one: a sentence about a hundred organisations is not marked a hundred deep."""
    for (start, end), group in groupby(marks, lambda mark: (mark.start, mark.end)):
        yield _Span(start, end, tuple(mark.id for mark in group))
