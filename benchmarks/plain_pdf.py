"""Writes the PDFs of the gold rounds from their words.

    python -m benchmarks.plain_pdf NAME.source.txt [...]

Each line of a source is a kind, a tab and words: title, date and foot first; then h1, h2, h3 (headings),
p (paragraph), b (bullet), n (note), t (a row of a table, its cells parted by tabs). The same words give the
same bytes: fixed date and producer, the standard fonts, no compression.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fpdf import FPDF

STYLES = {
    "h1": ("Helvetica", "B", 20, 26),
    "h2": ("Helvetica", "B", 14, 20),
    "h3": ("Helvetica", "B", 11, 16),
}


class _Pages(FPDF):
    foot: str | None = None

    def footer(self) -> None:
        if self.foot:
            self.set_y(-34)
            self.set_font("Helvetica", "", 8)
            self.cell(0, 10, f"{self.foot} | {self.page_no()}", align="C")


def write(source: Path) -> Path:
    """Lays out a source on A4 pages and writes NAME.pdf beside it."""
    lines = [line.split("\t") for line in source.read_text(encoding="utf-8").splitlines()]
    about = {kind: words[0] for kind, *words in lines if kind in ("title", "date", "foot")}
    pdf = _Pages(unit="pt", format="A4")
    pdf.foot = about.get("foot")
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_compression(False)
    pdf.set_creation_date(datetime.fromisoformat(about["date"]).replace(tzinfo=UTC))
    pdf.set_producer("make_pdf.py")
    pdf.set_title(about["title"])
    pdf.set_lang("en")
    pdf.set_margins(60, 60)
    pdf.set_auto_page_break(True, margin=60)
    pdf.add_page()
    for kind, group in groupby(lines, key=lambda line: line[0]):
        if kind == "t":
            _table(pdf, [cells for _, *cells in group])
        elif kind not in about:
            for _, words in group:
                _words(pdf, kind, words)
    target = source.with_name(source.name.replace(".source.txt", ".pdf"))
    pdf.output(str(target))
    return target


def _table(pdf: FPDF, rows: list[list[str]]) -> None:
    pdf.set_font("Times", "", 10)
    align = ("LEFT", *["RIGHT"] * (len(rows[0]) - 1))
    with pdf.table(width=400, line_height=15, text_align=align) as table:
        for row in rows:
            table.row(row)
    pdf.ln(8)


def _words(pdf: FPDF, kind: str, words: str) -> None:
    font, style, size, height = STYLES.get(kind, ("Times", "", 8 if kind == "n" else 11, 15))
    pdf.ln({"h2": 6, "h3": 3, "n": 8}.get(kind, 0))
    pdf.set_font(font, style, size)
    if kind == "b":
        pdf.cell(14, 15, "•")
    pdf.multi_cell(0, height, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln({"h1": 6, "h2": 2, "b": 2, "p": 5}.get(kind, 0))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(write(Path(name)))
