"""Tables whose cells are drawn: pdfplumber's table finder on the page's rules, made into grids.

In: a page and its words. Out: grids with spans resolved. A frame around running text is no table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pdfplumber.table import TableFinder

from extractors.readers.pdf_grid import BoxTuple, Grid, GridCell, cell_lines, clusters, inside, same_columns
from extractors.readers.pdf_lines import Word
from extractors.readers.pdf_tags import TaggedCell
from extractors.readers.pdfium_page import PdfiumPage
from extractors.readers.pdfium_paths import Obj

SNAP = 3.0
LONG_TEXT = 60
"""Words in one cell beyond which a small frame without figures is running text in a box."""


def ruled_tables(
    page: PdfiumPage,
    words: Sequence[Word],
    continuing: Sequence[float] | None = None,
    tagged: Mapping[int, TaggedCell] | None = None,
) -> list[Grid]:
    """Grids of the page's drawn tables, top to bottom. `tagged` are the cells of tags by marked-content id.

    `continuing` holds the columns of the table that the page before ended with: a single row is enough to go
    on with it.
    """
    edges = page.edges
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    level = [edge for edge in edges if edge["orientation"] == "h"]
    if not upright or len(level) < 2:
        return []
    sides = _open_sides(upright, level)
    finder = TableFinder(
        _Rules([*edges, *sides, *_open_ends([*upright, *sides], level)]),  # type: ignore[arg-type]
        {"intersection_tolerance": SNAP, "snap_tolerance": SNAP, "join_tolerance": SNAP},
    )
    tagged = tagged or {}
    found = (_grid(table.cells, words, page.page_number, continuing, tagged) for table in finder.tables)
    return [grid for grid in found if grid is not None]


class _Rules:
    """As much of a page as the table finder asks for."""

    def __init__(self, edges: list[Obj]) -> None:
        self.edges = edges


def _open_sides(upright: Sequence[Obj], level: Sequence[Obj]) -> list[Obj]:
    """Edges for the outer sides that a table with inner verticals leaves undrawn."""
    sides: list[Obj] = []
    groups: dict[tuple[int, int], list[Obj]] = {}
    for edge in level:
        near = next(
            (key for key in groups if abs(key[0] - edge["x0"]) <= SNAP and abs(key[1] - edge["x1"]) <= SNAP),
            (round(edge["x0"]), round(edge["x1"])),
        )
        groups.setdefault(near, []).append(edge)
    for (x0, x1), rules in groups.items():
        inner = [edge for edge in upright if _crosses(edge, rules, x0, x1)]
        if len(rules) < 2 or not inner:
            continue
        top = _at_rule(min(edge["top"] for edge in inner), rules)
        bottom = _at_rule(max(edge["bottom"] for edge in inner), rules)
        for side in (x0, x1):
            if not any(abs(edge["x0"] - side) <= SNAP for edge in inner):
                sides.append(
                    {
                        **upright[0],
                        "x0": side,
                        "x1": side,
                        "top": top,
                        "bottom": bottom,
                        "height": bottom - top,
                    }
                )
    return sides


def _at_rule(y: float, rules: Sequence[Obj]) -> float:
    """The height of the rule at which an upright ends, or where it ends if there is none."""
    return float(next((rule["top"] for rule in rules if abs(rule["top"] - y) <= SNAP), y))


def _open_ends(upright: Sequence[Obj], level: Sequence[Obj]) -> list[Obj]:
    """Edges for the ends of a table whose inner verticals go on beyond its first or last level rule."""
    ends: list[Obj] = []
    for edge in upright:
        met = [rule for rule in level if _meets(edge, rule)]
        if not met:
            continue
        x0, x1 = min(rule["x0"] for rule in met), max(rule["x1"] for rule in met)
        for y, nearest in ((edge["top"], met[0]["top"]), (edge["bottom"], met[-1]["top"])):
            drawn = any(
                abs(rule["top"] - y) <= SNAP and rule["x0"] < x1 and rule["x1"] > x0 for rule in level
            )
            if not drawn and abs(y - nearest) > SNAP:
                ends.append(
                    {**met[0], "x0": x0, "x1": x1, "top": y, "bottom": y, "doctop": y, "width": x1 - x0}
                )
    return ends


def _meets(edge: Obj, rule: Obj) -> bool:
    """Whether an upright and a level rule cross or touch."""
    across = rule["x0"] - SNAP <= edge["x0"] <= rule["x1"] + SNAP
    return bool(across and edge["top"] - SNAP <= rule["top"] <= edge["bottom"] + SNAP)


def _crosses(edge: Obj, rules: Sequence[Obj], x0: float, x1: float) -> bool:
    """Whether an upright rule meets at least two of the level rules between their ends."""
    if not x0 - SNAP <= edge["x0"] <= x1 + SNAP:
        return False
    met = [rule for rule in rules if edge["top"] - SNAP <= rule["top"] <= edge["bottom"] + SNAP]
    return len(met) >= 2


def _grid(
    boxes: Sequence[BoxTuple],
    words: Sequence[Word],
    page: int,
    continuing: Sequence[float] | None,
    tagged: Mapping[int, TaggedCell],
) -> Grid | None:
    xs = clusters([x for box in boxes for x in (box[0], box[2])], 1.0)
    ys = clusters([y for box in boxes for y in (box[1], box[3])], 1.0)
    if len(xs) < 3:
        return None
    table = (xs[0], ys[0], xs[-1], ys[-1])
    held = _words_of(boxes, [word for word in words if inside(word, table)], tagged)
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        column, row = _nearest(xs, box[0]), _nearest(ys, box[1])
        cell = GridCell(
            row, column, max(1, _nearest(ys, box[3]) - row), max(1, _nearest(xs, box[2]) - column),
            cell_lines(held.get(box, []), page),
        )  # fmt: skip
        places = {
            (r, c) for r in range(row, row + cell.row_span) for c in range(column, column + cell.column_span)
        }
        if places & taken:
            continue
        taken |= places
        cells.append(cell)
    grid = Grid(page, table, cells, tuple(xs[:-1]), "ruled")
    grid.drop_empty()
    return grid if _is_table(grid) or (grid.cells and same_columns(grid.column_starts, continuing)) else None


def _words_of(
    boxes: Sequence[BoxTuple], words: Sequence[Word], tagged: Mapping[int, TaggedCell]
) -> dict[BoxTuple, list[Word]]:
    """The words of each cell: those in its box, and those that stick out of it where tags say so."""
    held: dict[BoxTuple, list[Word]] = {}
    homes: dict[TaggedCell, Counter[BoxTuple]] = {}
    for word in words:
        box = next((box for box in boxes if inside(word, box)), None)
        if box is not None:
            held.setdefault(box, []).append(word)
            cell = tagged.get(word.mcid) if word.mcid is not None else None
            if cell is not None:
                homes.setdefault(cell, Counter())[box] += 1
    most = {cell: counts.most_common(1)[0][0] for cell, counts in homes.items()}
    astray = [cell for cell, counts in homes.items() if len(counts) > 1]
    if not astray or len(set(most.values())) < len(most):
        return held
    for cell in astray:
        for box in homes[cell]:
            moved = [word for word in held[box] if word.mcid is not None and tagged.get(word.mcid) == cell]
            if box != most[cell]:
                held[box] = [word for word in held[box] if word not in moved]
                held[most[cell]] += moved
    return held


def _nearest(values: Sequence[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


def _is_table(grid: Grid) -> bool:
    texts = [cell.text for cell in grid.cells if cell.text]
    if grid.rows < 2 or grid.columns < 2 or len(texts) < 4:
        return False
    return any(any(map(str.isdigit, text)) for text in texts) or max(map(_length, texts)) <= LONG_TEXT


def _length(text: Any) -> int:
    return len(text.split())
