"""A page's tables: spans, header cells, captions and notes, and tables that only place things on the page."""

from __future__ import annotations

import pytest

from extractors.readers.web import read_web
from schemas.documents import Block, Document

TEXT = "<p>The company read every report that came in and answered most of them within the week.</p>"


def read(body: str) -> Document:
    return read_web(f"<html><body>{TEXT}{body}{TEXT}</body></html>".encode(), "p")


def drawn(*rows: str, caption: str = "") -> str:
    """A table from "!head|cell" rows."""
    cells = (
        "".join(f"<th>{cell[1:]}</th>" if cell[:1] == "!" else f"<td>{cell}</td>" for cell in row.split("|"))
        for row in rows
    )
    return f"<table>{caption}{''.join(f'<tr>{line}</tr>' for line in cells)}</table>"


def table_of(document: Document) -> Block:
    (block,) = [block for block in document.content() if block.kind == "table"]
    return block


def grid(document: Document) -> list[tuple[int, int, str, bool]]:
    table = table_of(document).table
    assert table is not None
    return [(cell.row, cell.column, document.text_of(cell), cell.header) for cell in table.cells]


def test_spans_are_resolved_to_places() -> None:
    document = read(
        "<table><thead><tr><th rowspan=2>Policy</th><th colspan=2>Accounts</th></tr>"
        "<tr><th>Reported</th><th>Found</th></tr></thead><tbody><tr><td>Spam</td><td>12</td><td>3,400</td></tr></tbody></table>"
    )
    assert grid(document) == [
        (0, 0, "Policy", True),
        (0, 1, "Accounts", True),
        (1, 1, "Reported", True),
        (1, 2, "Found", True),
        (2, 0, "Spam", True),
        (2, 1, "12", False),
        (2, 2, "3,400", False),
    ]
    table = table_of(document).table
    assert table is not None
    assert (table.rows, table.columns, table.header_rows, table.header_columns) == (3, 3, 2, 1)


@pytest.mark.parametrize(
    ("rows", "extent", "why"),
    [
        (["!A|!B", "x|1"], (1, 1), "th in the first row"),
        (["A|B", "x|1"], (1, 1), "no th: told by the figures"),
        (["!x|1", "!y|2"], (0, 1), "th in the first column"),
        (["x|1", "y|2"], (0, 1), "figures from the first row on"),
        (["|2022|2023", "x|1|2"], (1, 1), "years as column heads"),
        (["Year|Sent", "2022|10", "2023|11"], (1, 1), "years as row heads"),
        (["Region|Land|Sent", "N|Norway|10"], (1, 2), "two columns that name rows"),
        (["!A|!B", "x|-", "y|n/a"], (1, 1), "no figure at all"),
        (["!Name|!Role", "Ada|chair"], (1, 1), "words only"),
        (["!Reports|!|!", "!A|!Q1|!Q2", "x|1|2"], (2, 1), "a heading over the headings"),
        (["Rank|Provider|Sent", "1|X|10", "2|Y|9", "3|Z|8"], (1, 2), "ranks count up and name rows"),
    ],
)
def test_headers(rows: list[str], extent: tuple[int, int], why: str) -> None:
    table = table_of(read(drawn(*rows))).table
    assert table is not None
    assert (table.header_rows, table.header_columns) == extent, why


def test_a_caption_names_its_table() -> None:
    document = read(drawn("!A|!B", "x|1", caption="<caption>Reports sent</caption>"))
    table = table_of(document).table
    assert table is not None
    assert table.title is not None
    assert document.text[slice(*table.title)] == "Reports sent"


@pytest.mark.parametrize("line", ["Table 2. Reports sent", "The following were sent:"])
def test_so_does_the_line_above(line: str) -> None:
    document = read(f"<p>{line}</p>{drawn('!A|!B', 'x|1')}")
    table = table_of(document).table
    assert table is not None
    assert table.title is not None
    assert document.text[slice(*table.title)] == line


def test_notes_below_belong_to_their_table() -> None:
    document = read(drawn("!A|!B", "x|1") + "<p>* Estimated.</p><p>Source: our logs.</p>")
    table = table_of(document).table
    assert table is not None
    assert [document.text[slice(*note)] for note in table.notes] == ["* Estimated.", "Source: our logs."]


def test_marks_in_cells_are_lifted_out() -> None:
    document = read(drawn("!A|!B", "x<sup>*</sup>|252,000<sup><a href='#n'>1</a></sup>"))
    marks = [(document.text[: one.offset][-3:], one.mark) for one in table_of(document).references]
    assert [text for *_, text, _ in grid(document)] == ["A", "B", "x", "252,000"]
    assert marks == [("B\nx", "*"), ("000", "1")]


@pytest.mark.parametrize(
    "layout",
    [
        f"<table role=presentation><tr><td>{TEXT}</td><td>{TEXT}</td></tr></table>",
        f"<table><tr><td>{TEXT}</td></tr></table>",
        f"<table><tr><td><h2>One</h2>{TEXT}</td><td>{TEXT}</td></tr></table>",
        f"<table><tr><td>{TEXT * 6}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
    ],
)
def test_tables_that_place_things_are_none(layout: str) -> None:
    assert all(block.kind != "table" for block in read(layout).content())


def test_the_inner_of_two_tables_is_the_data() -> None:
    document = read(f"<table><tr><td>menu</td><td>{drawn('A|B', 'x|1')}</td></tr></table>")
    assert [text for *_, text, _ in grid(document)] == ["A", "B", "x", "1"]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "99999999999", "65534"])
def test_impossible_spans_do_no_harm(span: str) -> None:
    spanned = f"<tr><td rowspan='{span}' colspan='{span}'>x</td><td>1</td></tr>"
    table = table_of(read(f"<table><tr><th>A</th><th>B</th></tr>{spanned}</table>")).table
    assert table is not None
    assert table.rows == 2
