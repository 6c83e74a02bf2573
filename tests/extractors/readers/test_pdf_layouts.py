"""One table in the layouts of yearly statistics: every label with its figures, under its headings."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from schemas.documents import Document
from tests.extractors.readers.drawn_pdfs import at, read, rows, tables
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


@pytest.mark.parametrize("ruled", [True, False], ids=["a rule under each row", "no rules"])
@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_list_set_in_columns_keeps_each_dash_beside_its_label(columns: int, ruled: bool) -> None:
    width, per_column = 500 / columns, 12
    expected = [(f"Country {n:02}", ("-" if n % 5 == 3 else f"{n * 4321:,}",)) for n in range(columns * 12)]

    def draw(pdf: FPDF) -> None:
        pdf.add_page()
        at(pdf, 55, 60, "Reports by Country", "B", 18)
        for n, (label, (figure,)) in enumerate(expected):
            x, y = 55 + (n // per_column) * width, 135 + 13.5 * (n % per_column)
            if n % per_column == 0:
                at(pdf, x, 121.5, "Country", "B", 9)
                at(pdf, x + width - 28, 121.5, "Reports", "B", 9, align="R")
            at(pdf, x, y, label, size=9)
            at(pdf, x + width - 28, y, figure, size=9, align="R")
            if ruled:
                pdf.line(x, y + 3, x + width - 28, y + 3)

    document = read(draw)
    blocks = tables(document)
    assert [row for block in blocks for row in rows(document, block)[1:]] == [
        [label, *figures] for label, figures in expected
    ]
    assert all(rows(document, block)[0] == ["Country", "Reports"] for block in blocks)


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
