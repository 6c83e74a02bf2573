"""Writes regulator-compliance.pdf: `python benchmarks/gold_more/make_pdf.py [--out FOLDER]`.

Justified text that runs down two columns, headings that run in with their text, numbers hung beside findings.
The same words give the same bytes: fixed date and producer, the standard fonts, no compression.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

HERE = Path(__file__).resolve().parent
NAME = "regulator-compliance.pdf"
SIZE = 10

# (kind, mark or heading, words). A hyphen written ¬ is a place where a word may be broken at a line's end.
BLOCKS = [
    ("heading", "1", "Scope"),
    (
        "text",
        "",
        "This summary covers the year from 1 April 2024 to 31 March 2025. The Scam Call Code obliges "
        "Brightline Telecom, Corvid Mobile, Halyard Broadband and Pell Communi¬cations to file a return "
        "every quarter. In the year we made 26 site visits and placed 1,900 test calls. A provider that "
        "files late can be fined up to 2% of its turn¬over (section 31(4) of the Communi¬cations Act 2016).",
    ),
    ("heading", "2", "The year in figures"),
    (
        "text",
        "",
        "Providers blocked 41.3 million scam calls¹, 22% more than in the year before, and 6.9 million scam "
        "texts. We received 18,240 com¬plaints, of which 1,105 were about calls that showed an emer¬gency "
        "number.",
    ),
    (
        "text",
        "",
        "In the same year an esti¬mated 212,000 people lost money to such calls. Nearly one in five of them "
        "was over 75. The losses came to about €84 million.",
    ),
    ("heading", "3", "Findings by provider"),
    ("text", "Brightline Telecom.", "We spoke with the provider’s fraud team in May 2025. We found that:"),
    ("item", "(1)", "it checks the origin of every inter¬national call before con¬necting it;"),
    (
        "item",
        "(2)",
        "it blocked 19.6 million scam calls and cut off 3,420 numbers that had made them;",
    ),
    ("item", "(3)", "4% of our test calls got through;"),
    ("item", "(4)", "it has not yet given customers a short code for passing on scam texts."),
    (
        "text",
        "Corvid Mobile.",
        "Corvid has put right what we criti¬cised in 2024, and no find¬ings of that year are open. It spent "
        "€3.75 million on a voice fire¬wall in the year. Staff in its call centres take a half-day course "
        "each spring. Further findings:",
    ),
    (
        "item",
        "(1)",
        "Corvid traced 512 callers who hid behind forged num¬bers and handed 488 of these cases to the "
        "police.",
    ),
    ("item", "(2)", "No customer of Corvid was cut off by mistake."),
    ("item", "(3)", "Calls that arrive by way of satel¬lite links go unchecked."),
    (
        "text",
        "Halyard Broadband.",
        "Halyard reported no progress in the year, pleading a change of owner. Its short¬comings are those "
        "set out in our summary of 2024, among them the want of a fraud team. It could not produce its call "
        "logs for August 2024. Of our test calls, 61% got through. “We are the victims here,” its chief "
        "execu¬tive told us, “and if one caller in a hundred slips past, so be it.”",
    ),
    (
        "text",
        "Pell Communications.",
        "Pell blocked fewer than 900 calls a week, although it carries about a tenth of the country’s "
        "traffic. The filter that was due in October 2024 is still not in service. Pell has under¬taken to "
        "report to us every month until it is. Further findings:",
    ),
    ("item", "(1)", "Pell lacks any means of telling a forged number from a real one."),
    ("item", "(2)", "It took Pell 23 days on average to answer a complaint."),
    (
        "item",
        "(3)",
        "A register of resellers has been drawn up, but it leaves out whole¬sale partners.",
    ),
    ("heading", "4", "What we expect"),
    ("text", "", "Every provider should:"),
    ("item", "(a)", "publish the share of calls that it blocks by mistake;"),
    ("item", "(b)", "give customers a short code for scam texts;"),
    ("item", "(c)", "trace a forged call within five days."),
    ("text", "", "Parliament should extend the Code to messaging apps."),
    ("heading", "5", "The Authority’s own work"),
    (
        "text",
        "",
        "The Authority employs 38 inspectors. It means to appoint six more by 2026. Its test calls do not "
        "yet cover island exchanges. We will publish our next summary in June 2026; by then we want "
        "fewer than 5% of test calls to get through anywhere.",
    ),
    ("note", "", "1. A call is blocked when the called telephone does not ring."),
]


class Summary(FPDF):
    """Pages with the Authority's running lines."""

    def header(self) -> None:
        self.set_font("Helvetica", "", 8)
        self.cell(0, 10, "ESTMARK COMMUNICATIONS AUTHORITY")
        self.cell(0, 10, "ECA/2025/07", align="R", new_x="LMARGIN", new_y="NEXT")
        self.ln(14)

    def footer(self) -> None:
        self.set_y(-40)
        self.set_font("Helvetica", "", 8)
        self.cell(0, 10, "Scam Call Code: Compliance Summary 2025")
        self.cell(0, 10, f"Page {self.page_no()}", align="R")


def summary() -> Summary:
    """The document, laid out."""
    pdf = Summary(unit="pt", format=(460, 620))
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_compression(False)
    pdf.set_creation_date(datetime(2025, 7, 3, tzinfo=UTC))
    pdf.set_producer("benchmarks/gold_more/make_pdf.py")
    pdf.set_title("Scam Call Code: Compliance Summary 2025")
    pdf.set_lang("en")
    pdf.set_margins(44, 36)
    pdf.set_auto_page_break(True, margin=56)
    pdf.add_page()
    pdf.set_font("Times", "B", 20)
    pdf.multi_cell(0, 24, "Scam Call Code: Compliance Summary 2025", align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Times", "I", SIZE)
    pdf.cell(
        0, 16, "Published by the Estmark Communications Authority, 3 July 2025", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.ln(8)
    with pdf.text_columns(ncols=2, gutter=20, text_align="J", line_height=1.2) as columns:
        for kind, mark, words in BLOCKS:
            words = words.replace("¬", "\u00ad")
            if kind == "heading":
                pdf.set_font("Helvetica", "B", 11)
                with columns.paragraph(text_align="L", top_margin=6, bottom_margin=4) as block:
                    block.write(f"{mark}  {words}")
            elif kind == "item":
                pdf.set_font("Times", "", SIZE)
                with columns.paragraph(
                    indent=20, bullet_string=mark, bullet_r_margin=4, bottom_margin=3, text_align="L"
                ) as block:
                    block.write(words)
            else:
                with columns.paragraph(bottom_margin=6, top_margin=8 if kind == "note" else 0) as block:
                    if mark:
                        pdf.set_font("Times", "BI", SIZE)
                        block.write(f"{mark} ")
                    pdf.set_font("Times", "", 8 if kind == "note" else SIZE)
                    block.write(words)
    return pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    summary().output(str(parser.parse_args().out / NAME))


if __name__ == "__main__":
    main()
