"""The order in which a page is read: its columns found by the white gutters between them.

In: lines and tables of a page with their places. Out: regions (a column, or what spans the columns), each
top to bottom, in reading order. The page is cut along the gutter that parts most lines, again and again
(a recursive cut in the manner of Nagy and Seth's XY tree, with gutters that need not run through).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.pdf_grid import Grid, clusters
from extractors.readers.pdf_lines import Line, merge_row, rows_of

MIN_LINES = 3
"""Lines on each side of a gutter."""
MIN_GUTTER = 7.0
"""Width of a gutter in points."""
MAX_DEPTH = 12
FEW_WORDS = 4
TABLE_LINES = 6
"""A table counts for so many lines."""

Item = Line | Grid


@dataclass(slots=True)
class _Piece:
    item: Item
    x0: float
    top: float
    x1: float
    bottom: float
    weight: int

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def regions(items: Sequence[Item]) -> list[list[Item]]:
    """The items by region, in reading order; pieces of one line within a region are put together."""
    pieces = [_piece(item) for item in items]
    return [_settled(region) for region in _cut(pieces, 0) if region]


def _piece(item: Item) -> _Piece:
    if isinstance(item, Grid):
        return _Piece(item, *item.box, TABLE_LINES)
    return _Piece(item, item.x0, item.top, item.x1, item.bottom, 1)


def _settled(region: Sequence[_Piece]) -> list[Item]:
    """Lines of one region joined along their rows, with the tables between them, top to bottom."""
    lines = [piece.item for piece in region if isinstance(piece.item, Line)]
    tables = [piece.item for piece in region if isinstance(piece.item, Grid)]
    placed: list[tuple[float, Item]] = [(table.box[1], table) for table in tables]
    for row in rows_of(lines):
        line = merge_row(row)
        placed.append((line.top, line))
    return [item for _, item in sorted(placed, key=lambda place: place[0])]


def _cut(pieces: list[_Piece], depth: int) -> list[list[_Piece]]:
    if len(pieces) < 2 or depth > MAX_DEPTH:
        return [pieces]
    best = max(
        (found for x in _candidates(pieces) if (found := _zone(pieces, x)) is not None),
        key=lambda zone: zone.score,
        default=None,
    )
    if best is None:
        return [pieces]
    return [
        region
        for part in (best.above, best.left, best.right, best.below)
        for region in (_cut(part, depth + 1) if part else [])
    ]


@dataclass(slots=True)
class _Zone:
    """A stretch of the page that a gutter parts, with what stands above and below it."""

    above: list[_Piece]
    left: list[_Piece]
    right: list[_Piece]
    below: list[_Piece]
    score: float


def _candidates(pieces: Sequence[_Piece]) -> list[float]:
    """Places where something begins, a little to the left of it."""
    starts = clusters([piece.x0 for piece in pieces], 6.0)
    leftmost = min(piece.x0 for piece in pieces)
    lowest = [min(piece.x0 for piece in pieces if abs(piece.x0 - start) < 40) for start in starts]
    return sorted({round(start - 2.0, 1) for start in (*starts, *lowest) if start > leftmost + 20})


def _zone(pieces: Sequence[_Piece], x: float) -> _Zone | None:
    """The best stretch in which nothing crosses `x` and lines stand on both sides; None if there is none."""
    crossing = sorted(p.middle for p in pieces if p.x0 < x - 1 and p.x1 > x + 1)
    limits = [float("-inf"), *crossing, float("inf")]
    best: _Zone | None = None
    for top, bottom in pairwise(limits):
        within = [p for p in pieces if top < p.middle < bottom and not (p.x0 < x - 1 and p.x1 > x + 1)]
        left = [p for p in within if p.x1 <= x + 1]
        right = [p for p in within if p.x0 >= x - 1]
        score = _score(left, right)
        if score and (best is None or score > best.score):
            chosen = {id(p) for p in (*left, *right)}
            rest = [p for p in pieces if id(p) not in chosen]
            first = min(p.middle for p in within)
            best = _Zone(
                [p for p in rest if p.middle < first],
                left,
                right,
                [p for p in rest if p.middle >= first],
                score,
            )
    return best


def _score(left: Sequence[_Piece], right: Sequence[_Piece]) -> float:
    """How much a gutter parts; 0 where the sides are no columns of text."""
    weights = sum(p.weight for p in left), sum(p.weight for p in right)
    if min(weights) < MIN_LINES:
        return 0.0
    gutter = min(p.x0 for p in right) - max(p.x1 for p in left)
    if gutter < MIN_GUTTER:
        return 0.0
    top = max(min(p.top for p in left), min(p.top for p in right))
    bottom = min(max(p.bottom for p in left), max(p.bottom for p in right))
    heights = [max(p.bottom for p in side) - min(p.top for p in side) for side in (left, right)]
    if bottom - top < 0.3 * min(heights):
        return 0.0
    if _reads_across(left, right) or _reads_across(right, left):
        return 0.0
    return min(weights) + 0.2 * sum(weights) + 0.1 * gutter


def _reads_across(one: Sequence[_Piece], other: Sequence[_Piece]) -> bool:
    """Whether the one side holds short entries that belong to the lines of the other side."""
    lines = [p.item for p in one if isinstance(p.item, Line)]
    if len(lines) < len(one) or not lines:
        return False
    words = sum(len(line.text.split()) for line in lines) / len(lines)
    if words >= FEW_WORDS:
        return False
    baselines = [p.item.baseline for p in other if isinstance(p.item, Line)]
    paired = sum(any(abs(line.baseline - y) < 1.5 for y in baselines) for line in lines)
    return paired >= 0.7 * len(lines)
