"""Cells that hold several figures: each is named by the label that stands before it."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.readers.builder import CellText, DocumentBuilder, TableText


@pytest.mark.parametrize(
    ("cell", "expected", "why"),
    [
        (
            "Actionable: 120 Informational: 80 Total: 200",
            [(120, "Actionable"), (80, "Informational"), (200, "Total")],
            "each label names the figure behind it and no other",
        ),
        ("120", [(120, None)], "a figure on its own has the column's heading alone"),
        ("120 (40%)", [(120, None), (40, None)], "a share in brackets has no label of its own"),
        ("In force: 3", [(3, "In force")], "one label and one figure"),
    ],
)
def test_labels_inside_a_cell(cell: str, expected: list[tuple[int, str | None]], why: str) -> None:
    builder = DocumentBuilder("table.html", "text/html")
    cells = [
        CellText(0, 0, "Units", header=True),
        CellText(0, 1, "CY 2023", header=True),
        CellText(1, 0, "Local police", header=True),
        CellText(1, 1, cell),
    ]
    builder.add_table(TableText(cells, header_rows=1, header_columns=1))
    records = extract(builder.build(language="en"), snapshot="0" * 64).records
    found = [
        (int(one.value or 0), (one.dimensions or {}).get("CY 2023"))
        for one in records
        if one.kind == "metric"
    ]
    assert found == expected, why
