"""One table in the layouts of yearly statistics: every label with its figures, under its headings."""

from __future__ import annotations

import pytest

from schemas.documents import Document
from tests.extractors.readers.drawn_tables import Drawing, Layout, Row

LAYOUTS = {
    "a rule under each cell, no rule at the top": Layout("cells", pages=2),
    "headings once, so that the first row of a page has no rule above it": Layout(
        "cells", pages=3, repeated=False
    ),
    "rules over the whole width": Layout("whole", columns=3, pages=2, figures="C", heads="L"),
    "dotted rules, gaps of another width on every page": Layout("dotted", pages=3, figures="L", heads="C"),
    "rules around the heading and at the end": Layout("ends", columns=4, size=9, spacing=1.8, upright="top"),
    "boxes, headings once": Layout("boxes", columns=2, pages=2, repeated=False, total="top"),
    "inner rules that begin above the first level one": Layout("inner", columns=2, heads="L"),
    "upright rules alone": Layout("upright", columns=3, font="Courier", size=8),
    "every second row shaded": Layout("stripes", columns=2, pages=2, figures="C"),
    "every cell shaded by itself": Layout("shaded cells", columns=2, spacing=1.35),
    "no rules": Layout(columns=3, pages=2),
    "no rules, headings before their figures": Layout(columns=2, heads="L", spacing=1.8),
    "no rules, one column, headings before their figures on every page": Layout(pages=3, heads="L"),
    "no rules, headings once, centred figures": Layout(pages=3, repeated=False, figures="C", heads="C"),
    "no rules, figures beside the last line of their labels": Layout(upright="bottom", spacing=2.2),
    "no rules, rows set hardly wider than lines": Layout(columns=2, spacing=1.35, upright="top"),
    "no rules, large type of one width": Layout(font="Courier", size=12, heads="L", upright="top"),
    "no rules, a total at the top": Layout(total="top", columns=4, size=8),
    "raised marks at the labels": Layout("cells", columns=2, marked=True, font="Times"),
    "no rules, raised marks at the labels": Layout(columns=2, marked=True, running=False),
}


def found(document: Document) -> list[Row]:
    """(label, figures) of the rows of the only table."""
    (block,) = (block for block in document.blocks if block.table is not None)
    table = block.table
    assert table is not None
    result: list[Row] = []
    for row in range(table.header_rows, table.rows):
        cells = [cell for cell in table.cells if cell.row == row and document.text_of(cell)]
        result.append(
            (document.text_of(cells[0]), tuple(document.text_of(cell) for cell in cells if cell.column > 0))
        )
    return result


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_figure_stands_beside_its_label_and_under_its_heading(layout: Layout) -> None:
    drawing = Drawing(layout)
    document = drawing.document()
    assert found(document) == drawing.rows
    (block,) = (block for block in document.blocks if block.table is not None)
    assert block.table is not None
    assert (block.table.header_rows, block.table.header_columns) == (1, 1)
    heads = [document.text_of(cell) for cell in block.table.cells if cell.row == 0]
    assert heads == ["Country / Territory", *drawing.heads]
