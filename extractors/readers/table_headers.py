"""Which leading rows and columns of a table name the rest, told by what the cells say.

For tables whose format does not say it: text and CSV always, web and word tables often.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.readers.builder import CellText

FIGURE = re.compile(
    r"[(<>≤≥~≈±+\-–−]*\s*(?:[$€£¥]|US\$|USD|EUR|GBP)?\s*[<>~]?[+\-–−]?\d[\d.,\u00a0\u202f' ]*\s*"
    r"(?:%|‰|pp|bn|[kKmMbB]|million|billion|thousand|hours?|hrs?|days?|mins?|minutes?|h|€|\$|£)?\s*\)?[*†‡]*"
)
_BLANK = re.compile(r"[-–—−.*/\s]*|n/?\.?a\.?|nil|none|not available|\.\.", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:(?:FY|CY|H[12]|Q[1-4]|[A-Za-z]{3,9}\.?)[\s-]*)?(?:19|20)\d\d(?:\s*[-–/]\s*(?:\d\d|(?:19|20)\d\d))?"
    r"(?:[\s-]*(?:H[12]|Q[1-4]))?\*?"
)
_LONGEST_FIGURE = 60
_MOST_HEADER_ROWS = 4
_MOST_HEADER_COLUMNS = 3
_MOST_PLACES = 2_000_000


def is_figure(text: str) -> bool:
    """Whether a cell holds a number and nothing but a number, its sign, unit and mark."""
    return 0 < len(text) <= _LONGEST_FIGURE and bool(FIGURE.fullmatch(text.strip()))


def is_period(text: str) -> bool:
    """Whether a cell holds a year, half year or quarter, which names a row or column."""
    return len(text) <= _LONGEST_FIGURE and bool(_PERIOD.fullmatch(text.strip()))


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing, or a sign that stands for nothing."""
    return len(text) <= _LONGEST_FIGURE and bool(_BLANK.fullmatch(text.strip()))


def flag_headers(cells: Sequence[CellText], head: int = 0) -> tuple[int, int]:
    """(header rows, header columns) of a table, whose header cells are flagged accordingly.

    `head` is the number of leading rows that the format itself calls header rows; cells that it calls
    header cells come flagged. What it leaves open is told by content.
    """
    rows = max((cell.row + cell.row_span for cell in cells), default=0)
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    columns = _flagged_columns(cells, head, rows)
    if rows * width <= _MOST_PLACES:
        grid = _grid(cells, rows, width)
        if not head:
            head = _header_rows(grid) if rows else 0
        columns = columns or _header_columns(grid[head:])
    for cell in cells:
        if cell.row < head or cell.column < columns:
            cell.header = True
    return head, columns


def _flagged_columns(cells: Sequence[CellText], head: int, rows: int) -> int:
    """How many leading columns are flagged as headers in four fifths of the body's rows."""
    body = rows - head
    flagged = [0] * _MOST_HEADER_COLUMNS
    for cell in cells:
        if cell.header and cell.row >= head:
            for column in range(cell.column, min(cell.column + cell.column_span, _MOST_HEADER_COLUMNS)):
                flagged[column] += cell.row_span
    columns = 0
    while body and columns < _MOST_HEADER_COLUMNS and flagged[columns] >= 0.8 * body:
        columns += 1
    return columns


def _grid(cells: Sequence[CellText], rows: int, width: int) -> list[list[str]]:
    grid = [[""] * width for _ in range(rows)]
    for cell in cells:
        for row in grid[cell.row : cell.row + cell.row_span]:
            row[cell.column : cell.column + cell.column_span] = [cell.text] * cell.column_span
    return grid


def _header_rows(grid: Sequence[Sequence[str]]) -> int:
    width = len(grid[0])
    figures = [_share_of_figures([row[column] for row in grid[1:]]) for column in range(width)]
    numeric = [column for column in range(width) if figures[column] >= 0.5]
    if not numeric:
        return 1 if len(grid) > 1 and _reads_as_headings(grid) else 0
    rows = 0
    for row in grid[: min(_MOST_HEADER_ROWS, len(grid) - 1)]:
        cells = [row[column] for column in numeric]
        if any(is_figure(cell) and not is_period(cell) for cell in cells):
            break
        if all(is_blank(cell) for cell in cells) and rows:
            break
        rows += 1
    return rows


def _reads_as_headings(grid: Sequence[Sequence[str]]) -> bool:
    """A first row of short different words over rows that are, in some column, far longer."""
    first = grid[0]
    if len(first) < 2 or any(is_blank(cell) for cell in first) or len(set(first)) < len(first):
        return False
    longest = max(len(cell) for cell in first)
    return longest <= 40 and max(len(cell) for row in grid[1:] for cell in row) > 2 * longest


def _header_columns(body: Sequence[Sequence[str]]) -> int:
    if not body or len(body[0]) < 2:
        return 0
    width = len(body[0])
    columns = 0
    for column in range(min(width - 1, _MOST_HEADER_COLUMNS)):
        cells = [row[column] for row in body]
        if _share_of_figures(cells) >= 0.5 and not _are_labels(cells):
            break
        columns += 1
    rest = [[row[column] for row in body] for column in range(columns, width)]
    if not any(_share_of_figures(cells) >= 0.5 for cells in rest):
        return min(columns, 1)
    return columns


def _share_of_figures(cells: Sequence[str]) -> float:
    """Of the cells that are not blank, the share that are figures (periods count as figures here)."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return sum(1 for cell in filled if is_figure(cell)) / len(filled) if filled else 0.0


def _are_labels(cells: Sequence[str]) -> bool:
    """Years, or a rank that counts up by one: numbers that name their row."""
    filled = [cell.strip().rstrip(".") for cell in cells if not is_blank(cell)]
    if filled and all(is_period(cell) for cell in filled):
        return True
    ranks = [int(cell) for cell in filled if cell.isdecimal() and len(cell) < 7]
    return (
        len(ranks) > 2 and len(ranks) == len(filled) and ranks == list(range(ranks[0], ranks[0] + len(ranks)))
    )
