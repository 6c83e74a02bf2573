"""Tables of a PDF: every figure under its headings, however the table is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.pdf_grid import GridCell
from extractors.readers.pdf_lines import JoinedText
from extractors.readers.table_totals import totals
from schemas.documents import Block, Document
from tests.extractors.readers.drawn_pdfs import LOREM, MORE, at, page, paragraph, read, rows, ruled, tables

MEMBERS = [
    ["Member", "2022", "2023"],
    ["Halden Foods", "18,400", "19,120"],
    ["Petrel Retail", "7,210", "6,900"],
]


def only_table(document: Document) -> Block:
    (block,) = tables(document)
    return block


def headed(document: Document) -> tuple[int, int]:
    table = only_table(document).table
    assert table is not None
    return table.header_rows, table.header_columns


def aligned(
    pdf: FPDF, y: float, table: Sequence[Sequence[str]], edges: Sequence[float], step: float = 16
) -> None:
    """Labels from x = 60 and figures that end at the edges, without rules."""
    for i, (label, *figures) in enumerate(table):
        at(pdf, 60, y + step * i, label)
        for edge, figure in zip(edges, figures, strict=False):
            if figure:
                at(pdf, edge, y + step * i, figure, align="R")


def test_drawn_cells() -> None:
    document = read(lambda pdf: ruled(page(pdf), 60, 100, [160, 80, 80], MEMBERS) and None)
    assert rows(document, only_table(document)) == MEMBERS
    assert headed(document) == (1, 1)
    table = only_table(document).table
    assert table is not None
    assert [document.text_of(cell) for cell in table.cells if cell.header] == [
        "Member", "2022", "2023", "Halden Foods", "Petrel Retail"
    ]  # fmt: skip


def test_merged_headings_keep_their_spans() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_font("Helvetica", size=10)
        for x, y, width, height, text in [
            (60, 100, 120, 36, "Region"), (180, 100, 120, 18, "Household"), (300, 100, 120, 18, "Business"),
            (180, 118, 60, 18, "2022"), (240, 118, 60, 18, "2023"),
            (300, 118, 60, 18, "2022"), (360, 118, 60, 18, "2023"),
            (60, 136, 120, 18, "North"), (180, 136, 60, 18, "1,200"), (240, 136, 60, 18, "1,300"),
            (300, 136, 60, 18, "90"), (360, 136, 60, 18, "95"),
        ]:  # fmt: skip
            pdf.rect(x, y, width, height)
            pdf.text(x + 4, y + 13, text)

    document = read(draw)
    table = only_table(document).table
    assert table is not None
    spans = {
        document.text_of(c): (c.row, c.column, c.row_span, c.column_span) for c in table.cells if c.row == 0
    }
    assert spans == {"Region": (0, 0, 2, 1), "Household": (0, 1, 1, 2), "Business": (0, 3, 1, 2)}
    assert headed(document) == (2, 1)


def test_a_row_over_the_whole_width_is_the_title() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_font("Helvetica", size=10)
        pdf.rect(60, 100, 320, 18)
        pdf.text(64, 113, "Tonnes collected by members")
        ruled(pdf, 60, 118, [160, 80, 80], MEMBERS)

    document = read(draw)
    table = only_table(document).table
    assert table is not None
    assert table.title is not None
    assert document.text[slice(*table.title)] == "Tonnes collected by members"
    assert rows(document, only_table(document)) == MEMBERS
    assert [b.kind for b in document.blocks] == ["caption", "table"]


def test_cells_of_several_lines_and_figures() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_font("Helvetica", size=10)
        for x, y, width, height, texts in [
            (60, 100, 120, 18, ["Recipient"]), (180, 100, 90, 18, ["2023"]),
            (60, 118, 120, 40, ["Local law", "enforcement"]),
            (180, 118, 90, 40, ["Actionable: 2,485", "Total: 24,768,90", "3"]),
        ]:  # fmt: skip
            pdf.rect(x, y, width, height)
            for i, text in enumerate(texts):
                pdf.text(x + 4, y + 12 + 12 * i, text)

    document = read(draw)
    assert rows(document, only_table(document)) == [
        ["Recipient", "2023"],
        ["Local law enforcement", "Actionable: 2,485 Total: 24,768,903"],
    ]
    assert headed(document) == (1, 1)
    table = only_table(document).table
    assert table is not None
    assert [document.text[s.start : s.end] for s in table.cells[-1].segments] == [
        "Actionable: 2,485", "Total: 24,768,90", "3"
    ]  # fmt: skip


def test_outer_sides_may_be_left_open() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_font("Helvetica", size=10)
        for i, row in enumerate(MEMBERS):
            for x, text in zip((64, 224, 304), row, strict=True):
                pdf.text(x, 113 + 18 * i, text)
        for i in range(4):
            pdf.line(60, 100 + 18 * i, 380, 100 + 18 * i)
        for x in (220, 300):
            pdf.line(x, 100, x, 154)

    document = read(draw)
    assert rows(document, only_table(document)) == MEMBERS


def test_level_rules_with_a_piece_for_each_cell_give_the_columns() -> None:
    """The value stands between the two lines of its label; only the rules say what belongs together."""

    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_fill_color(200, 220, 230)
        pdf.rect(60, 80, 300, 20, style="F")
        y = 100
        for labels, figure in [
            (["ESP"], "Reports"), (["Adobe"], "1,207"), (["Easy Online / North Tone /", "Hosthead"], "23"),
            (["Ebay"], "20"), (["Ello.co"], "88"),
        ]:  # fmt: skip
            height = 14 * len(labels) + 6
            top = y - 20 if figure == "Reports" else y
            for i, label in enumerate(labels):
                at(pdf, 64, top + 13 + 13 * i, label, size=10)
            at(pdf, 350, top + 13 + 6.5 * (len(labels) - 1), figure, size=10, align="R")
            if figure != "Reports":
                y += height
            pdf.line(60, y, 259.5, y)
            pdf.line(260, y, 360, y)

    document = read(draw)
    assert rows(document, only_table(document)) == [
        ["ESP", "Reports"], ["Adobe", "1,207"], ["Easy Online / North Tone / Hosthead", "23"],
        ["Ebay", "20"], ["Ello.co", "88"],
    ]  # fmt: skip
    assert headed(document) == (1, 1)


def test_a_first_row_between_shading_and_the_first_rule() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.set_fill_color(200, 220, 230)
        pdf.rect(60, 80, 200, 20, style="F")
        pdf.rect(260, 80, 100, 20, style="F")
        for i, row in enumerate([("ESP", "Reports"), ("Adobe", "1,207"), ("Ebay", "20"), ("Ello.co", "88")]):
            at(pdf, 64, 94 + 18 * i, row[0], size=10)
            at(pdf, 350, 94 + 18 * i, row[1], size=10, align="R")
            if i:
                pdf.line(60, 100 + 18 * i, 260, 100 + 18 * i)
                pdf.line(260, 100 + 18 * i, 360, 100 + 18 * i)

    document = read(draw)
    assert rows(document, only_table(document)) == [
        ["ESP", "Reports"], ["Adobe", "1,207"], ["Ebay", "20"], ["Ello.co", "88"]
    ]  # fmt: skip


def test_figures_that_stand_under_each_other_are_a_table() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 470, LOREM)
        wrapped = [["Nordbay Chemicals and", "", ""], ["associated companies", "1,004", "998"]]
        aligned(pdf, 150, [*MEMBERS, *wrapped, ["Total", "26,614", "27,018"]], [300, 380])
        paragraph(pdf, 60, 260, 470, MORE)

    document = read(draw)
    block = only_table(document)
    assert rows(document, block)[3:] == [
        ["Nordbay Chemicals and associated companies", "1,004", "998"], ["Total", "26,614", "27,018"]
    ]  # fmt: skip
    assert headed(document) == (1, 1)
    assert block.table is not None
    assert [total.agrees for total in block.table.totals] == [True, True]
    assert [b.kind for b in document.blocks] == ["paragraph", "table", "paragraph"]


def test_a_heading_of_two_lines_over_groups_of_columns() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        at(pdf, 60, 90, "Table 1: Tonnes collected by region and year", "B", 10)
        pdf.line(60, 100, 460, 100)
        at(pdf, 230, 114, "Household", "B", 10)
        at(pdf, 375, 114, "Business", "B", 10)
        pdf.line(60, 136, 460, 136)
        aligned(pdf, 130, [["Region", "2022", "2023", "2022", "2023"]], [250, 320, 390, 460])
        aligned(pdf, 152, [["North", "1,200", "1,300", "90", "95"], ["East", "77", "80", "3", "-"],
                           ["West", "5", "6", "7", "8"]], [250, 320, 390, 460])  # fmt: skip
        pdf.line(60, 194, 460, 194)
        at(pdf, 60, 206, "Source: members' returns.", size=8)

    document = read(draw)
    block = only_table(document)
    assert block.table is not None
    assert rows(document, block)[:3] == [
        ["Household", "Business"],
        ["Region", "2022", "2023", "2022", "2023"],
        ["North", "1,200", "1,300", "90", "95"],
    ]  # fmt: skip
    assert [(c.column, c.column_span) for c in block.table.cells if c.row == 0] == [(1, 2), (3, 2)]
    assert block.table.title is not None
    assert document.text[slice(*block.table.title)] == "Table 1: Tonnes collected by region and year"
    assert [document.text[slice(*note)] for note in block.table.notes] == ["Source: members' returns."]


def test_tables_side_by_side_are_two() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        ruled(pdf, 60, 100, [120, 60], [["Country", "Reports"], ["Chad", "12"], ["Chile", "1,200"]])
        ruled(pdf, 300, 100, [120, 60], [["Country", "Reports"], ["Peru", "7"], ["Poland", "90"]])

    document = read(draw)
    assert [rows(document, block)[1] for block in tables(document)] == [["Chad", "12"], ["Peru", "7"]]


def test_tables_side_by_side_without_rules_are_two() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        for i, row in enumerate([
            ("Country", "Reports", "Country", "Reports"), ("Chad", "12", "Peru", "7"),
            ("Chile", "1,200", "Poland", "90"), ("China", "3", "Portugal", "1,900"),
        ]):  # fmt: skip
            for x, text, align in zip((60, 220, 300, 460), row, "LRLR", strict=True):
                at(pdf, x, 100 + 16 * i, text, align=align)

    document = read(draw)
    assert [rows(document, block)[-1] for block in tables(document)] == [
        ["China", "3"],
        ["Portugal", "1,900"],
    ]


@pytest.mark.parametrize("repeated", [True, False], ids=["headings repeated", "headings once"])
def test_a_table_over_pages_is_one(repeated: bool) -> None:
    def draw(pdf: FPDF) -> None:
        for number in range(3):
            page(pdf)
            at(pdf, 60, 40, "Compact statistics", size=8)
            head = [["Member", "Tonnes"]] if repeated or number == 0 else []
            body = [[f"Member {number * 10 + i}", f"{(number * 10 + i) * 1001:,}"] for i in range(10)]
            ruled(pdf, 60, 80, [200, 100], [*head, *body])
            at(pdf, 300, 810, str(number + 1), size=8)

    document = read(draw)
    block = only_table(document)
    assert rows(document, block) == [
        ["Member", "Tonnes"], *([f"Member {i}", f"{i * 1001:,}"] for i in range(30))
    ]  # fmt: skip
    assert block.table is not None
    assert {segment.page for cell in block.table.cells for segment in cell.segments} == {1, 2, 3}


def test_a_table_without_rules_over_pages_is_one() -> None:
    """Its repeated headings are no running header, its small figures no page numbers."""

    def draw(pdf: FPDF) -> None:
        for number in range(4):
            page(pdf)
            at(pdf, 60, 40, "Compact statistics", size=8)
            at(pdf, 520, 40, str(number + 1), size=8)
            body = [
                [f"Member {number}{letter}", str(number + 3)]
                for letter in "abcdefghijklmnopqrstuvwxyzabcdefgh"
            ]
            aligned(pdf, 75, [["Member", "Tonnes collected"], *body], [500], step=21)

    document = read(draw)
    block = only_table(document)
    assert len(rows(document, block)) == 1 + 4 * 34
    assert headed(document) == (1, 1)
    assert [document.text_of(b) for b in document.blocks if b.furniture == "page_number"] == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_a_last_row_alone_on_its_page_belongs_to_the_table() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        ruled(
            pdf, 60, 640, [200, 100], [["Member", "Tonnes"], ["Halden Foods", "18"], ["Petrel Retail", "7"]]
        )
        page(pdf)
        ruled(pdf, 60, 60, [200, 100], [["Total", "25"]])
        paragraph(pdf, 60, 120, 470, LOREM)

    document = read(draw)
    block = only_table(document)
    assert rows(document, block)[-1] == ["Total", "25"]
    assert block.table is not None
    assert [total.agrees for total in block.table.totals] == [True]


def test_another_table_on_the_next_page_stays_another() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        ruled(
            pdf, 60, 640, [200, 100], [["Member", "Tonnes"], ["Halden Foods", "18"], ["Petrel Retail", "7"]]
        )
        page(pdf)
        ruled(pdf, 60, 60, [200, 100], [["Country", "Reports"], ["Chad", "12"], ["Chile", "90"]])

    assert len(tables(read(draw))) == 2


def test_marks_leave_headings_and_labels_and_their_notes_are_tied() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 40, 470, LOREM)
        ruled(
            pdf,
            60,
            140,
            [160, 80, 80],
            [["Member*", "2022", "2023"], ["Halden Foods", "18", "19"], ["Petrel", "7", "6"]],
        )
        pdf.set_font("Helvetica", size=6)
        pdf.text(64 + 160 + 23, 149, "7")
        at(pdf, 60, 208, "* Members at the end of the year.", size=8)
        at(pdf, 60, 700, "7", size=6)
        at(pdf, 66, 703, "Restated after an audit of all members.", size=8)

    document = read(draw)
    block = only_table(document)
    assert rows(document, block)[0] == ["Member", "2022", "2023"]
    marked = [(document.text[: r.offset].rsplit(maxsplit=1)[-1], r.mark) for r in block.references]
    assert marked == [("Member", "*"), ("2022", "7")]
    assert block.table is not None
    assert [document.text[slice(*note)] for note in block.table.notes] == [
        "Members at the end of the year.", "Restated after an audit of all members."
    ]  # fmt: skip


def test_a_frame_around_prose_is_no_table() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        pdf.rect(50, 50, 490, 80)
        pdf.rect(50, 130, 490, 80)
        paragraph(pdf, 60, 60, 470, LOREM)
        paragraph(pdf, 60, 140, 470, MORE)

    document = read(draw)
    assert not tables(document)
    assert [document.text_of(block) for block in document.blocks] == [LOREM, MORE]


def test_columns_without_labels_have_no_header_column() -> None:
    document = read(
        lambda pdf: (
            ruled(page(pdf), 60, 100, [90, 90], [["CY 2021", "CY 2022"], ["237,404", "70,870"]]) and None
        )
    )
    assert headed(document) == (1, 0)


def test_years_and_numbers_of_rows_name_them() -> None:
    table = [["Year", "Reports"], ["2019", "1,024"], ["2020", "1,996"], ["2021", "2,011"]]
    document = read(lambda pdf: ruled(page(pdf), 60, 100, [90, 90], table) and None)
    assert headed(document) == (1, 1)


# Totals


def column(*texts: str) -> list[GridCell]:
    labels = ("Total" if text.startswith("=") else f"Row {i}" for i, text in enumerate(texts))
    return [
        GridCell(row, at, joined=JoinedText(text.lstrip("="), [], []))
        for row, pair in enumerate(zip(labels, texts, strict=True))
        for at, text in enumerate(pair)
    ]


@pytest.mark.parametrize(
    ("texts", "agrees"),
    [
        pytest.param(["18,400", "7,210", "=25,610"], [True], id="the sum of the rows above"),
        pytest.param(["18,400", "7,210", "=25,611"], [False], id="one too many"),
        pytest.param(["1", "2", "=3", "4", "5", "=9", "=12"], [True, True, True], id="a total of totals"),
        pytest.param(["1", "2", "=3", "4", "5", "=12"], [True, True], id="a total of all rows"),
        pytest.param(["1", "2", "=3", "=7", "5", "=15"], [True, True], id="a total of what is not shown"),
        pytest.param(["10", "-", "5", "=15"], [True], id="a dash counts for nothing"),
        pytest.param(
            ["33.3%", "33.3%", "33.3%", "=100%"], [True], id="a total rounded further than its parts"
        ),
        pytest.param(["33.3%", "33.3%", "33.3%", "=100.0%"], [True], id="shares may miss by their rounding"),
        pytest.param(["1,5", "=3"], [], id="a single figure is no sum"),
        pytest.param(["many", "few", "=all"], [], id="words are not summed"),
    ],
)
def test_totals_are_held_against_their_rows(texts: list[str], agrees: list[bool]) -> None:
    assert [total.agrees for total in totals(column(*texts), 0, 1, 2)] == agrees


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=30))
def test_a_true_total_agrees_and_a_wrong_one_does_not(figures: list[int]) -> None:
    printed = [f"{figure:,}" for figure in figures]
    (right,) = totals(column(*printed, f"={sum(figures):,}"), 0, 1, 2)
    assert right.agrees
    assert Decimal(right.computed) == sum(figures)
    (wrong,) = totals(column(*printed, f"={sum(figures) + 1:,}"), 0, 1, 2)
    assert not wrong.agrees


LABELS = (
    st.text("abcdefghijklmnopqrstuvwxyz ", min_size=3, max_size=18)
    .map(str.strip)
    .filter(lambda t: len(t) > 2)
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(LABELS, st.lists(st.integers(0, 10**8), min_size=2, max_size=2)), min_size=3, max_size=12
    ),
    st.booleans(),
)
def test_every_figure_stays_beside_its_label(body: list[tuple[str, list[int]]], drawn: bool) -> None:
    table = [
        ["Member", "2022", "2023"],
        *([" ".join(label.split()), *(f"{n:,}" for n in figures)] for label, figures in body),
    ]

    def draw(pdf: FPDF) -> None:
        page(pdf)
        if drawn:
            ruled(pdf, 60, 100, [160, 100, 100], table)
        else:
            aligned(pdf, 110, table, [300, 400])

    document = read(draw)
    assert rows(document, only_table(document)) == table
