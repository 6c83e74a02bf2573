"""Lines, rectangles and curves of a PDF page from PDFium, and which of them can be rules of a table.

In: a page handle and the matrix from user space to the page as shown. Out: objects in pdfplumber's form.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as raw

Obj = dict[str, Any]
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

MAX_FORM_DEPTH = 12
MAX_POINTS = 300_000
"""Of all paths of one page. Beyond this a page is a map, and its tables are looked for in text alone."""
THIN = 3.0
"""A filled rectangle thinner than this (points) is a rule; a thicker one is shading."""


def transformed(matrix: Matrix, x: float, y: float) -> Point:
    """The point moved by the matrix (a, b, c, d, e, f) of PDF 32000-1, 8.3.3."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def read_paths(
    page: Any, device: Matrix, bbox: tuple[float, float, float, float], page_number: int
) -> tuple[dict[str, list[Obj]], bool]:
    """All painted paths by kind (`line`, `rect`, `curve`), form XObjects walked through with their matrices.

    The second value says that the page draws more than MAX_POINTS points; what was read until then is kept.
    """
    drawn: dict[str, list[Obj]] = {"line": [], "rect": [], "curve": []}
    reader = _PathReader()
    x_max, y_max = bbox[2], bbox[3]
    for item, matrix in reader.items(page, device):
        for closed, curved, points in reader.subpaths(item, matrix):
            shape = points if not closed or points[0] == points[-1] else [*points, points[0]]
            xs, ys = [p[0] for p in shape], [p[1] for p in shape]
            x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
            if x1 < 0 or x0 > x_max or bottom < 0 or top > y_max:
                continue
            kind = "curve" if curved else _kind(shape)
            drawn[kind].append(
                {
                    "object_type": kind, "page_number": page_number, "pts": shape,
                    "x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top,
                    "y0": y_max - bottom, "y1": y_max - top, "width": x1 - x0, "height": bottom - top,
                    "fill": reader.filled, "stroke": reader.stroked, "non_stroking_color": reader.color,
                }
            )  # fmt: skip
    return drawn, reader.points > MAX_POINTS


class _PathReader:
    """Asks PDFium, keeping the places it writes its answers to."""

    def __init__(self) -> None:
        self.points = 0
        self.filled = self.stroked = False
        self.color: tuple[float, ...] | None = None
        self._matrix = raw.FS_MATRIX()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._rgba = tuple(ctypes.c_uint() for _ in range(4))
        self._x, self._y = ctypes.c_float(), ctypes.c_float()

    def items(self, page: Any, device: Matrix) -> Iterator[tuple[Any, Matrix]]:
        """The painted path objects with the matrix of each."""
        count = raw.FPDFPage_CountObjects(page)
        yield from self._walk(count, lambda k: raw.FPDFPage_GetObject(page, k), device, 0)

    def _walk(
        self, count: int, get: Callable[[int], Any], outer: Matrix, depth: int
    ) -> Iterator[tuple[Any, Matrix]]:
        for k in range(count):
            item = get(k)
            kind = raw.FPDFPageObj_GetType(item)
            self.points += 1
            if self.points > MAX_POINTS:
                return
            if kind == raw.FPDF_PAGEOBJ_PATH:
                if self._painted(item):
                    yield item, self._inner(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
                yield from self._walk(
                    raw.FPDFFormObj_CountObjects(item), _member_of(item), self._inner(item, outer), depth + 1
                )

    def _inner(self, item: Any, outer: Matrix) -> Matrix:
        raw.FPDFPageObj_GetMatrix(item, self._matrix)
        m = self._matrix
        p, q, r, s, t, u = outer
        return (
            m.a * p + m.b * r, m.a * q + m.b * s, m.c * p + m.d * r, m.c * q + m.d * s,
            m.e * p + m.f * r + t, m.e * q + m.f * s + u,
        )  # fmt: skip

    def _painted(self, item: Any) -> bool:
        raw.FPDFPath_GetDrawMode(item, self._fill, self._stroke)
        self.filled, self.stroked = bool(self._fill.value), bool(self._stroke.value)
        self.color = None
        if self.filled and raw.FPDFPageObj_GetFillColor(item, *self._rgba):
            red, green, blue, _ = self._rgba
            self.color = (red.value / 255, green.value / 255, blue.value / 255)
        return self.filled or self.stroked

    def subpaths(self, item: Any, matrix: Matrix) -> list[tuple[bool, bool, list[Point]]]:
        """(closed, curved, points) of each subpath, in page coordinates."""
        count = raw.FPDFPath_CountSegments(item)
        self.points += count
        if self.points > MAX_POINTS:
            return []
        x, y = self._x, self._y
        found: list[tuple[bool, bool, list[Point]]] = []
        points: list[Point] = []
        closed = curved = False
        for k in range(count):
            segment = raw.FPDFPath_GetPathSegment(item, k)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    found.append((closed, curved, points))
                points, closed, curved = [], False, False
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                curved = True
            points.append(transformed(matrix, x.value, y.value))
            closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
        if len(points) > 1:
            found.append((closed, curved, points))
        return found


def _member_of(form: Any) -> Callable[[int], Any]:
    return lambda k: raw.FPDFFormObj_GetObject(form, k)


def _kind(points: list[Point]) -> str:
    """Whether a path without curves is a line, an upright rectangle or something else."""
    if len(points) == 2 or (len(points) == 3 and points[0] == points[2]):
        return "line"
    if len(points) == 5 and points[0] == points[4]:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
        across = x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0
        if across or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0):
            return "rect"
    return "curve"


def rules(drawn: dict[str, list[Obj]]) -> list[Obj]:
    """Edges that can border a cell: upright lines, thin rectangles (as one edge) and stroked rectangles."""
    found: list[Obj] = []
    for line in drawn["line"]:
        if line["stroke"] or line["fill"]:
            if line["height"] < 1.0 <= line["width"]:
                found.append(_edge("h", line["top"], line["x0"], line["x1"]))
            elif line["width"] < 1.0 <= line["height"]:
                found.append(_edge("v", line["x0"], line["top"], line["bottom"]))
    for rect in drawn["rect"]:
        x0, x1, top, bottom = rect["x0"], rect["x1"], rect["top"], rect["bottom"]
        if rect["height"] < THIN and rect["width"] > rect["height"]:
            found.append(_edge("h", (top + bottom) / 2, x0, x1))
        elif rect["width"] < THIN:
            found.append(_edge("v", (x0 + x1) / 2, top, bottom))
        elif rect["stroke"]:
            found += (_edge("h", top, x0, x1), _edge("h", bottom, x0, x1))
            found += (_edge("v", x0, top, bottom), _edge("v", x1, top, bottom))
    return found


def _edge(orientation: str, at: float, start: float, end: float) -> Obj:
    """A horizontal edge at y = `at` from x = `start` to `end`, or the vertical one."""
    x0, x1, top, bottom = (start, end, at, at) if orientation == "h" else (at, at, start, end)
    return {
        "object_type": "rule_edge", "orientation": orientation, "x0": x0, "x1": x1,
        "top": top, "bottom": bottom, "doctop": top, "width": x1 - x0, "height": bottom - top,
    }  # fmt: skip


def level_edge(y: float, x0: float, x1: float) -> Obj:
    """A horizontal edge, as those that `rules` finds."""
    return _edge("h", y, x0, x1)


def joined_rules(pieces: list[Obj]) -> list[Obj]:
    """Pieces on one line that touch or nearly touch (3 points), joined to whole rules."""
    at_line: dict[tuple[str, int], list[tuple[float, float, float]]] = defaultdict(list)
    for piece in pieces:
        if piece["orientation"] == "h":
            at_line["h", round(piece["top"] * 2)].append((piece["x0"], piece["x1"], piece["top"]))
        else:
            at_line["v", round(piece["x0"] * 2)].append((piece["top"], piece["bottom"], piece["x0"]))
    joined: list[Obj] = []
    for (orientation, _), spans in at_line.items():
        spans.sort()
        start, end, at = spans[0]
        for span in spans[1:]:
            if span[0] <= end + THIN:
                end = max(end, span[1])
            else:
                joined.append(_edge(orientation, at, start, end))
                start, end, at = span
        joined.append(_edge(orientation, at, start, end))
    return joined
