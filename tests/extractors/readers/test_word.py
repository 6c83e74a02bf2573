"""Word files: styles, lists, notes, tables and what is printed on every page."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors.readers.errors import Unreadable
from extractors.readers.word import read_docx
from schemas.documents import Document

from .invariants import check_offsets


def saved(word: Any) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def read(word: Any) -> Document:
    document = read_docx(saved(word), "t.docx")
    check_offsets(document)
    return document


def blocks(document: Document) -> list[tuple[str, int | None, str | None, str]]:
    return [(block.kind, block.level, block.marker, document.text_of(block)) for block in document.content()]


def test_styles_say_what_a_paragraph_is() -> None:
    word = docx.Document()
    for text, style in [
        ("Report 2024", "Title"),
        ("In short", "Subtitle"),
        ("Accounts", "Heading 1"),
        ("How", "Heading 2"),
        ("We were late.", "Quote"),
        ("one", "List Number"),
        ("two", "List Number"),
        ("deeper", "List Bullet 2"),
        ("Text.", "Normal"),
    ]:
        word.add_paragraph(text, style=style)
    word.add_paragraph().add_run("Areas of work").bold = True
    document = read(word)
    assert document.title == "Report 2024"
    assert blocks(document) == [
        ("title", 1, None, "Report 2024"),
        ("lead", None, None, "In short"),
        ("heading", 1, None, "Accounts"),
        ("heading", 2, None, "How"),
        ("quote", None, None, "We were late."),
        ("list_item", 1, "1.", "one"),
        ("list_item", 1, "2.", "two"),
        ("list_item", 2, None, "deeper"),
        ("paragraph", None, None, "Text."),
        ("heading", 3, None, "Areas of work"),
    ]


def test_runs_split_no_figure_and_tracked_changes_count_as_accepted() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We banned 17")
    paragraph.add_run(",436").bold = True
    space = nsdecls("w")
    paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:delText> users</w:delText></w:r></w:del>"))
    paragraph._p.append(
        parse_xml(f"<w:ins {space}><w:r><w:t xml:space='preserve'> accounts</w:t></w:r></w:ins>")
    )
    assert read(word).text == "We banned 17,436 accounts"


def test_tables_have_spans_captions_and_notes() -> None:
    word = docx.Document()
    word.add_paragraph("Table 1: Requests", style="Caption")
    table = word.add_table(4, 3)
    rows = [
        ["Half-year", "Requests", ""],
        ["", "Sent", "Kept"],
        ["H1 2022", "30", "1"],
        ["H2 2022", "25", "2"],
    ]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    word.add_paragraph("Source: own count")
    document = read(word)
    caption, block, note = document.content()
    assert block.table is not None
    assert [document.text_of(cell) for cell in block.table.cells] == [
        *("Half-year", "Requests", "Sent", "Kept"),
        *("H1 2022", "30", "1", "H2 2022", "25", "2"),
    ]
    assert (block.table.header_rows, block.table.header_columns) == (2, 1)
    assert (block.table.cells[0].row_span, block.table.cells[1].column_span) == (2, 2)
    assert block.table.title == (caption.start, caption.end)
    assert block.table.notes == ((note.start, note.end),)


def test_headers_and_footers_are_furniture() -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Draft"
    word.sections[0].footer.paragraphs[0].text = "Acme"
    word.add_paragraph("Text.")
    document = read(word)
    assert [(document.text_of(block), block.furniture) for block in document.blocks] == [
        ("Draft", "header"),
        ("Text.", None),
        ("Acme", "footer"),
    ]


def test_notes_come_with_their_marks() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We banned 17,436")
    mark = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'
    paragraph._p.append(parse_xml(mark))
    paragraph.add_run(" accounts.")
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>As of May.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = io.BytesIO(saved(word))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    document = read_docx(data.getvalue(), "t.docx")
    text, note = document.blocks
    assert document.text_of(text) == "We banned 17,436 accounts."
    assert [(document.text[: one.offset], one.mark) for one in text.references] == [("We banned 17,436", "1")]
    assert (note.kind, note.marker, document.text_of(note)) == ("footnote", "1", "As of May.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 nothing", "damaged Word file"),
        (saved(docx.Document()), "no text"),
        (saved(docx.Document())[:900], "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_docx(data, "t.docx")
