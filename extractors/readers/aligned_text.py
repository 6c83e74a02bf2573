"""Tables without rules: figures that stand under each other, with their labels to the left.

In: the pieces of lines that no ruled table took. Out: grids. Columns of figures are the seed, so that prose
in columns never becomes a table; labels over several lines are put together by the distances of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.readers.pdf_grid import Grid, GridCell
from extractors.readers.pdf_lines import Line, rows_of
from extractors.readers.text_columns import is_figure, is_year

ALIGNED = 3.0
"""Edges or middles of the figures of one column differ by at most this (points)."""
MAX_STEP = 4.5
"""Distance of two rows of one table, in sizes of the text."""
MIN_ROWS = 3
MAX_LABEL_GAP = 450.0
"""White space between a label and its figure, in points: nothing else stands between them."""

_OPEN_END = (
    "-",
    "/",
    ",",
    "(",
    "&",
    "–",
    " and",
    " of",
    " or",
    " the",
    " for",
    " by",
    " in",
    " to",
    " with",
    " und",
)
_LEADERS = re.compile(r"(?:[.·…]\s?){4,}\s*$")


@dataclass(slots=True)
class _Unit:
    """The figures of one printed row and the label before them."""

    figures: list[Line]
    label: Line | None

    @property
    def y(self) -> float:
        return self.figures[0].baseline


@dataclass(slots=True)
class _Column:
    x0: float
    x1: float

    def takes(self, line: Line) -> bool:
        """Whether the line ends, begins or is centred where the column does."""
        return (
            abs(line.x1 - self.x1) <= ALIGNED
            or abs(line.x0 - self.x0) <= ALIGNED
            or abs(line.x0 + line.x1 - self.x0 - self.x1) <= 2 * ALIGNED
        )


@dataclass(slots=True)
class _Chain:
    """Rows found so far of one table."""

    units: list[_Unit]
    columns: list[_Column] = field(default_factory=list)

    def takes(self, unit: _Unit) -> bool:
        last = self.units[-1]
        if not 0 < unit.y - last.y <= MAX_STEP * max(last.figures[0].size, unit.figures[0].size):
            return False
        return all(any(column.takes(figure) for column in self.columns) for figure in unit.figures)

    def add(self, unit: _Unit) -> None:
        self.units.append(unit)
        for figure in unit.figures:
            for column in self.columns:
                if column.takes(figure):
                    column.x0, column.x1 = min(column.x0, figure.x0), max(column.x1, figure.x1)
                    break
            else:
                self.columns.append(_Column(figure.x0, figure.x1))


def aligned_tables(pieces: Sequence[Line]) -> list[tuple[Grid, set[int]]]:
    """Grids found in the pieces, each with the ids of the pieces it takes."""
    rows = rows_of(pieces)
    chains: list[_Chain] = []
    for row in rows:
        for unit in _units(row):
            chain = next((chain for chain in reversed(chains) if chain.takes(unit)), None)
            if chain is None:
                chain = _Chain([])
                chains.append(chain)
            chain.add(unit)
    found = []
    taken: set[int] = set()
    for chain in chains:
        if len(chain.units) < MIN_ROWS or not any(unit.label for unit in chain.units):
            continue
        built = _build(chain, [piece for piece in pieces if id(piece) not in taken])
        if built is not None:
            taken |= built[1]
            found.append(built)
    return found


def _units(row: Sequence[Line]) -> list[_Unit]:
    """The row's runs of figures, each with the text before it."""
    units: list[_Unit] = []
    label: Line | None = None
    figures: list[Line] = []
    for piece in row:
        if is_figure(piece.text):
            figures.append(piece)
            continue
        if figures:
            units.append(_Unit(figures, label))
        label, figures = piece, []
    if figures:
        units.append(_Unit(figures, label))
    return [unit for unit in units if unit.label is None or _labels(unit.label, unit.figures[0])]


def _labels(label: Line, figure: Line) -> bool:
    """Whether a text names the figure after it, and does not lead by dots to a page number."""
    return figure.x0 - label.x1 <= MAX_LABEL_GAP and not _LEADERS.search(label.text)


def _build(chain: _Chain, pieces: Sequence[Line]) -> tuple[Grid, set[int]] | None:
    labels = [unit.label for unit in chain.units if unit.label is not None]
    figures = [figure for unit in chain.units for figure in unit.figures]
    columns = sorted(chain.columns, key=lambda column: column.x0)
    left = min(label.x0 for label in labels)
    edge = columns[0].x0
    top, bottom = chain.units[0].y, chain.units[-1].y
    size = max(line.size for line in figures)
    if any(label.x1 > edge + ALIGNED for label in labels):
        return None
    own = {id(line) for line in (*labels, *figures)}
    loose = [
        piece
        for piece in pieces
        if id(piece) not in own
        and left - ALIGNED <= piece.x0
        and piece.x1 <= edge + ALIGNED
        and top - 2.2 * size <= piece.baseline <= bottom + 1.5 * size
    ]
    entries = _with_loose_labels(chain.units, _of_table(loose, chain, size))
    entries = [*_heading(chain, pieces, left, columns, own), *entries]
    cells: list[GridCell] = []
    used: set[int] = set()
    limits = [left - ALIGNED, *_limits(columns, left, labels)]
    for number, entry in enumerate(entries):
        by_column: dict[int, list[Line]] = {}
        for line in entry:
            used.add(id(line))
            middle = (line.x0 + line.x1) / 2
            at = 0 if line.x1 <= edge and middle < limits[1] else _nearest_column(columns, line) + 1
            by_column.setdefault(at, []).append(line)
        cells += [GridCell(number, at, 1, 1, lines) for at, lines in sorted(by_column.items())]
    lines = [line for entry in entries for line in entry]
    box = (
        min(line.x0 for line in lines), min(line.top for line in lines),
        max(line.x1 for line in lines), max(line.bottom for line in lines),
    )  # fmt: skip
    grid = Grid(lines[0].page, box, cells, tuple(limits), "aligned")
    grid.drop_empty()
    return (grid, used) if grid.columns >= 2 else None


def _limits(columns: Sequence[_Column], left: float, labels: Sequence[Line]) -> list[float]:
    """Left limits of the columns of figures: half way to what stands before them."""
    ends = [max(label.x1 for label in labels), *(column.x1 for column in columns)]
    return [(end + column.x0) / 2 for end, column in zip(ends, columns, strict=False)]


def _nearest_column(columns: Sequence[_Column], line: Line) -> int:
    middle = (line.x0 + line.x1) / 2
    return min(
        range(len(columns)),
        key=lambda i: (
            max(columns[i].x0 - line.x1, line.x0 - columns[i].x1, 0),
            abs((columns[i].x0 + columns[i].x1) / 2 - middle),
        ),
    )


def _of_table(loose: Sequence[Line], chain: _Chain, size: float) -> list[Line]:
    """The loose label lines that stand between rows, or right beside the first or the last one."""
    ys = [unit.y for unit in chain.units]
    steps = sorted(b - a for a, b in pairwise(ys))
    step = steps[len(steps) // 2]
    kept: list[Line] = []
    for line in loose:
        before = [line.baseline - y for y in ys if y < line.baseline]
        after = [y - line.baseline for y in ys if y > line.baseline]
        near = min([*before, *after])
        if (before and after and near <= step * 1.5) or near < min(0.8 * step, 1.6 * size):
            kept.append(line)
    return kept


def _with_loose_labels(units: Sequence[_Unit], loose: Sequence[Line]) -> list[list[Line]]:
    """Rows top to bottom, each label line without figures put to the row it belongs to."""
    entries: list[list[Line]] = [[*([unit.label] if unit.label else []), *unit.figures] for unit in units]
    ys = [unit.y for unit in units]
    bare = [unit.label is None for unit in units]
    own_rows: list[tuple[float, list[Line]]] = []
    for line in sorted(loose, key=lambda line: line.baseline):
        i_before = max((i for i, y in enumerate(ys) if y < line.baseline), default=None)
        i_after = min((i for i, y in enumerate(ys) if y > line.baseline), default=None)
        to_before = line.baseline - _label_y(entries[i_before], ys[i_before]) if i_before is not None else 1e9
        to_after = ys[i_after] - line.baseline if i_after is not None else 1e9
        if i_after is not None and bare[i_after] and to_after < to_before:
            entries[i_after].insert(0, line)
        elif i_before is not None and (
            bare[i_before] or _goes_on(entries[i_before], line, to_before, to_after)
        ):
            entries[i_before].append(line)
        elif (
            i_after is not None
            and to_after < 1.8 * line.size
            and _leads_on(line, entries[i_after], to_before, to_after)
        ):
            entries[i_after].insert(0, line)
        else:
            own_rows.append((line.baseline, [line]))
    rows = [*zip(ys, entries, strict=True), *own_rows]
    return [entry for _, entry in sorted(rows, key=lambda row: row[0])]


def _label_y(entry: Sequence[Line], y: float) -> float:
    """Baseline of the last line of a row."""
    return max([y, *(line.baseline for line in entry)])


def _goes_on(entry: Sequence[Line], line: Line, to_before: float, to_after: float) -> bool:
    """Whether a label line continues the label of the row above it."""
    label = min(entry, key=lambda one: one.x0)
    if to_before > 1.5 * line.size:
        return False
    words = line.text
    ends_open = label.text.rstrip().endswith(_OPEN_END)
    return to_before < 0.92 * to_after or ends_open or words[:1].islower()


def _leads_on(line: Line, entry: Sequence[Line], to_before: float, to_after: float) -> bool:
    """Whether a label line is the beginning of the label of the row below it."""
    label = min(entry, key=lambda one: one.x0)
    near = to_after < 0.9 * to_before and to_after < 1.35 * line.size
    return near or line.text.rstrip().endswith(_OPEN_END) or label.text[:1].islower()


def _heading(
    chain: _Chain, pieces: Sequence[Line], left: float, columns: Sequence[_Column], own: set[int]
) -> list[list[Line]]:
    """Rows above the figures that name the columns, top to bottom."""
    right = columns[-1].x1
    edge = columns[0].x0
    y, size = chain.units[0].y, chain.units[0].figures[0].size
    rows: list[list[Line]] = []
    above = [
        piece
        for piece in pieces
        if id(piece) not in own
        and piece.baseline < y - 0.5 * size
        and piece.x1 > left
        and piece.x0 < right + 30
    ]
    for row in reversed(rows_of(above)):
        step = y - row[0].baseline
        over = [piece for piece in row if piece.x1 > edge]
        crossing = any(piece.x0 < left + 30 and piece.x1 > edge for piece in row)
        if step > 3.2 * size or not over or crossing or any(len(piece.text) > 60 for piece in over):
            break
        if len(rows) >= 4:
            break
        rows.insert(0, row)
        y = row[0].baseline
    return _joined_heading(rows, size)


def _joined_heading(rows: list[list[Line]], size: float) -> list[list[Line]]:
    """Heading lines that are one heading printed over several lines, put together."""
    joined: list[list[Line]] = []
    for row in rows:
        years = all(is_year(piece.text) for piece in row if piece.text)
        if joined and not years and row[0].baseline - joined[-1][-1].baseline < 1.3 * size:
            joined[-1] = [*joined[-1], *row]
        else:
            joined.append(list(row))
    return joined
