"""Running headers, footers and page numbers: what comes back near the edge of page after page.

In: the lines of all pages outside of tables. Out: the same lines, `furniture` set on those that run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.pdf_lines import Line
from extractors.readers.text_columns import is_figure
from schemas.documents import Furniture

EDGE_ZONE = 0.16
"""Part of the page's height at its top and at its bottom in which running lines are looked for."""
SAME_HEIGHT = 9.0
"""Points by which a running line's distance from the edge may differ between pages."""
MOSTLY_TAGGED = 0.8
HEAD_STEP = 3.0
"""Distance of a column's heading from the first figure under it, in sizes of the text."""

_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página|pagina|strona)?\s*[-–|]?\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–|]?"
    r"(?:\s*(?:of|/|von|de|sur|z)\s*\d{1,4})?",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class PageLines:
    """The lines of a page outside of its tables, and the height of the page in points."""

    number: int
    height: float
    lines: list[Line]


@dataclass(slots=True)
class _Place:
    line: Line
    page: int
    at_top: bool
    distance: float
    key: str


def mark_running_lines(pages: Sequence[PageLines]) -> None:
    """Sets `furniture` on page numbers and on lines that repeat, digits aside, equally far from the edge."""
    in_tables = {key for page in pages for key in _of_columns(page.lines)}
    places = [place for page in pages for place in _edge_places(page) if id(place.line) not in in_tables]
    repeated = _repeated(places, len(pages))
    numbers = _page_numbers(places, len(pages))
    for page in pages:
        tagged = _mostly_tagged(page.lines)
        own = [place for place in places if place.page == page.number]
        for at_top in (True, False):
            for place in sorted((p for p in own if p.at_top == at_top), key=lambda p: p.distance):
                kind: Furniture | None = None
                if id(place.line) in numbers:
                    kind = "page_number"
                elif id(place.line) in repeated or (tagged and place.line.mcid is None):
                    kind = "header" if at_top else "footer"
                if kind is None:
                    # What stands further in than a line of the text is text too, unless beside this line.
                    if not any(_beside(place, one) and id(one.line) in repeated | numbers for one in own):
                        break
                    continue
                place.line.furniture = kind


def _edge_places(page: PageLines) -> list[_Place]:
    places = []
    for line in page.lines:
        top, bottom = line.baseline, page.height - line.baseline
        if min(top, bottom) <= EDGE_ZONE * page.height:
            key = re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))
            places.append(_Place(line, page.number, top < bottom, min(top, bottom), key))
    return places


def _of_columns(lines: Sequence[Line]) -> set[int]:
    """ids of figures that stand under each other, of what heads them, and of what is in a row with the head.

    None of these run, although a long table repeats its headings on every page.
    """
    figures = [line for line in lines if is_figure(line.text)]
    words = [line for line in lines if not is_figure(line.text)]
    tops = {id(figure): _top_of_label(figure, words) for figure in figures}
    upper = [figure for figure in figures if any(_under(other, figure) for other in figures)]
    column = [figure for figure in figures if any(_under(figure, other) for other in upper)] + upper
    heads = [line for line in words if any(_under(figure, line, tops[id(figure)]) for figure in upper)]
    heads += [head for figure in upper for head in _before(figure, words)]
    row = [
        line
        for line in lines
        if any(
            abs(line.baseline - head.baseline) < (2 if head.x0 > line.x1 else 1.3 * head.size)
            for head in heads
        )
    ]
    return {id(line) for line in (*column, *row)}


def _before(figure: Line, words: Sequence[Line]) -> list[Line]:
    """Headings that end left of the figures they head: between the labels' end and the figure's own.

    Beside them stands the heading of the labels, which begins where the labels do.
    """
    label = max(
        (line for line in words if abs(line.baseline - figure.baseline) < 2 and line.x1 < figure.x0),
        key=lambda line: -line.x0,
        default=None,
    )
    if label is None:
        return []
    above = [
        line
        for line in words
        if 0 < figure.baseline - line.baseline < HEAD_STEP * line.size and line.x1 <= figure.x1 + 4
    ]
    return [
        head
        for head in above
        if head.x0 > label.x1
        and any(
            abs(line.x0 - label.x0) < 3 and abs(line.baseline - head.baseline) < 1.3 * head.size
            for line in above
        )
    ]


def _top_of_label(figure: Line, words: Sequence[Line]) -> float:
    """Baseline of the first line of the label that stands before a figure, or else the figure's own."""
    left = min(
        (line.x0 for line in words if abs(line.baseline - figure.baseline) < 2 and line.x1 < figure.x0),
        default=None,
    )
    top = figure.baseline
    for line in sorted(words, key=lambda line: -line.baseline):
        if left is not None and abs(line.x0 - left) < 3 and 0 < top - line.baseline < 1.3 * line.size:
            top = line.baseline
    return top


def _under(figure: Line, line: Line, top: float | None = None) -> bool:
    """Whether a figure stands right under a line, with an edge or the middle in common.

    `top` is where its row begins, if that is further up than the figure.
    """
    step = (top or figure.baseline) - line.baseline
    if line.baseline >= figure.baseline or step >= HEAD_STEP * line.size:
        return False
    middles = abs(line.x0 + line.x1 - figure.x0 - figure.x1) / 2
    return min(abs(line.x1 - figure.x1), abs(line.x0 - figure.x0), middles) < 4


def _beside(one: _Place, other: _Place) -> bool:
    return one is not other and one.at_top == other.at_top and abs(one.distance - other.distance) < 3


def _repeated(places: Sequence[_Place], pages: int) -> set[int]:
    """ids of the lines whose words come back on enough pages."""
    needed = 2 if pages <= 5 else 3
    by_key: dict[tuple[str, bool], list[_Place]] = defaultdict(list)
    for place in places:
        if any(map(str.isalpha, place.key)):
            by_key[place.key, place.at_top].append(place)
    found: set[int] = set()
    for group in by_key.values():
        for place in group:
            alike = {p.page for p in group if abs(p.distance - place.distance) <= SAME_HEIGHT}
            if len(alike) >= needed:
                found.add(id(place.line))
    return found


def _page_numbers(places: Sequence[_Place], pages: int) -> set[int]:
    """ids of the lines that are page numbers: they run with the pages."""
    by_offset: dict[tuple[int, bool], list[_Place]] = defaultdict(list)
    for place in places:
        value = _number(place.line.text)
        if value is not None:
            by_offset[value - place.page, place.at_top].append(place)
    alike: dict[int, int] = {}
    for (offset, _), group in by_offset.items():
        for place in group:
            same = {p.page for p in group if abs(p.distance - place.distance) <= SAME_HEIGHT}
            if len(same) >= 2 or (pages == 1 and offset == 0):
                alike[id(place.line)] = len(same)
    # Small figures of a table can count with the pages by chance, but not on as many pages.
    most = max(alike.values(), default=0)
    return {key for key, count in alike.items() if 2 * count > most}


def _number(text: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    digits = match.group(1).lower()
    if digits.isdigit():
        return int(digits)
    values = [_ROMAN[letter] for letter in digits]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _mostly_tagged(lines: Sequence[Line]) -> bool:
    """Whether the page is tagged so well that what has no tag is decoration."""
    letters = sum(len(line.text) for line in lines)
    tagged = sum(len(line.text) for line in lines if line.mcid is not None)
    return letters > 200 and tagged >= MOSTLY_TAGGED * letters
