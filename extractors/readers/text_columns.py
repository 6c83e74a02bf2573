"""Columns read off the white space between words: shared by tables with few rules and tables with none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf_grid import BoxTuple, Grid, GridCell, cell_lines
from extractors.readers.pdf_lines import Line, Word

MIN_GAP = 4.0
"""White space between two columns, in points."""
SPLIT_GAP = 0.45
"""At a column's edge a gap wider than this part of the size parts two cells."""

_FIGURE = re.compile(
    r"""[(<>~≈±+−–-]?\s?(?:[$€£¥]|[A-Z]{3}\s|US\$)?\s?[(+−–-]?
    (?:\d[\d.,'’\u202f\u00a0 ]*\d|\d|\.\d+)
    \s?(?:%|‰|pp|k|m|bn|mn|x|[Tt]housand|[Mm]illion|[Bb]illion|[$€£])?\s?[)*†‡]?
    |[-–—−]+|\*|[Nn]/?[Aa]|\.\.\.?|…""",
    re.VERBOSE,
)
_YEAR = re.compile(
    r"(?:(?:CY|FY|Q[1-4]|H[12])\s?)?(?:19|20)\d\d(?:[/–-](?:\d\d|(?:19|20)\d\d))?\*?", re.IGNORECASE
)


def is_figure(text: str) -> bool:
    """Whether a cell's text is a figure and nothing else; printed dashes for nothing count."""
    return bool(_FIGURE.fullmatch(text.strip()))


def is_year(text: str) -> bool:
    """Whether a text names a year, half year or quarter: as likely a heading as a figure."""
    return bool(_YEAR.fullmatch(text.strip()))


def common_gaps(rows: Sequence[Sequence[Line]], x0: float, x1: float) -> list[float]:
    """Where columns begin: x0, and the middles of the white gaps that nearly all rows leave open."""
    # Headings may stand wholly before their figures; where there are rows of figures, these tell.
    figures = [row for row in rows if any(is_figure(p.text) and not is_year(p.text) for p in row[1:])]
    telling = figures if len(figures) > 2 else [row for row in rows if len(row) > 1] or list(rows)
    spans = [sorted((piece.x0, piece.x1) for piece in row) for row in telling]
    events: list[tuple[float, int]] = []
    for row in spans:
        for start, end in _united(row):
            events += [(start, 1), (end, -1)]
    allowed = 0.1 * len(spans)
    starts, covered, opened = [x0], 0, None
    for x, step in sorted(events, key=lambda event: (event[0], -event[1])):
        before = covered
        covered += step
        if before > allowed >= covered:
            opened = x
        elif before <= allowed < covered:
            if opened is not None and x - opened >= MIN_GAP:
                starts.append((opened + x) / 2)
            opened = None
    return [start for start in starts if start < x1]


def _united(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for start, end in spans:
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def grid_of_rows(
    rows: Sequence[Sequence[Line]], starts: Sequence[float], page: int, box: BoxTuple, found_by: str
) -> Grid | None:
    """A grid of rows of line pieces and the left limits of the columns.

    A piece that crosses a limit is parted at the gap there; a heading that goes on across spans both columns.
    """
    cells: list[GridCell] = []
    for number, row in enumerate(rows):
        cells += _row_cells(number, row, starts, page)
    grid = Grid(page, box, cells, tuple(starts), found_by)
    grid.drop_empty()
    return grid if grid.columns >= 2 else None


def _row_cells(number: int, row: Sequence[Line], starts: Sequence[float], page: int) -> list[GridCell]:
    holds_figures = any(is_figure(piece.text) and not is_year(piece.text) for piece in row)
    parts = [words for piece in row for words in _parted(piece.words, starts)]
    if not holds_figures and len(parts) == len(starts) and _follow(parts):
        parts.sort(key=lambda words: words[0].x0)
        return [GridCell(number, i, 1, 1, cell_lines(words, page)) for i, words in enumerate(parts)]
    spans: dict[tuple[int, int], list[Word]] = {}
    for words in parts:
        first, last = _column(words[0].x0 + 1, starts), _column(words[-1].x1 - 1, starts)
        if first != last and (holds_figures or not _crosses(words, starts, first, last)):
            first = last = _column((words[0].x0 + words[-1].x1) / 2, starts)
        spans.setdefault((first, last), []).extend(words)
    spans = _beside_others(spans)
    for (first, last), words in list(spans.items()):
        # A column that a wider cell of the same row covers is part of that cell.
        wider = next(
            (key for key in spans if key != (first, last) and key[0] <= first and last <= key[1]), None
        )
        if wider is not None:
            spans[wider].extend(words)
            del spans[first, last]
    return [
        GridCell(number, first, 1, last - first + 1, cell_lines(words, page))
        for (first, last), words in sorted(spans.items())
    ]


def _follow(parts: Sequence[Sequence[Word]]) -> bool:
    """Whether the parts of a row stand on one line, each right of the one before."""
    ordered = sorted(parts, key=lambda words: words[0].x0)
    level = (
        max(p[0].baseline for p in ordered) - min(p[0].baseline for p in ordered) < 0.5 * ordered[0][0].size
    )
    return level and all(left[-1].x1 <= right[0].x0 for left, right in pairwise(ordered))


def _beside_others(spans: dict[tuple[int, int], list[Word]]) -> dict[tuple[int, int], list[Word]]:
    """The spans, those that reach into a column where something else stands cut back to their own columns."""
    single = {first: words for (first, last), words in spans.items() if first == last}
    kept: dict[tuple[int, int], list[Word]] = {}
    for (first, last), words in sorted(spans.items()):
        if first < last and first in single and single[first][-1].x1 <= words[0].x0:
            first += 1
        elif first < last and last in single and single[last][0].x0 >= words[-1].x1:
            last -= 1
        kept.setdefault((first, last), []).extend(words)
    return kept


def columns_filled(row: Sequence[Line], starts: Sequence[float]) -> set[int] | None:
    """The columns in which the pieces of a row stand; None where one goes across the edge of a column."""
    filled: set[int] = set()
    for piece in row:
        for words in _parted(piece.words, starts):
            first, last = _column(words[0].x0 + 1, starts), _column(words[-1].x1 - 1, starts)
            if first != last:
                return None
            filled.add(first)
    return filled


def _column(x: float, starts: Sequence[float]) -> int:
    return max((i for i, start in enumerate(starts) if start - 3 <= x), default=0)


def _parted(words: Sequence[Word], starts: Sequence[float]) -> list[list[Word]]:
    """The words parted where a wide gap lies at the edge of a column."""
    parts = [[words[0]]]
    gaps = sorted(right.x0 - left.x1 for left, right in pairwise(words))
    usual = gaps[(len(gaps) - 1) // 2] if len(gaps) > 1 else 0.0
    for left, right in pairwise(words):
        gap = right.x0 - left.x1
        edge = any(left.x1 - 3 <= start <= right.x0 + 3 for start in starts)
        figure = is_figure(left.text) or is_figure(right.text)
        if edge and gap > max(SPLIT_GAP * max(left.size, right.size), 0.0 if figure else 1.3 * usual):
            parts.append([])
        parts[-1].append(right)
    return parts


def _crosses(words: Sequence[Word], starts: Sequence[float], first: int, last: int) -> bool:
    """Whether the words lie well on both sides of the outermost edges they cross."""
    return starts[first + 1] - words[0].x0 > 8 and words[-1].x1 - starts[last] > 8
