"""A `table` element to a table: spans resolved, header cells flagged, layout tables told from data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from extractors.readers.builder import CellText, TableText
from extractors.readers.page_words import all_text
from extractors.readers.table_headers import flag_headers

_WIDEST = 1000
_MOST_PLACES = 2_000_000
_LONGEST_DATA_CELL = 400
_BLOCKS_OF_LAYOUT = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "table", "form", "section", "article", "nav", "iframe")
)
_HEADER_ROLES = frozenset(("columnheader", "rowheader"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The table's own rows, in order, without those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from (row for row in child if row.tag == "tr")


def is_data_table(table: etree._Element) -> bool:
    """Whether the table holds data. Many pages use tables to place other things on the page."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iterdescendants(*_BLOCKS_OF_LAYOUT), None) is not None:
        return False
    rows = list(rows_of(table))
    widths = [sum(1 for cell in row if cell.tag in _CELLS) for row in rows]
    if not widths or max(widths) < 2:
        return False
    if next(table.iterdescendants("th", "caption", "thead"), None) is not None:
        return True
    lengths = [[len(all_text(cell).strip()) for cell in row if cell.tag in _CELLS] for row in rows]
    if sum(1 for row in lengths if len(row) - row.count(0) > 1) < 2:
        return False
    return all(length <= _LONGEST_DATA_CELL for row in lengths for length in row)


def read_table(
    table: etree._Element,
    words_of: Callable[[etree._Element], tuple[str, Sequence[tuple[int, str]]]],
    place_of: Callable[[etree._Element], str | None],
) -> TableText:
    """The table as the builder takes it; `words_of` gives a cell's text and marks, `place_of` its XPath."""
    cells: list[CellText] = []
    rows = list(rows_of(table))
    busy: list[int] = []  # for each column the first row that no cell from above reaches into
    head, head_is_open = 0, True
    places = 0
    for number, row in enumerate(rows):
        column = 0
        first = len(cells)
        for element in (child for child in row if child.tag in _CELLS):
            while column < len(busy) and busy[column] > number:
                column += 1
            wide = min(_span(element, "colspan"), _WIDEST if column < _WIDEST else 1)
            high = _span(element, "rowspan", len(rows) - number)
            places += wide * high
            if places > _MOST_PLACES:
                wide = high = 1
            busy += [0] * (column + wide - len(busy))
            busy[column : column + wide] = [number + high] * wide
            header = element.tag == "th" or element.get("role") in _HEADER_ROLES
            text, marks = words_of(element)
            cells.append(CellText(number, column, text, high, wide, header, (), place_of(element), marks))
            column += wide
        head_is_open = head_is_open and _is_head(row, cells[first:])
        head += head_is_open
    return TableText(cells, *flag_headers(cells, head if head < len(rows) else 0))


def _is_head(row: etree._Element, cells: list[CellText]) -> bool:
    group = row.getparent()
    if group is not None and group.tag == "thead":
        return True
    return any(cell.header for cell in cells) and all(cell.header or not cell.text for cell in cells)


def _span(cell: etree._Element, name: str, most: int = _WIDEST) -> int:
    """A span as browsers read it: a broken one is 1, 0 and what leaves the table reach to its end."""
    value = (cell.get(name) or "1").strip()
    if not value.isdecimal() or len(value) > 9:
        return 1
    return max(1, min(int(value) or most, most))
