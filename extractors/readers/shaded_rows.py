"""Rows told apart by shading: the edges of stacked stripes, as rules in the form of drawn ones.

In: the filled rectangles of a page and the rules drawn on it. Out: level rules at the upper and lower edges
of the stripes. Stripes may lie side by side (a rectangle for each cell) and need not shade every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdfium_paths import Obj, level_edge

SAME_EDGE = 6.0
"""Ends of two stripes of one table lie at most this far apart (points)."""
MIN_STRIPES = 3
MIN_WIDTH = 100.0
HEIGHTS = (6.0, 120.0)
TOUCHING = 2.5
WHITE = 0.995


def stripe_rules(fills: Sequence[Obj], rules: Sequence[Obj]) -> list[Obj]:
    """Rules for the stacks of at least three stripes that no level rule parts already."""
    found: list[Obj] = []
    for stack in _stacks(_stripes(fills)):
        top, bottom = stack[0].top, stack[-1].bottom
        inner = [
            rule
            for rule in rules
            if rule["orientation"] == "h"
            and top + TOUCHING < rule["top"] < bottom - TOUCHING
            and rule["x0"] < stack[0].x1
            and rule["x1"] > stack[0].x0
        ]
        if len(stack) >= MIN_STRIPES and not inner:
            found += _edges(stack)
    return found


class _Stripe:
    """Rectangles of one height that lie side by side."""

    def __init__(self, fill: Obj) -> None:
        self.top, self.bottom = fill["top"], fill["bottom"]
        self.x0, self.x1 = fill["x0"], fill["x1"]
        self.pieces = [(self.x0, self.x1)]

    def add(self, fill: Obj) -> None:
        self.x0, self.x1 = min(self.x0, fill["x0"]), max(self.x1, fill["x1"])
        self.pieces.append((fill["x0"], fill["x1"]))


def _stripes(fills: Sequence[Obj]) -> list[_Stripe]:
    low, high = HEIGHTS
    stripes: list[_Stripe] = []
    for fill in sorted(fills, key=lambda fill: (round(fill["top"]), fill["x0"])):
        color = fill["non_stroking_color"]
        if not fill["fill"] or not low <= fill["height"] <= high or (color and min(color) > WHITE):
            continue
        last = stripes[-1] if stripes else None
        level = last and abs(last.top - fill["top"]) <= 1 and abs(last.bottom - fill["bottom"]) <= 1
        if last and level and -1 <= fill["x0"] - last.x1 <= SAME_EDGE:
            last.add(fill)
        else:
            stripes.append(_Stripe(fill))
    return [stripe for stripe in stripes if stripe.x1 - stripe.x0 >= MIN_WIDTH]


def _stacks(stripes: Sequence[_Stripe]) -> list[list[_Stripe]]:
    """Stripes of one width above each other, with room for few rows between them."""
    stacks: list[list[_Stripe]] = []
    for stripe in sorted(stripes, key=lambda stripe: stripe.top):
        for stack in stacks:
            last = stack[-1]
            alike = abs(last.x0 - stripe.x0) <= SAME_EDGE and abs(last.x1 - stripe.x1) <= SAME_EDGE
            if alike and -TOUCHING <= stripe.top - last.bottom <= HEIGHTS[1]:
                stack.append(stripe)
                break
        else:
            stacks.append([stripe])
    return stacks


def _edges(stack: Sequence[_Stripe]) -> list[Obj]:
    edges: list[Obj] = []
    for above, below in pairwise(stack):
        if below.top - above.bottom > TOUCHING:
            edges += [level_edge(above.bottom, *piece) for piece in above.pieces]
        edges += [level_edge(below.top, *piece) for piece in below.pieces]
    first, last = stack[0], stack[-1]
    return [
        *(level_edge(first.top, *piece) for piece in first.pieces),
        *edges,
        *(level_edge(last.bottom, *piece) for piece in last.pieces),
    ]
