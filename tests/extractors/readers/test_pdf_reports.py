"""Real reports: every quote of the gold records is in the text, every figure of the truth in its table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from extractors.readers.pdf import read_pdf
from schemas.documents import Block, Document

pytestmark = pytest.mark.shared


def read(path: Path) -> Document:
    return read_pdf(path.read_bytes(), path.name)


def folded(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def test_every_quote_of_a_two_column_report_stands_in_one_block(shared: Path) -> None:
    gold = json.loads((shared / "gold" / "packaging-compact.gold.json").read_text(encoding="utf-8"))
    document = read(shared / "gold" / "packaging-compact.pdf")
    blocks = [folded(document.text_of(block)) for block in document.content()]
    for record in gold["records"]:
        assert any(folded(record["quote"]) in block for block in blocks), record["quote"]


@pytest.mark.parametrize(
    "name", [f"ncmec-by-{by}-{year}" for by in ("esp", "country") for year in (2020, 2021, 2022)]
)
def test_a_long_table_is_one_with_every_label_beside_its_figure(shared: Path, name: str) -> None:
    folder = shared / "benchmarks" / "ncmec"
    document = read(folder / f"{name}.pdf")
    (block,) = [block for block in document.blocks if block.table is not None]
    assert block.table is not None
    texts = {(cell.row, cell.column): document.text_of(cell) for cell in block.table.cells}
    found = [
        (texts[row, 0].rstrip("*").replace(" ", ""), texts[row, 1].replace(",", ""))
        for row in range(block.table.header_rows, block.table.rows)
    ]
    with (folder / f"{name}.truth.csv").open(encoding="utf-8", newline="") as file:
        truth = [(row["label"].rstrip("*").replace(" ", ""), row["value"]) for row in csv.DictReader(file)]
    assert found == truth
    assert [total.agrees for total in block.table.totals] == [True]


def headings(document: Document, block: Block, column: int) -> str:
    assert block.table is not None
    return " | ".join(
        text
        for cell in block.table.cells
        if cell.row < block.table.header_rows and cell.column <= column < cell.column + cell.column_span
        if (text := document.text_of(cell))
    )


def closed(text: str) -> str:
    """The text without closing brackets: one heading lacks its own in print."""
    return text.replace(")", "")


def test_the_tables_of_a_report_have_their_rows_and_columns(shared: Path) -> None:
    folder = shared / "benchmarks" / "ncmec"
    document = read(folder / "ncmec-ojjdp-2022.pdf")
    blocks = [block for block in document.blocks if block.table is not None]
    truth = json.loads((folder / "ncmec-ojjdp-2022.tables.json").read_text(encoding="utf-8"))
    assert [block.page for block in blocks] == [table["page"] for table in truth]
    for block, table in zip(blocks, truth, strict=True):
        assert block.table is not None
        labels = [
            document.text_of(c)
            for c in block.table.cells
            if c.column == 0 and c.row >= block.table.header_rows
        ]
        if block.table.header_columns:
            assert labels == table["rows"]
        columns = [
            headings(document, block, at) for at in range(block.table.header_columns, block.table.columns)
        ]
        # Where a cell holds several figures the truth names each of them after the column.
        wanted = [closed(column).split(" | ") for column in table["columns"]]
        for column in columns:
            parts = closed(column).split(" | ")
            assert any(parts == names[: len(parts)] for names in wanted), column


@pytest.mark.parametrize("name", ["gold/packaging-compact.pdf", "benchmarks/ncmec/ncmec-ojjdp-2022.pdf"])
def test_segments_tile_the_words_of_their_block(shared: Path, name: str) -> None:
    document = read(shared / name)
    for block in document.blocks:
        for part in block.table.cells if block.table else (block,):
            covered = "".join(document.text[s.start : s.end] for s in part.segments)
            assert covered.replace(" ", "") == document.text_of(part).replace(" ", "")
            for segment in part.segments:
                width, height = document.pages[segment.page - 1]
                assert 0 <= segment.box.x0 <= segment.box.x1 <= width
                assert 0 <= segment.box.top <= segment.box.bottom <= height


def test_running_lines_are_on_every_page_and_nowhere_in_the_text(shared: Path) -> None:
    document = read(shared / "benchmarks" / "ncmec" / "ncmec-ojjdp-2022.pdf")
    footers = [block.page for block in document.blocks if block.furniture == "footer"]
    assert footers == list(range(1, 20))
    assert [document.text_of(b) for b in document.blocks if b.furniture == "page_number"] == [
        str(number) for number in range(2, 20)
    ]
    assert not any("All rights reserved" in document.text_of(block) for block in document.content())
