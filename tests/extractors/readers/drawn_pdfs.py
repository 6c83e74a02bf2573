"""Small PDFs drawn with fpdf2 for the tests of the PDF reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fpdf import FPDF

from extractors.readers.pdf import read_pdf
from schemas.documents import Block, Document

LOREM = (
    "The members of the compact met twice during the year and agreed on a common way of counting what they "
    "collect. Every member now sends its figures to the secretariat before the end of March, so that the "
    "report can appear in June. Where a figure could not be had the report says so and gives the reason."
)
MORE = (
    "Smaller members asked for more time, since their suppliers do not keep records by polymer. The "
    "secretariat has written a guide for them and will hold three courses in the autumn. Nothing else was "
    "decided at the second meeting, which was shorter than the first one."
)


def page(pdf: FPDF, size: float = 11) -> FPDF:
    """A new page with the text's font set."""
    pdf.add_page()
    pdf.set_font("Times", size=size)
    return pdf


def made(draw: Callable[[FPDF], None], *, title: str | None = None, margin: float = 60) -> bytes:
    """A PDF in points on A4 as `draw` fills it."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margins(margin, margin, margin)
    if title:
        pdf.set_title(title)
    draw(pdf)
    return bytes(pdf.output())


def read(draw: Callable[[FPDF], None], **options: object) -> Document:
    """The Document of a PDF as `draw` fills it."""
    return read_pdf(made(draw, **options), "made.pdf")  # type: ignore[arg-type]


def outline(document: Document) -> list[tuple[str, str]]:
    """(kind, text) of the blocks that are no furniture; tables as their rows."""
    return [
        (
            block.kind,
            "\n".join(map(" | ".join, rows(document, block))) if block.table else document.text_of(block),
        )
        for block in document.content()
    ]


def rows(document: Document, block: Block) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    assert block.table is not None
    return [
        [document.text_of(cell) for cell in block.table.cells if cell.row == row]
        for row in range(block.table.rows)
    ]


def tables(document: Document) -> list[Block]:
    """The table blocks."""
    return [block for block in document.blocks if block.table is not None]


def at(pdf: FPDF, x: float, y: float, text: str, style: str = "", size: float = 11, align: str = "L") -> None:
    """Puts a line of text with its baseline at y; with align R it ends at x."""
    pdf.set_font("Helvetica", style, size)
    pdf.text(x - (pdf.get_string_width(text) if align == "R" else 0), y, text)


def lines(pdf: FPDF, x: float, y: float, texts: Sequence[str], size: float = 11) -> None:
    """Lines of text set solid from a first baseline at y."""
    for i, text in enumerate(texts):
        at(pdf, x, y + 14 * i, text, size=size)


def paragraph(pdf: FPDF, x: float, y: float, width: float, text: str, size: float = 11) -> None:
    """A paragraph in Times, broken to the width, from its upper edge at y."""
    pdf.set_font("Times", size=size)
    pdf.set_left_margin(x)
    pdf.set_xy(x, y)
    pdf.multi_cell(width, 14, text, align="L")


def ruled(
    pdf: FPDF, x: float, y: float, widths: Sequence[float], table: Sequence[Sequence[str]], height: float = 18
) -> float:
    """A table with all its rules drawn; returns the height of its lower edge."""
    pdf.set_font("Helvetica", size=10)
    for row in table:
        left = x
        for width, text in zip(widths, row, strict=True):
            pdf.rect(left, y, width, height)
            pdf.text(left + 4, y + height - 5, text)
            left += width
        y += height
    return y
