"""Tables that go on over pages, put together to one.

In: passages and tables in reading order, headings counted. Out: the same, each run of tables as one grid
without the repeated headings and titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.readers.pdf_grid import Grid, same_columns
from extractors.readers.pdf_lines import join_lines, joined_texts
from extractors.readers.pdf_paragraphs import Passage

_CONTINUED = re.compile(r"\W*\b(?:continued|cont'd|cont\.|fortsetzung|suite|continuación)\W*$", re.IGNORECASE)


def joined_runs(flow: Sequence[Passage | Grid]) -> list[Passage | Grid]:
    """The flow with each table put together that goes on; running lines and notes may stand between."""
    result: list[Passage | Grid] = []
    last: Grid | None = None
    for item in flow:
        if isinstance(item, Passage):
            if not item.furniture and item.kind != "footnote" and not _repeats_title(item, last):
                _done(last)
                last = None
            result.append(item)
            continue
        if last is not None and item.page == last.last_page + 1 and _continues(last, item):
            _append(last, item)
        else:
            item.pack()
            _done(last)
            result.append(item)
            last = item
    _done(last)
    return result


def _done(table: Grid | None) -> None:
    """Packs a table that nothing is put to any more."""
    if table is not None:
        table.pack()


def _repeats_title(passage: Passage, table: Grid | None) -> bool:
    """Whether a passage only says that the table goes on."""
    return table is not None and passage.page == table.last_page + 1 and bool(_CONTINUED.search(passage.text))


def _continues(table: Grid, part: Grid) -> bool:
    drawn = table.found_by == part.found_by == "ruled"
    if not same_columns(table.column_starts, part.column_starts) and (drawn or not table.alike(part)):
        return False
    table.unpack()
    part.unpack()
    title = _fold(join_lines(part.title).text)
    if (
        title
        and not _CONTINUED.search(join_lines(part.title).text)
        and title != _fold(join_lines(table.title).text)
    ):
        return False
    # The upper rows of a repeated heading may have been taken for a running header.
    return part.header_rows == 0 or _ends_with(_heading(table), _heading(part))


def _ends_with(whole: list[str], part: list[str]) -> bool:
    return whole[len(whole) - len(part) :] == part


def _heading(grid: Grid) -> list[str]:
    return [_fold(cell.text) for row in range(grid.header_rows) for cell in grid.row(row) if cell.text]


def _fold(text: str) -> str:
    return "".join(_CONTINUED.sub("", text).casefold().split())


def _append(table: Grid, part: Grid) -> None:
    """Puts the rows of a part under the table's, its heading left out."""
    shift = table.rows - part.header_rows
    for cell in part.cells:
        if cell.row >= part.header_rows:
            cell.row += shift
            table.cells.append(cell)
    first = [cell for cell in part.cells if cell.row == part.header_rows + shift and cell.text]
    _join_cut_label(table, first)
    table.last_page, table.last_box = part.last_page, part.last_box
    table.reach = [
        (min(one[0], other[0]), max(one[1], other[1]))
        for one, other in zip(table.reach, part.reach, strict=False)
    ]


def _join_cut_label(table: Grid, first: Sequence[object]) -> None:
    """Puts a label that the page's end cut in two together again."""
    cells = [cell for cell in table.cells if cell in first]
    if len(cells) != 1 or cells[0].column != 0 or not cells[0].text[:1].islower():
        return
    label = cells[0]
    before = next((c for c in table.cells if c.column == 0 and c.row + c.row_span == label.row), None)
    if before is None:
        return
    before.joined = joined_texts(before.content, label.content)
    table.cells = [cell for cell in table.cells if cell.row != label.row]
    for cell in table.cells:
        cell.row -= cell.row > label.row
