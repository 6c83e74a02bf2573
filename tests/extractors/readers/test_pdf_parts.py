"""The parts of the PDF reader that are easier to see alone: figures, tags, the other parser, page numbers."""

from __future__ import annotations

import pypdfium2
import pytest
from fpdf import FPDF

from extractors.readers.pdf_lines import Line, line_of, words_of
from extractors.readers.pdf_pages import read_page
from extractors.readers.pdf_tags import PageTags, tags_of
from extractors.readers.pdfium_page import PDFIUM_LOCK, PdfiumPage, TooMuch
from extractors.readers.running_lines import PageLines, mark_running_lines
from extractors.readers.text_columns import is_figure, is_year
from tests.extractors.readers.drawn_pdfs import LOREM, at, lines, made, page, paragraph, ruled


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,207", True), ("0", True), ("-", True), ("–", True), ("4.1%", True), ("$48.5 million", True),
        ("1 204", True), ("1.204.567", True), ("(12)", True), ("n/a", True), ("~300", True), ("12*", True),
        ("EUR 3,000", True), ("13-17", False), ("CY 2020", False), ("Chapter 3", False), ("v2", False),
        ("12 members", False), ("", False),
    ],
)  # fmt: skip
def test_figures(text: str, figure: bool) -> None:
    assert is_figure(text) is figure


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021", True),
        ("CY 2021", True),
        ("2021/22", True),
        ("H1 2023", True),
        ("1,998", False),
        ("20210", False),
    ],
)
def test_years(text: str, year: bool) -> None:
    assert is_year(text) is year


def opened(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


def test_a_page_is_a_pdfplumber_page() -> None:
    """Cropping, words with their fonts and the table finder work on PDFium's glyphs and rules."""

    def draw(pdf: FPDF) -> None:
        page(pdf)
        ruled(pdf, 60, 100, [100, 60], [["Country", "Reports"], ["Chad", "12"]])
        pdf.set_text_color(255, 0, 0)
        at(pdf, 60, 400, "Below the table", "B", 14)

    with PDFIUM_LOCK, opened(made(draw)) as document:
        page_of_it = PdfiumPage(document, 0)
        assert page_of_it.extract_tables() == [[["Country", "Reports"], ["Chad", "12"]]]
        below = page_of_it.crop((0, 300, page_of_it.width, page_of_it.height))
        words = below.extract_words(extra_attrs=["fontname", "size", "bold", "non_stroking_color"])
        assert [word["text"] for word in words] == ["Below", "the", "table"]
        first = words[0]
        assert (first["fontname"], first["size"], first["bold"]) == ("Helvetica-Bold", 14, True)
        assert first["non_stroking_color"] == (1, 0, 0)
        assert first["bottom"] == pytest.approx(400 + 0.25 * 14, abs=0.01)
        page_of_it.close()


def test_glyphs_are_limited() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 470, LOREM)

    with (
        PDFIUM_LOCK,
        opened(made(draw)) as document,
        pytest.raises(TooMuch, match="more than the limit of 10"),
    ):
        assert PdfiumPage(document, 0, max_glyphs=10).chars


def test_pdfminer_is_asked_where_pdfium_finds_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        lines(pdf, 60, 100, ["Words that only the other parser sees.", "And more of them."])

    data = made(draw)
    monkeypatch.setattr(PdfiumPage, "_read_glyphs", lambda self: [])
    with PDFIUM_LOCK, opened(data) as document:
        content = read_page(document, 0, data)
    assert [line.text for line in content.lines] == [
        "Words that only the other parser sees.",
        "And more of them.",
    ]
    assert content.lines[0].baseline == pytest.approx(100, abs=0.1)
    assert content.remarks == ["page 1 was read with pdfminer: PDFium finds next to no text on it"]


def test_an_untagged_page_has_no_tags() -> None:
    with PDFIUM_LOCK, opened(made(lambda pdf: page(pdf) and None)) as document:
        assert tags_of(document[0].raw) == PageTags()


def line(text: str, baseline: float, number: int, mcid: int | None = None) -> Line:
    word = {
        "text": text, "x0": 60.0, "x1": 60.0 + 5 * len(text), "top": baseline - 7.5, "bottom": baseline + 2.5,
        "size": 10.0, "fontname": "Times", "upright": True, "mcid": mcid,
    }  # fmt: skip
    return line_of(words_of([word]), number)


def furniture(*pages: list[Line]) -> list[list[str | None]]:
    mark_running_lines([PageLines(i, 800, list(lines)) for i, lines in enumerate(pages, start=1)])
    return [[one.furniture for one in lines] for lines in pages]


@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [
        pytest.param(["1", "2", "3"], ["page_number"] * 3, id="counting with the pages"),
        pytest.param(["vii", "viii", "ix"], ["page_number"] * 3, id="in Roman numerals"),
        pytest.param(
            ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"], ["page_number"] * 3, id="with the number of pages"
        ),
        pytest.param(["17", "4", "230"], [None] * 3, id="numbers that do not run are figures"),
    ],
)
def test_page_numbers_run_with_the_pages(numbers: list[str], kinds: list[str | None]) -> None:
    assert [
        kind for (kind,) in furniture(*([line(text, 780, i)] for i, text in enumerate(numbers, 1)))
    ] == kinds


def test_words_that_come_back_elsewhere_on_the_page_are_text() -> None:
    assert furniture([line("Progress", 60, 1)], [line("Progress", 110, 2)], [line("Other", 60, 3)]) == [
        [None], [None], [None]
    ]  # fmt: skip


def test_what_stands_further_in_than_text_is_text() -> None:
    pages = [
        [line(f"A sentence of page {'xyz'[i]}.", 30, i + 1), line("Repeated words", 60, i + 1)]
        for i in range(3)
    ]
    assert furniture(*pages) == [[None, None]] * 3
