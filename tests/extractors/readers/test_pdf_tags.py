"""Structure tags: the cells of a table whose rules, gaps and heights do not tell them."""

from __future__ import annotations

import pypdfium2 as pdfium

from extractors.readers.pdf import read_pdf
from extractors.readers.pdf_tags import tags_of
from tests.extractors.readers.drawn_pdfs import rows, tables

Cell = tuple[str, list[tuple[float, float, str]]]
"""`TH` or `TD`, and its printed lines with their places from the lower left, in points."""

TABLE: list[list[Cell]] = [
    [("TH", [(60, 700, "Body")]), ("TH", [(220, 700, "Duty")]), ("TH", [(400, 700, "State")])],
    [
        ("TD", [(60, 685, "Office for the")]),
        ("TD", [(220, 685, "Publish a register of all")]),
        ("TD", [(400, 685, "In place")]),
    ],
    [("TD", [(60, 670, "Agency")]), ("TD", [(220, 670, "Report each")]), ("TD", [(400, 670, "Planned")])],
]
WRAPPED: list[list[Cell]] = [
    TABLE[0],
    [
        ("TD", [(60, 685, "Office for the"), (60, 670, "Register")]),
        ("TD", [(220, 685, "Publish a list of"), (220, 670, "all members")]),
        ("TD", [(400, 685, "In place")]),
    ],
    [
        ("TD", [(60, 655, "Agency")]),
        ("TD", [(220, 655, "Report each quarter"), (220, 640, "to the office")]),
        ("TD", [(400, 655, "Planned")]),
    ],
]


def tagged(table: list[list[Cell]]) -> bytes:
    """A PDF of one page with a table without rules, tagged cell by cell."""
    content, elements = [], []
    mcid = 0
    objects = ["<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>"]
    objects.append("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    objects.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /StructParents 0 /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>"
    )
    objects.append("")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects.append("<< /Type /StructTreeRoot /K [7 0 R] /ParentTree 8 0 R >>")
    objects.append("")
    objects.append("")
    row_numbers = []
    for row in table:
        cell_numbers = []
        row_number = len(objects) + 1
        objects.append("")
        for kind, lines in row:
            first = mcid
            for x, y, text in lines:
                content.append(f"/{kind} << /MCID {mcid} >> BDC BT /F 10 Tf {x} {y} Td ({text}) Tj ET EMC")
                elements.append(len(objects) + 1)
                mcid += 1
            marks = " ".join(map(str, range(first, mcid)))
            cell_numbers.append(len(objects) + 1)
            objects.append(f"<< /Type /StructElem /S /{kind} /P {row_number} 0 R /Pg 3 0 R /K [{marks}] >>")
        kids = " ".join(f"{number} 0 R" for number in cell_numbers)
        objects[row_number - 1] = f"<< /Type /StructElem /S /TR /P 7 0 R /K [{kids}] >>"
        row_numbers.append(row_number)
    kids = " ".join(f"{number} 0 R" for number in row_numbers)
    objects[6] = f"<< /Type /StructElem /S /Table /P 6 0 R /K [{kids}] >>"
    objects[7] = f"<< /Nums [0 [{' '.join(f'{number} 0 R' for number in elements)}]] >>"
    stream = "\n".join(content)
    objects[3] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table_of = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(out)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table_of}".encode()
    return out + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def test_tags_give_the_cells_of_a_table_of_words() -> None:
    """Lines stand as far apart within a cell as between rows: nothing but the tags parts them."""
    document = read_pdf(tagged(WRAPPED), "tagged.pdf")
    (block,) = tables(document)
    assert rows(document, block) == [
        ["Body", "Duty", "State"],
        ["Office for the Register", "Publish a list of all members", "In place"],
        ["Agency", "Report each quarter to the office", "Planned"],
    ]
    assert block.table is not None
    assert block.table.header_rows == 1


def test_every_cell_is_known_by_its_row_and_place() -> None:
    with pdfium.PdfDocument(tagged(TABLE)) as document:
        page = document[0]
        tags = tags_of(page.raw)
        page.close()
    assert [[cell.header for cell in row] for row in next(iter(tags.rows.values()))] == [
        [True] * 3, [False] * 3, [False] * 3
    ]  # fmt: skip
    assert (tags.cells[4].row, tags.cells[4].place) == (1, 1)


def test_tags_that_the_page_belies_are_not_believed() -> None:
    """Rows tagged from the bottom up, as some writers do with what was moved."""
    belied = [WRAPPED[0], WRAPPED[2], WRAPPED[1]]
    document = read_pdf(tagged(belied), "belied.pdf")
    found = " ".join(document.text_of(block) for block in document.blocks)
    assert "Register" in found
    assert all(rows(document, block)[1][0] != "Agency" for block in tables(document))
