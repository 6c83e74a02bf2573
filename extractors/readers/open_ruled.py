"""Tables with horizontal rules only: rows lie between the rules, columns begin where their pieces do.

In: the pieces of the page's rules, its filled rectangles and its words. Out: grids. Where the rules run
through in one piece, the columns are the white gaps that the rows have in common; where there are few rules
(above and below the heading and at the end), rows are the printed lines between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.readers.pdf_grid import Grid, cell_lines, same_columns
from extractors.readers.pdf_lines import Line, Word, fragments, rows_of
from extractors.readers.pdfium_page import ASCENT
from extractors.readers.pdfium_paths import Obj
from extractors.readers.text_columns import columns_filled, common_gaps, grid_of_rows, is_figure, is_year

SAME_EDGE = 6.0
"""Ends of two rules of one table lie at most this far apart (points)."""
MAX_ROW_HEIGHT = 120.0
MAX_SHADED_GAP = 30.0
"""Height of a first row between the shaded heading and the first rule."""
MIN_RULE = 15.0
MIN_ROWS = 3
CLOSE_LINES = 1.3
"""Distance of the lines of one label, in sizes of the text."""
MAX_OPEN_ROWS = 2
"""Rows that may follow the last rule or stripe: a last row and a total."""
MAX_ROW_LINES = 6
"""Printed lines of one row; with more between two rules the rows are lines of text, not bands."""


@dataclass(slots=True)
class _Rule:
    """A whole horizontal rule and where its pieces begin."""

    y: float
    x0: float
    x1: float
    starts: list[float] = field(default_factory=list)


def open_ruled_tables(
    rules: Sequence[Obj],
    fills: Sequence[Obj],
    words: Sequence[Word],
    page: int,
    continuing: Sequence[float] | None = None,
) -> list[Grid]:
    """Grids of the tables between horizontal rules, top to bottom.

    `continuing` holds the columns of the table that the page before ended with: one row goes on with it.
    """
    found: list[Grid] = []
    for group in _groups(_whole_rules(rules)):
        if len(group) < 2:
            continue
        x0, x1 = min(rule.x0 for rule in group), max(rule.x1 for rule in group)
        ys = sorted({rule.y for rule in group})
        ys = _with_shading(ys, x0, x1, fills)
        across = [word for word in words if x0 - 3 <= (word.x0 + word.x1) / 2 <= x1 + 3]
        starts = _columns(group, x0, x1)
        if len(starts) < 2:
            starts = common_gaps([fragments(band, page) for band in _bands(across, ys) if band], x0, x1)
        ys = _with_open_rows(ys, across, starts, page)
        grid = _grid(_bands(across, ys), starts, page, (x0, ys[0], x1, ys[-1]), continuing)
        if grid is not None:
            found.append(grid)
    return found


def _bands(words: Sequence[Word], ys: Sequence[float]) -> list[list[Word]]:
    """The words between each two heights."""
    return [[word for word in words if top <= _middle(word) < bottom] for top, bottom in pairwise(ys)]


def _with_open_rows(
    ys: Sequence[float], words: Sequence[Word], starts: Sequence[float], page: int
) -> list[float]:
    """The heights with that of a first row which has no rule above it, and of a last one with none below."""
    usual = sorted(bottom - top for top, bottom in pairwise(ys))[(len(ys) - 1) // 2]
    if len(starts) < 2 or len(ys) < MIN_ROWS or usual > MAX_SHADED_GAP * 2:
        return list(ys)
    top: list[float] = []
    for number in range(MAX_OPEN_ROWS):
        edge = top[0] if top else ys[0]
        above = rows_of(fragments([word for word in words if _middle(word) < edge], page))
        first = _open_row(above[::-1], edge, usual, starts)
        # Above a first row only its heading may follow.
        if not first or (number and any(is_figure(one.text) and not is_year(one.text) for one in first)):
            break
        top.insert(0, min(line.top for line in first) - 1)
    bottom: list[float] = []
    for _ in range(MAX_OPEN_ROWS):
        edge = bottom[-1] if bottom else ys[-1]
        below = rows_of(fragments([word for word in words if _middle(word) >= edge], page))
        last = _open_row(below, edge, usual, starts)
        if not any(is_figure(line.text) and line.x0 > starts[1] - 3 for line in last):
            break
        bottom.append(max(line.bottom for line in last) + 1)
    return [*top, *ys, *bottom]


def _open_row(rows: Sequence[list[Line]], rule: float, usual: float, starts: Sequence[float]) -> list[Line]:
    """The printed lines next to a rule that make one more row: near it, near each other, in the columns."""
    taken: list[Line] = []
    filled: set[int] = set()
    at, room = rule, usual
    for row in rows:
        columns = columns_filled(row, starts)
        nearest = row[0].baseline - ASCENT * row[0].size / 2
        if columns is None or abs(nearest - at) > room:
            break
        taken += row
        filled |= columns
        at, room = nearest, CLOSE_LINES * row[0].size
    return taken if len(filled) > 1 else []


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _whole_rules(pieces: Sequence[Obj]) -> list[_Rule]:
    """Rules made of pieces on one height that follow each other without a wide gap."""
    flat = sorted((p["top"], p["x0"], p["x1"]) for p in pieces if p["orientation"] == "h")
    levels: list[list[tuple[float, float, float]]] = []
    for piece in flat:
        if levels and piece[0] - levels[-1][-1][0] <= 1.5:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    whole: list[_Rule] = []
    for level in levels:
        y = sum(piece[0] for piece in level) / len(level)
        current: _Rule | None = None
        for _, x0, x1 in sorted(level, key=lambda piece: piece[1:]):
            if current is not None and x0 <= current.x1 + SAME_EDGE:
                current.x1 = max(current.x1, x1)
                if x0 - current.starts[-1] > 1.0:
                    current.starts.append(x0)
            else:
                current = _Rule(y, x0, x1, [x0])
                whole.append(current)
    return [rule for rule in whole if rule.x1 - rule.x0 > MIN_RULE]


def _groups(rules: Sequence[_Rule]) -> list[list[_Rule]]:
    """Rules that begin and end alike and follow each other closely enough to be one table's."""
    groups: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.y):
        for group in reversed(groups):
            last = group[-1]
            alike = abs(last.x0 - rule.x0) < SAME_EDGE and abs(last.x1 - rule.x1) < SAME_EDGE
            if alike and (rule.y - last.y < MAX_ROW_HEIGHT or len(group) <= 2):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _with_shading(ys: list[float], x0: float, x1: float, fills: Sequence[Obj]) -> list[float]:
    """The heights of the rules and, where shaded bands adjoin the first or the last, the bands' edges.

    A band touches the rules, or leaves room for one row that has no rule on its other side.
    """
    bands = _stripes(fills, x0, x1)
    above: list[float] = []
    for top, bottom in reversed(bands):
        first = above[0] if above else ys[0]
        if top < first - 4 and first - bottom < MAX_SHADED_GAP and first - top < MAX_ROW_HEIGHT:
            above[:0] = [top, bottom] if bottom < first - 4 else [top]
    below: list[float] = []
    for top, bottom in bands:
        last = below[-1] if below else ys[-1]
        if bottom > last + 4 and top - last < 4 and bottom - last < MAX_ROW_HEIGHT:
            below.append(bottom)
    return [*above, *ys, *below]


def _stripes(fills: Sequence[Obj], x0: float, x1: float) -> list[tuple[float, float]]:
    """Heights of the shaded stripes over the width of the rules; pieces that touch are one stripe."""
    pieces = sorted(
        (fill["top"], fill["bottom"])
        for fill in fills
        if fill["fill"] and fill["height"] > 5 and fill["x0"] > x0 - SAME_EDGE and fill["x1"] < x1 + SAME_EDGE
    )
    bands: list[tuple[float, float]] = []
    for top, bottom in pieces:
        if bands and top < bands[-1][1] - 1:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return bands


def _columns(group: Sequence[_Rule], x0: float, x1: float) -> list[float]:
    """Where the columns begin, by the pieces of the rules; one start where the rules run through."""
    starts: Counter[float] = Counter()
    for rule in group:
        for start in {
            next((known for known in starts if abs(known - start) < SAME_EDGE), start)
            for start in rule.starts
        }:
            starts[start] += 1
    kept = sorted(start for start, count in starts.items() if count >= max(2, 0.4 * len(group)))
    return [start for start in kept if start < x1 - 5] or [x0]


def _grid(
    bands: Sequence[list[Word]],
    starts: list[float],
    page: int,
    box: tuple[float, float, float, float],
    continuing: Sequence[float] | None,
) -> Grid | None:
    filled = [band for band in bands if band]
    if not filled or max(len(cell_lines(band, page)) for band in filled) > MAX_ROW_LINES:
        return None
    pieces = [fragments(band, page) for band in filled]
    if len(starts) < 2 or (len(filled) < MIN_ROWS and not same_columns(starts, continuing)):
        return None
    return grid_of_rows(pieces, starts, page, box, "open-ruled")
