"""Statistics as CSV and XLSX: tables with what stands around them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from extractors.readers.errors import Unreadable
from extractors.readers.spreadsheet import read_csv, read_xlsx
from schemas.documents import Document

from .invariants import check_offsets


def texts(document: Document) -> list[str]:
    check_offsets(document)
    return [document.text_of(block) for block in document.blocks]


def workbook(*sheets: list[list[Any]], formats: dict[str, str] | None = None, hidden: int = 0) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
        for place, shape in (formats or {}).items():
            sheet[place].number_format = shape
        if number >= len(sheets) - hidden:
            sheet.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Provider,Sent\nAcme,12\nBeta,34\n", "commas"),
        (b"Provider;Sent\r\nAcme;12\r\nBeta;34\r\n", "semicolons, as spreadsheets write them in Europe"),
        (b"Provider\tSent\nAcme\t12\nBeta\t34", "tabs"),
        (b"Provider|Sent\nAcme|12\nBeta|34", "bars"),
        (b'\xef\xbb\xbf"Provider","Sent"\n"Acme","12"\n"Beta","34"\n', "quotes and a byte-order mark"),
        (b",,\nProvider,Sent,\nAcme,12,\nBeta,34,\n,,\n", "empty cells around it"),
    ],
)
def test_csv(data: bytes, why: str) -> None:
    document = read_csv(data, "t.csv")
    assert texts(document) == ["Provider\tSent\nAcme\t12\nBeta\t34"], why
    table = document.blocks[0].table
    assert table is not None
    assert (table.header_rows, table.header_columns) == (1, 1)


def test_lines_around_a_csv_table_are_its_title_and_notes() -> None:
    document = read_csv(
        b'Reports by provider\n\nProvider,Sent\n"Acme, Inc","1,234"\n\nSource: logs\n', "t.csv"
    )
    assert texts(document) == ["Reports by provider", "Provider\tSent\nAcme, Inc\t1,234", "Source: logs"]
    table = document.blocks[1].table
    assert table is not None
    assert table.title == (0, 19)
    assert len(table.notes) == 1
    assert document.title == "Reports by provider"


def test_a_workbook_shows_figures_as_its_cells_do() -> None:
    rows = [
        ["Provider", "Sent", "Share", "Since"],
        ["Acme", 27190665, 0.855, date(2022, 1, 31)],
        ["Beta", 1200.5, 0.07, None],
    ]
    document = read_xlsx(workbook(rows, formats={"B2": "#,##0", "C2": "0.0%", "C3": "0%"}), "t.xlsx")
    assert texts(document) == [
        "Provider\tSent\tShare\tSince\nAcme\t27,190,665\t85.5%\t2022-01-31\nBeta\t1200.5\t7%"
    ]


def test_merged_cells_span_the_rows_and_columns_that_they_name() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [
        ["Country", "2022", None, "2023", None],
        [None, "Reports", "Files", "Reports", "Files"],
        ["Chad", 12, 1200, 13, 1300],
        [None, 7, 90, 8, 91],
    ]:
        sheet.append(row)
    for place in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
        sheet.merge_cells(place)
    file = io.BytesIO()
    book.save(file)
    document = read_xlsx(file.getvalue(), "merged.xlsx")
    (table,) = [block.table for block in document.blocks if block.table]
    spans = {
        document.text_of(cell): (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row_span * cell.column_span > 1
    }
    assert spans == {
        "Country": (0, 0, 2, 1), "2022": (0, 1, 1, 2), "2023": (0, 3, 1, 2), "Chad": (2, 0, 2, 1)
    }  # fmt: skip
    assert (table.header_rows, table.header_columns) == (2, 1)


def test_sheets_come_under_their_names_and_hidden_ones_are_named() -> None:
    data = workbook([["A", "B"], ["x", 1]], [["C", "D"], ["y", 2]], [["secret", 3]], hidden=1)
    document = read_xlsx(data, "t.xlsx")
    assert texts(document) == ["Sheet 1", "A\tB\nx\t1", "Sheet 2", "C\tD\ny\t2"]
    assert document.remarks == ("hidden sheets were not read: Sheet 3",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 not an archive", "damaged workbook"),
        (workbook([[]]), "no value in any visible sheet"),
        (workbook([["A", "B"]])[:400], "damaged workbook"),
    ],
)
def test_workbooks_that_cannot_be_read_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_xlsx(data, "t.xlsx")


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.spreadsheet.LARGEST_UNPACKED", 1_000_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    with pytest.raises(Unreadable, match="unpacks to"):
        read_xlsx(file.getvalue(), "bomb.xlsx")


@pytest.mark.parametrize(
    ("data", "reason"), [(b",,,\n,,", "no value"), (b"a,b\n" * 200_000, "300,000 cells")]
)
def test_values_that_cannot_be_read_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_csv(data, "t.csv")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='ab1,;\t|"\n \r\u00e9', max_size=80))
def test_any_values_keep_their_offsets(text: str) -> None:
    try:
        texts(read_csv(text.encode(), "t.csv"))
    except Unreadable as reason:
        assert str(reason)  # noqa: PT017
