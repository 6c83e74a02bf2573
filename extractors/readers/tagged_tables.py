"""Tables that the structure tags of a page give cell by cell, for those whose cells are not drawn.

In: the words outside of drawn tables and the page's tags. Out: grids. Tags are believed where they make a
table that the page shows: as many cells in every row, rows below each other, cells from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf_grid import BoxTuple, Grid, GridCell, cell_lines, inside
from extractors.readers.pdf_lines import Word
from extractors.readers.pdf_tags import PageTags, TaggedCell

STRANGERS = 0.02
"""Share of the words within a table's outline that may have no cell."""

_Held = dict[TaggedCell, list[Word]]


def tagged_tables(words: Sequence[Word], tags: PageTags, page: int) -> list[Grid]:
    """Grids of the tagged tables that stand on the page as their tags say."""
    if not tags.cells:
        return []
    held: _Held = {}
    for word in words:
        cell = tags.cells.get(word.mcid) if word.mcid is not None else None
        if cell is not None:
            held.setdefault(cell, []).append(word)
    found = (_grid(rows, held, words, page) for rows in tags.rows.values())
    return [grid for grid in found if grid is not None]


def _grid(rows: Sequence[list[TaggedCell]], held: _Held, words: Sequence[Word], page: int) -> Grid | None:
    shown = _with_spans([row for row in rows if any(cell in held for cell in row)], held)
    placed = _placed(shown)
    if placed is None or not _stands(shown, held):
        return None
    own = [word for row in shown for cell in row for word in held.get(cell, ())]
    box = _box(own)
    inner = sum(inside(word, box) for word in words)
    if inner > (1 + STRANGERS) * len(own):
        return None
    cells = [
        GridCell(
            row, column, cell.row_span, cell.column_span, cell_lines(held.get(cell, ()), page), cell.header
        )
        for cell, row, column in placed
    ]
    columns = max(cell.column + cell.column_span for cell in cells)
    starts = [
        min(
            (word.x0 for cell, _, at in placed if at == column and cell.column_span == 1
             for word in held.get(cell, ())),
            default=box[0],
        )
        for column in range(columns)
    ]  # fmt: skip
    grid = Grid(page, box, cells, tuple(starts), "tagged")
    grid.drop_empty()
    return grid if grid.rows >= 2 and grid.columns >= 2 else None


def _with_spans(rows: Sequence[list[TaggedCell]], held: _Held) -> list[list[TaggedCell]]:
    """The rows, the cells of shorter ones given their spans: many writers do not say how wide a cell is.

    A lone cell goes over the whole width; headings above groups of columns share the columns evenly. Cells
    that change take their words with them.
    """
    if len(rows) < 2 or any(cell.row_span * cell.column_span > 1 for row in rows for cell in row):
        return list(rows)
    width = max(map(len, rows))
    result: list[list[TaggedCell]] = []
    for row in rows:
        spans = [1] * len(row)
        if len(row) == 1:
            spans = [width]
        elif 1 < len(row) < width and (width - 1) % (len(row) - 1) == 0:
            spans = [1, *[(width - 1) // (len(row) - 1)] * (len(row) - 1)]
        elif len(row) < width and width % len(row) == 0:
            spans = [width // len(row)] * len(row)
        wide = [cell._replace(column_span=span) for cell, span in zip(row, spans, strict=True)]
        held.update({new: held[old] for old, new in zip(row, wide, strict=True) if old in held})
        result.append(wide)
    return result


def _placed(rows: Sequence[list[TaggedCell]]) -> list[tuple[TaggedCell, int, int]] | None:
    """Each cell with its row and column, spans of earlier rows left free; None where the rows are uneven."""
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[TaggedCell, int, int]] = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            placed.append((cell, number, column))
            taken |= {
                (number + down, column + right)
                for down in range(min(cell.row_span, len(rows) - number))
                for right in range(cell.column_span)
            }
    widths = {row: sum(at == row for at, _ in taken) for row in range(len(rows))}
    even = len(rows) >= 2 and len(set(widths.values())) == 1 and next(iter(widths.values())) >= 2
    return placed if even else None


def _stands(rows: Sequence[list[TaggedCell]], held: _Held) -> bool:
    """Whether the rows stand below each other, and the cells of each from left to right."""
    middles: list[float] = []
    for row in rows:
        boxes = [_box(held[cell]) for cell in row if cell in held]
        if any(right[0] < left[0] for left, right in pairwise(boxes)):
            return False
        middles.append(sum(box[1] + box[3] for box in boxes) / (2 * len(boxes)))
    return all(below > above for above, below in pairwise(middles))


def _box(words: Sequence[Word]) -> BoxTuple:
    return (
        min(word.x0 for word in words), min(word.top for word in words),
        max(word.x1 for word in words), max(word.bottom for word in words),
    )  # fmt: skip
