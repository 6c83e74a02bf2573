"""CSV and XLSX files to Documents of tables, as statistics are often published."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from extractors.readers.builder import CellText, DocumentBuilder, TableText
from extractors.readers.decoding import decode
from extractors.readers.errors import Unreadable
from extractors.readers.page_words import CONTROL, fold
from extractors.readers.table_captions import is_table_note
from extractors.readers.table_headers import flag_headers
from schemas.documents import Document

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CELLS = 300_000
LARGEST_UNPACKED = 512 * 1024 * 1024
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 60
_SAMPLE_WIDTH = 2000
_SAMPLE = 1 << 20


def read_csv(data: bytes, name: str, *, declared: str | None = None) -> Document:
    """Reads comma-, semicolon-, tab- or bar-separated values; lines around the tables stay paragraphs.

    Raises Unreadable where there are no values, or more than any report has.
    """
    decoded = decode(data, declared)
    text = CONTROL.sub("", decoded.text)
    delimiter = _delimiter([line[:_SAMPLE_WIDTH] for line in text[:_SAMPLE].splitlines()[:_SAMPLE_LINES]])
    limit = csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = _limited([fold(cell) for cell in row] for row in reader)
    except csv.Error as error:
        raise Unreadable(f"its values cannot be told apart: {error}") from error
    finally:
        csv.field_size_limit(limit)
    builder = DocumentBuilder(name, CSV)
    _add_sheet(builder, rows)
    return _built(builder, "there is no value in it", remarks=decoded.remarks)


def read_xlsx(data: bytes, name: str) -> Document:
    """Reads the visible sheets of a workbook, under their names where there are several.

    Formulas count with the value last computed. Raises Unreadable for a damaged workbook, one without
    values, or one with more than any report has.
    """
    from openpyxl import load_workbook

    _refuse_bombs(data)
    builder = DocumentBuilder(name, XLSX)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        title = fold(workbook.properties.title or "") or None
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state != "visible"]
        for sheet in sheets:
            rows = _limited(map(_shown_row, sheet.iter_rows()))
            if len(sheets) > 1 and any(any(row) for row in rows):
                builder.add("heading", fold(sheet.title), level=2)
            _add_sheet(builder, rows, _merged(data, sheet))
        workbook.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets through whatever its XML and ZIP parsers raise
        raise Unreadable(f"a damaged workbook: {error or type(error).__name__}") from error
    remarks = (f"hidden sheets were not read: {', '.join(hidden)}",) if hidden else ()
    return _built(builder, "there is no value in any visible sheet", title=title, remarks=remarks)


def _built(
    builder: DocumentBuilder, reason: str, *, title: str | None = None, remarks: tuple[str, ...] = ()
) -> Document:
    """The document; what stands above its first table is its title unless its properties name one."""
    document = builder.build(title=title, remarks=remarks)
    if not document.blocks:
        raise Unreadable(reason, "empty")
    first = document.blocks[0]
    if title is None and first.kind == "paragraph" and len(document.blocks) > 1:
        return document.model_copy(update={"title": document.text_of(first)})
    return document


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(f"a damaged workbook: {error}") from error
    if size > LARGEST_UNPACKED:
        raise Unreadable(
            f"it unpacks to {size:,} bytes, more than the {LARGEST_UNPACKED:,} that are read", "too large"
        )


def _limited(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """The rows without empty cells at their ends, as many as a report may have."""
    taken: list[Sequence[str]] = []
    cells = 0
    for row in rows:
        width = len(row)
        while width and not row[width - 1]:
            width -= 1
        cells += width + 1
        if cells > MOST_CELLS:
            raise Unreadable(f"it has more than {MOST_CELLS:,} cells, which no report has", "too large")
        taken.append(row[:width])
    return taken


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of fields, two or more."""
    best, delimiter = 0.0, ","
    for candidate in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=candidate)]
        usual = max(set(widths), key=widths.count, default=1)
        score = widths.count(usual) + usual / 1000 if usual > 1 else 0.0
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def _merged(data: bytes, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """How many rows and columns the merged cells of a sheet take, by their row and column, from 0.

    openpyxl leaves them out of what it reads row by row, so that they are read from the sheet's own part.
    """
    from lxml import etree
    from openpyxl.utils.cell import range_boundaries

    merged: dict[tuple[int, int], tuple[int, int]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(sheet._worksheet_path) as part:
        wanted = ("{*}row", "{*}mergeCell")
        for _, element in etree.iterparse(part, tag=wanted, resolve_entities=False, no_network=True):
            left, top, right, bottom = (
                number or 0 for number in range_boundaries(element.get("ref") or "A1")
            )
            if element.get("ref") and left and top and len(merged) < MOST_CELLS:
                merged[top - 1, left - 1] = (bottom - top + 1, right - left + 1)
            element.clear()
    return merged


def _add_sheet(
    builder: DocumentBuilder,
    rows: Sequence[Sequence[str]],
    merged: Mapping[tuple[int, int], tuple[int, int]] | None = None,
) -> None:
    """Tables are runs of rows with two values or more; what stands alone in its row is text around them.

    A single value directly under a heading row is part of the table (a row not filled in), above it is the
    title.
    """
    above: int | None = None
    table: int | None = None
    for at, part in _parts(rows):
        if len(part) == 1 and sum(map(bool, part[0])) == 1:
            text = next(cell for cell in part[0] if cell)
            index = builder.add("paragraph", text)
            if index is not None and table is not None and is_table_note(text):
                builder.attach_note(table, index)
            else:
                above = index
            continue
        table = builder.add_table(_table(part, at, merged or {}), title=above)
        above = None


def _parts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[Sequence[str]]]]:
    """Rows of a table together, any other row by itself, each with its first number; blank rows part."""
    part: list[Sequence[str]] = []
    for at, row in enumerate(rows):
        filled = sum(map(bool, row))
        if filled > 1 or (filled == 1 and part and _goes_on(rows[at + 1 :])):
            part.append(row)
            continue
        if part:
            yield at - len(part), part
            part = []
        if filled:
            yield at, [row]
    if part:
        yield len(rows) - len(part), part


def _goes_on(rest: Sequence[Sequence[str]]) -> bool:
    """Whether the row below belongs to the same table."""
    return bool(rest) and sum(map(bool, rest[0])) > 1


def _table(
    rows: Sequence[Sequence[str]], at: int, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> TableText:
    """The table of these rows, the first of which is row `at` of the sheet; merged cells keep their spans."""
    first = min(next(at for at, cell in enumerate(row) if cell) for row in rows if any(row))
    width = max(map(len, rows))
    cells: list[CellText] = []
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for column in range(first, width if merged else len(row)):
            if (number, column) in covered:
                continue
            down, across = merged.get((at + number, column), (1, 1))
            down, across = min(down, len(rows) - number), min(across, max(width - column, 1))
            covered |= {(number + d, column + a) for d in range(down) for a in range(across)}
            text = row[column] if column < len(row) else ""
            if text or column < len(row):
                cells.append(CellText(number, column - first, text, down, across))
    return TableText(cells, *flag_headers(cells))


def _shown_row(row: Iterable[Any]) -> list[str]:
    return [fold(CONTROL.sub("", _shown(cell.value, getattr(cell, "number_format", None)))) for cell in row]


def _shown(value: Any, number_format: str | None) -> str:
    """A cell's value as a reader of the sheet sees it, as far as figures need: percent, thousands, dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _shown_number(value, number_format or "General")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _shown_number(value: int | float, number_format: str) -> str:
    """Never rounded: a figure that the sheet shows with fewer decimals keeps all that it holds."""
    separator = "," if "#,#" in number_format or "0,0" in number_format else ""
    percent = "%" in number_format
    if percent:
        value = round(value * 100, 10)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    shown = f"{value:{separator}}" if isinstance(value, int) else f"{value:{separator}.15g}"
    return f"{shown}%" if percent else shown
