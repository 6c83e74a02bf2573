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
from extractors.readers.pdf_lines import Line, parted, rows_of
from extractors.readers.text_columns import is_figure, is_year
from extractors.readers.text_rows import Unit, labelled_rows

ALIGNED = 3.0
"""Edges or middles of the figures of one column differ by at most this (points)."""
MAX_STEP = 4.5
"""Distance of two rows of one table, in sizes of the text."""
MIN_ROWS = 3
CLOSE_LINES = 1.3
"""Distance of the lines of one heading, in sizes of the text."""
MAX_OPEN = 6
"""Tables side by side that may go on at once."""
MAX_LABEL_GAP = 450.0
"""White space between a label and its figure, in points: nothing else stands between them."""

_LEADERS = re.compile(r"(?:[.·…]\s?){4,}\s*$")


@dataclass(slots=True)
class _Column:
    x0: float
    x1: float

    def holds(self, line: Line) -> bool:
        """Whether the line lies in the column."""
        return self.x0 - ALIGNED <= line.x0 and line.x1 <= self.x1 + ALIGNED

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

    units: list[Unit]
    columns: list[_Column] = field(default_factory=list)
    reach: float = 0.0
    """Baseline of the last line of its last label."""

    def takes(self, unit: Unit) -> bool:
        last = self.units[-1]
        size = max(last.figures[0].size, unit.figures[0].size)
        if not last.y < unit.y <= max(last.y, self.reach) + MAX_STEP * size:
            return False
        return all(any(column.takes(figure) for column in self.columns) for figure in unit.figures)

    def goes_on(self, line: Line) -> bool:
        """Whether a line without figures may be one more line of the last label."""
        label = next((unit.label for unit in reversed(self.units) if unit.label), None)
        return (
            label is not None
            and abs(line.x0 - label.x0) <= ALIGNED
            and line.x1 < min(column.x0 for column in self.columns)
            and line.baseline - max(self.units[-1].y, self.reach) <= 2.6 * line.size
        )

    def add(self, unit: Unit) -> None:
        self.units.append(unit)
        for figure in unit.figures:
            for column in self.columns:
                if column.takes(figure):
                    column.x0, column.x1 = min(column.x0, figure.x0), max(column.x1, figure.x1)
                    break
            else:
                self.columns.append(_Column(figure.x0, figure.x1))


def aligned_tables(pieces: Sequence[Line], continuing: Grid | None = None) -> list[tuple[Grid, set[int]]]:
    """Grids found in the pieces, each with the ids of the pieces it takes.

    `continuing` is the table that the page before ended with: one row is enough to go on with it.
    """
    rows = rows_of(pieces)
    chains: list[_Chain] = []
    for row in rows:
        for chain in chains[-MAX_OPEN:]:
            if any(chain.goes_on(piece) for piece in row):
                chain.reach = row[0].baseline
        for unit in _units(row):
            going_on = next((chain for chain in reversed(chains) if chain.takes(unit)), None)
            if going_on is None:
                going_on = _Chain([])
                chains.append(going_on)
            going_on.add(unit)
    found = []
    taken: set[int] = set()
    beside = [unit.label.x0 for chain in chains for unit in chain.units if unit.label]
    for chain in chains:
        if not any(unit.label for unit in chain.units):
            continue
        if len(chain.units) < MIN_ROWS and continuing is None:
            continue
        built = _build(chain, [piece for piece in pieces if id(piece) not in taken], beside)
        if built is not None and (
            len(chain.units) >= MIN_ROWS or (continuing is not None and continuing.alike(built[0]))
        ):
            taken |= built[1]
            found.append(built)
    return found


def _units(row: Sequence[Line]) -> list[Unit]:
    """The row's runs of figures, each with the text before it."""
    units: list[Unit] = []
    label: Line | None = None
    figures: list[Line] = []
    for piece in row:
        if is_figure(piece.text):
            figures.append(piece)
            continue
        if figures:
            units.append(Unit(figures, label))
        label, figures = piece, []
    if figures:
        units.append(Unit(figures, label))
    return [unit for unit in units if unit.label is None or _labels(unit.label, unit.figures[0])]


def _labels(label: Line, figure: Line) -> bool:
    """Whether a text names the figure after it, and does not lead by dots to a page number."""
    return figure.x0 - label.x1 <= MAX_LABEL_GAP and not _LEADERS.search(label.text)


def _build(chain: _Chain, pieces: Sequence[Line], labels_at: Sequence[float]) -> tuple[Grid, set[int]] | None:
    """The grid of a chain. `labels_at` are the left edges of all tables' labels: their headings are there."""
    labels = [unit.label for unit in chain.units if unit.label is not None]
    figures = [figure for unit in chain.units for figure in unit.figures]
    layout = _Layout(labels, figures, sorted(chain.columns, key=lambda column: column.x0))
    if any(label.x1 > layout.edge + ALIGNED for label in labels):
        return None
    own = {id(line) for line in (*labels, *figures)}
    others = [piece for piece in pieces if id(piece) not in own]
    entries = labelled_rows(chain.units, _loose_labels(others, chain, layout))
    own |= {id(line) for entry in entries for line in entry}
    own |= {
        id(piece)
        for piece in others
        if piece.x0 > layout.right and any(abs(piece.x0 - x) <= ALIGNED for x in labels_at)
    }
    cells: list[GridCell] = []
    used: set[int] = set()
    head = _heading(chain, [piece for piece in others if id(piece) not in own], layout, used)
    for number, entry in enumerate([*head, *entries]):
        by_column: dict[int, list[Line]] = {}
        for line in entry:
            used.add(id(line))
            by_column.setdefault(layout.column_of(line), []).append(line)
        cells += [GridCell(number, at, 1, 1, lines) for at, lines in sorted(by_column.items())]
    lines = [line for entry in [*head, *entries] for line in entry]
    box = (
        min(line.x0 for line in lines), min(line.top for line in lines),
        max(line.x1 for line in lines), max(line.bottom for line in lines),
    )  # fmt: skip
    grid = Grid(lines[0].page, box, cells, tuple(layout.limits()), "aligned")
    grid.drop_empty()
    return (grid, used) if grid.columns >= 2 else None


class _Layout:
    """Where the labels and the columns of figures of one table stand."""

    def __init__(self, labels: Sequence[Line], figures: Sequence[Line], columns: Sequence[_Column]) -> None:
        self.columns = columns
        self.left = min(label.x0 for label in labels)
        self.labels_end = max(label.x1 for label in labels)
        self.edge = columns[0].x0
        self.right = columns[-1].x1
        self.size = max(line.size for line in figures)
        self._flush_left = [
            all(figure.x0 - column.x0 <= ALIGNED for figure in figures if column.holds(figure))
            and any(column.x1 - figure.x1 > ALIGNED for figure in figures if column.holds(figure))
            for column in columns
        ]

    def limits(self) -> list[float]:
        """Left limits of the columns: half way to what stands before them."""
        ends = [self.labels_end, *(column.x1 for column in self.columns)]
        middles = [(end + column.x0) / 2 for end, column in zip(ends, self.columns, strict=False)]
        return [self.left - ALIGNED, *middles]

    def column_of(self, line: Line) -> int:
        """The column of a line: what it stands over or under; between two, the one whose cell begins there.

        A heading may begin where its cell does and stand wholly before figures that are set flush right.
        """
        overlaps = [min(line.x1, column.x1) - max(line.x0, column.x0) for column in self.columns]
        best = max(range(len(overlaps)), key=lambda i: overlaps[i])
        if overlaps[best] > 0:
            return best + 1
        if line.x0 <= self.left + 2 * self.size or (line.x0 < self.labels_end and line.x1 < self.edge):
            return 0
        before = sum(column.x1 <= line.x0 + ALIGNED for column in self.columns)
        return (
            before if before and (before == len(self.columns) or self._flush_left[before - 1]) else before + 1
        )

    def parted(self, line: Line) -> list[Line]:
        """The headings that a line holds: parted at gaps that lie between two columns of figures."""
        for gap in line.breaks:
            before = sum(column.x1 < gap.x1 for column in self.columns)
            between = 0 < before < len(self.columns) and gap.x0 < self.columns[before].x0
            if between and line.x0 < self.columns[before - 1].x1 and line.x1 > self.columns[before].x0:
                first, second = parted(line, gap)
                return [first, *self.parted(second)]
        return [line]


def _loose_labels(pieces: Sequence[Line], chain: _Chain, layout: _Layout) -> list[Line]:
    """The label lines without figures that stand between rows, or go on from the first or the last one."""
    ys = [unit.y for unit in chain.units]
    steps = sorted(b - a for a, b in pairwise(ys))
    step = steps[len(steps) // 2] if steps else 2 * layout.size
    loose = [
        piece
        for piece in pieces
        if layout.left - ALIGNED <= piece.x0 < layout.labels_end - ALIGNED
        and piece.x1 <= layout.edge + ALIGNED
        and ys[0] - 4 * layout.size <= piece.baseline <= ys[-1] + 4 * layout.size
    ]
    close = min(0.95 * step, 1.4 * layout.size)
    heads = [p.baseline for p in pieces if p.baseline < ys[0] - 0.5 * layout.size and layout.column_of(p)]
    kept: list[Line] = []
    last = ys[-1]
    for line in loose:
        if ys[0] < line.baseline < ys[-1]:
            kept.append(line)
        elif line.baseline >= ys[-1] and line.baseline - last < close:
            kept.append(line)
            last = line.baseline
    first = ys[0]
    for line in reversed(loose):
        of_head = any(abs(line.baseline - y) < first - line.baseline for y in heads)
        if line.baseline <= ys[0] and first - line.baseline < close and not of_head:
            kept.insert(0, line)
            first = line.baseline
    return kept


def _heading(chain: _Chain, pieces: Sequence[Line], layout: _Layout, used: set[int]) -> list[list[Line]]:
    """Rows above the figures that name the columns, top to bottom. `used` gets the ids of lines it parts."""
    size = layout.size
    y = min([chain.units[0].y, *([chain.units[0].label.baseline] if chain.units[0].label else [])])
    rows: list[list[Line]] = []
    above = [
        piece
        for piece in pieces
        if piece.baseline < y - 0.5 * size and piece.x1 > layout.left and piece.x0 < layout.right + 30
    ]
    for row in reversed(rows_of(above)):
        step = y - row[0].baseline
        over = any(layout.column_of(piece) for piece in row)
        crossing = any(piece.x0 < layout.labels_end - ALIGNED and piece.x1 > layout.edge for piece in row)
        if step > 3.2 * size or crossing or any(len(piece.text) > 60 for piece in row):
            break
        if len(rows) >= 6 or (not over and (not rows or step > CLOSE_LINES * size)):
            break
        apart = [(piece, layout.parted(piece)) for piece in row]
        used |= {id(piece) for piece, parts in apart if len(parts) > 1}
        rows.insert(0, [part for _, parts in apart for part in parts])
        y = row[0].baseline
    while rows and not any(layout.column_of(piece) for piece in rows[0]):
        rows.pop(0)
    return _joined_heading(rows, size)


def _joined_heading(rows: list[list[Line]], size: float) -> list[list[Line]]:
    """Heading lines that are one heading printed over several lines, put together."""
    joined: list[list[Line]] = []
    for row in rows:
        years = all(is_year(piece.text) for piece in row if piece.text)
        if joined and not years and row[0].baseline - joined[-1][-1].baseline < CLOSE_LINES * size:
            joined[-1] = [*joined[-1], *row]
        else:
            joined.append(list(row))
    return joined
