"""Writes larder-pledge.pdf: `python benchmarks/gold_blind/make_pdf.py [--out FOLDER]`.

Ragged text in two columns on wide pages, company names that run in with their text, bullets, a footnote.
The same words give the same bytes: fixed date and producer, the standard fonts, no compression.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

HERE = Path(__file__).resolve().parent
NAME = "larder-pledge.pdf"
TITLE = "The Larder Pledge: Progress in 2025"
SIZE = 10.5

# (kind, run-in words, words); a hyphen written ¬ is a place where a word may be broken at a line's end.
BLOCKS = [
    ("heading", "", "The year at a glance"),
    (
        "text",
        "",
        "Fifty-eight food businesses had signed the Larder Pledge by the end of 2025. Its aim is to halve "
        "the food that they throw away by 2030. This report covers the calen¬dar year 2025. In that year "
        "signa¬tories wasted 214,000 tonnes of food, 6.5% less than in 2024. Of the food that was wasted, "
        "38% went into animal feed and 2% into land¬fill.¹",
    ),
    ("heading", "", "Targets met and missed"),
    (
        "item",
        "",
        "Met: every signatory with more than 50 staff now weighs what it throws away.",
    ),
    (
        "item",
        "",
        "Met: 33.8 million meals were given away, against a target of 30 million.",
    ),
    (
        "item",
        "",
        "Missed: only 19 signatories have set their suppliers a goal, against a target of 40.",
    ),
    (
        "item",
        "",
        "Missed: date labels were to be made simpler by June 2025, and this has not been done.",
    ),
    ("heading", "", "Signatories"),
    (
        "text",
        "Ashdown Bakeries",
        "Yesterday’s loaves are now turned into crumb at all 6 plants. Ashdown sold 1,150 tonnes of it in "
        "2025. Its delivery vans still lack cooling.",
    ),
    (
        "text",
        "Cole & Marsh",
        "The grocer reports no change since our report for 2023, on account of a take¬over. The points "
        "that were open in that report are open still, above all the labels on dairy goods.",
    ),
    (
        "text",
        "Fjordfisk",
        "Fjordfisk has fitted 140 boats with chillers since it signed, 45 of them in 2025. It has spent "
        "NOK 88 million on them so far. Between 3% and 4% of its catch is lost on the way to shore. The "
        "company has yet to publish a figure for its shops.",
    ),
    (
        "text",
        "Orchard Table",
        "In October 2025 the caterer tried smaller plates in 23 canteens, where plate waste fell by 26%. "
        "Guests may take home what they leave. “If every guest left one potato less, we would save two "
        "tonnes a week,” says its head chef.",
    ),
    ("heading", "", "What holds us back"),
    (
        "text",
        "",
        "Three things stand in our way: farms are not covered by the Pledge; nobody records what is lost "
        "in lorries; and there are too few cold stores outside the cities.",
    ),
    ("heading", "", "Pledges for 2026"),
    (
        "text",
        "",
        "Ashdown Bakeries and Orchard Table undertook to report every six months from 2026. Fjordfisk "
        "promised to cut its losses at sea to 2% by 2028.",
    ),
    ("heading", "", "What we ask of government"),
    ("item", "", "Let shops give away food after its best-before date."),
    ("item", "", "Measure food waste on farms, every two years at least."),
    ("item", "", "Waive the 12% sales tax on food that is given away."),
    ("heading", "", "About this report"),
    (
        "text",
        "",
        "We publish this report each spring. Nothing in it has yet been checked by an outside audi¬tor.",
    ),
    (
        "note",
        "",
        "1 Landfill includes burning without use of the heat. Two signatories left in 2025 and are not "
        "counted.",
    ),
]


class Report(FPDF):
    """Pages with the pledge's running lines."""

    def header(self) -> None:
        self.set_font("Times", "", 8)
        self.cell(0, 10, "LARDER PLEDGE", align="C", new_x="LMARGIN", new_y="NEXT")
        self.ln(10)

    def footer(self) -> None:
        self.set_y(-34)
        self.set_font("Times", "", 8)
        self.cell(0, 10, f"{self.page_no()} | Progress in 2025")


def report() -> Report:
    """The document, laid out."""
    pdf = Report(unit="pt", format=(500, 586))
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_compression(False)
    pdf.set_creation_date(datetime(2026, 3, 26, tzinfo=UTC))
    pdf.set_producer("benchmarks/gold_blind/make_pdf.py")
    pdf.set_title(TITLE)
    pdf.set_lang("en")
    pdf.set_margins(40, 30)
    pdf.set_auto_page_break(True, margin=52)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 19)
    pdf.multi_cell(0, 24, TITLE, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(8)
    with pdf.text_columns(ncols=2, gutter=24, text_align="L", line_height=1.25) as columns:
        for kind, run_in, words in BLOCKS:
            words = words.replace("¬", "\u00ad")
            if kind == "heading":
                pdf.set_font("Helvetica", "B", 12)
                with columns.paragraph(top_margin=8, bottom_margin=4) as block:
                    block.write(words)
            elif kind == "item":
                pdf.set_font("Helvetica", "", SIZE)
                with columns.paragraph(
                    indent=12, bullet_string="\u2022", bullet_r_margin=4, bottom_margin=3
                ) as block:
                    block.write(words)
            else:
                with columns.paragraph(bottom_margin=6, top_margin=10 if kind == "note" else 0) as block:
                    if run_in:
                        pdf.set_font("Helvetica", "B", SIZE)
                        block.write(f"{run_in} – ")
                    pdf.set_font("Helvetica", "", 8 if kind == "note" else SIZE)
                    block.write(words)
    return pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    report().output(str(parser.parse_args().out / NAME))


if __name__ == "__main__":
    main()
