"""Which rows and columns of a grid name the others, and which row is its title.

In: a grid as a finder left it. Out: the same grid with title rows taken out, `header_rows`, `header_columns`
and spans of headings set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.readers.pdf_grid import Grid
from extractors.readers.text_columns import is_figure, is_year

MAX_HEADER_ROWS = 6
MAX_HEADER_COLUMNS = 3
LONG_LABEL = 25
"""Words beyond which the cells of a column are prose and name nothing."""

_GROUPED = re.compile(r"\d{1,3}(?:[,.\u202f\u00a0 ]\d{3})+|\d+(?:[.,]\d+)?\s?%|[$€£¥]\s?\d")
_LABELLED = re.compile(r"(?::|=)\s*[$€£¥]?\d")


def shape(grid: Grid) -> Grid:
    """The grid with its title taken out and its heading rows and columns counted. Changes the grid."""
    _take_title(grid)
    grid.header_rows = _header_rows(grid)
    if grid.found_by != "ruled":
        _span_headings(grid)
    grid.header_columns = _header_columns(grid)
    for cell in grid.cells:
        heads_group = cell.column_span == grid.columns > 1 and not is_figure(cell.text)
        cell.header = (
            cell.row < grid.header_rows
            or cell.column < grid.header_columns
            or (heads_group and bool(cell.text))
        )
    return grid


def _take_title(grid: Grid) -> None:
    """Takes leading rows that are one cell over the whole width, above at least two rows."""
    while grid.rows > 2:
        first = [cell for cell in grid.row(0) if cell.text]
        whole = len(first) == 1 and first[0].column_span == grid.columns and first[0].row_span == 1
        if not whole or is_figure(first[0].text):
            return
        grid.title += first[0].lines
        grid.cells = [cell for cell in grid.cells if cell.row > 0]
        for cell in grid.cells:
            cell.row -= 1


def holds_figure(text: str) -> bool:
    """Whether a cell holds data: a figure alone, figures with their labels, or a grouped number or share."""
    if is_figure(text):
        return not is_year(text)
    return bool(_GROUPED.search(text) or _LABELLED.search(text))


def _header_rows(grid: Grid) -> int:
    count = _tagged_header_rows(grid)
    if count and not any(1 < cell.column_span < grid.columns for cell in grid.row(count - 1)):
        return count
    for number in range(count, min(grid.rows - 1, MAX_HEADER_ROWS)):
        row = [cell for cell in grid.row(number) if cell.text]
        data = [cell for cell in row if cell.column > 0] or row
        if any(cell.column == 0 and cell.column_span > 1 for cell in row) and len(row) == 1 and number:
            break
        if sum(holds_figure(cell.text) for cell in data) * 2 >= len(data) > 0:
            break
        if count and all(cell.column == 0 for cell in row):
            break
        count = number + 1
    has_data = any(holds_figure(cell.text) for cell in grid.cells if cell.row >= count and cell.column > 0)
    if has_data or count == 0:
        return count
    # Nothing but words: the first row heads the others where it is set apart from them.
    first, second = grid.row(0), grid.row(1)
    apart = all(cell.bold for cell in first if cell.text) and not all(
        cell.bold for cell in second if cell.text
    )
    return 1 if apart else 0


def _tagged_header_rows(grid: Grid) -> int:
    count = 0
    for number in range(grid.rows - 1):
        row = grid.row(number)
        if not row or not all(cell.header for cell in row):
            break
        count = number + 1
    return count


def _header_columns(grid: Grid) -> int:
    body = [cell for cell in grid.cells if cell.row >= grid.header_rows and cell.text]
    columns: list[list[str]] = [[] for _ in range(grid.columns)]
    for cell in body:
        if cell.column_span == 1:
            columns[cell.column].append(cell.text)
    figures = [sum(map(holds_figure, texts)) * 2 >= len(texts) > 0 for texts in columns]
    count = 0
    for texts, numeric in zip(columns, figures, strict=True):
        others = any(figures[count + 1 :])
        names = not numeric or (others and _counts_up(texts))
        if not texts and count == 0 and any(figures):
            count += 1
            continue
        long = sum(len(text.split()) for text in texts) > LONG_LABEL * max(1, len(texts))
        if not names or not texts or long or count == MAX_HEADER_COLUMNS or count == grid.columns - 1:
            break
        count += 1
    if not any(figures):
        return min(count, 1)
    return count


def _counts_up(texts: Sequence[str]) -> bool:
    """Whether a column only numbers its rows: years, or 1, 2, 3, ..."""
    if len(texts) > 1 and all(map(is_year, texts)):
        return True
    numbers = [text.strip().rstrip(".") for text in texts]
    return len(texts) > 2 and numbers[:3] == ["1", "2", "3"]


def _span_headings(grid: Grid) -> None:
    """Gives headings above several columns their span where no rule says how far they reach."""
    for number in range(grid.header_rows - 1):
        row = [cell for cell in grid.row(number) if cell.text and cell.column > 0]
        below = [cell for cell in grid.row(number + 1) if cell.text and cell.column > 0]
        columns = sorted(
            {column for cell in below for column in range(cell.column, cell.column + cell.column_span)}
        )
        if not row or len(row) >= len(columns) or any(cell.column_span > 1 for cell in row):
            continue
        if len(columns) % len(row):
            continue
        share = len(columns) // len(row)
        for k, cell in enumerate(row):
            own = columns[k * share : (k + 1) * share]
            cell.column, cell.column_span = own[0], own[-1] - own[0] + 1
