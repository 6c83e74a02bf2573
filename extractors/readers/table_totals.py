"""Printed totals held against the figures above them.

In: the cells of a finished table. Out: each total with what its column sums to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from extractors.readers.pdf_grid import GridCell
from schemas.documents import Total

_TOTAL = re.compile(
    r"(?:grand |sub-?|overall )?totals?\b|sum\b|all (?:countries|providers|companies|reports)\b|"
    r"(?:zwischen|gesamt)?summe\b|gesamt\b|insgesamt\b|totale\b|totaal\b|suma\b|ogółem\b|razem\b|somme\b",
    re.IGNORECASE,
)


def totals(cells: Sequence[GridCell], header_rows: int, header_columns: int, columns: int) -> list[Total]:
    """Printed totals held against the figures above them.

    A total may sum all rows above it, those since the total before, or the totals before it and what no total
    covers; it agrees where one of these is what is printed. Shares may miss their sum by their rounding.
    """
    labels = {cell.row: cell.text for cell in cells if cell.column == 0 and cell.row >= header_rows}
    total_rows = [row for row, label in labels.items() if header_columns and _TOTAL.match(label)]
    if not total_rows:
        return []
    values = {(cell.row, cell.column): _number(cell.text) for cell in cells if cell.column_span == 1}
    texts = {(cell.row, cell.column): cell.text for cell in cells}
    rows = max((cell.row + cell.row_span for cell in cells), default=0)
    found: list[Total] = []
    for row in total_rows:
        for column in range(header_columns, columns):
            printed = values.get((row, column))
            if printed is None:
                continue
            sums = _sums(values, total_rows, row, column, header_rows)
            if not sums:
                continue
            agreeing = next((one for one in sums if _agrees(one[0], printed, one[1])), None)
            if agreeing is None and not _can_sum(row, total_rows, header_rows, rows):
                continue
            computed = agreeing or sums[0]
            found.append(
                Total(
                    row=row,
                    column=column,
                    printed=texts[row, column],
                    computed=str(computed[0]),
                    agrees=agreeing is not None,
                )
            )
    return found


def _can_sum(row: int, total_rows: Sequence[int], first: int, rows: int) -> bool:
    """Whether a total has rows of its own above it, or ends the table.

    One that follows another total at once may sum what the table does not show.
    """
    before = max((r for r in total_rows if r < row), default=first - 1)
    return row - before > 1 or row == rows - 1


def _sums(
    values: dict[tuple[int, int], Decimal | None],
    total_rows: Sequence[int],
    row: int,
    column: int,
    first: int,
) -> list[tuple[Decimal, int]]:
    """(sum, number of figures) of the ways in which a total can come about; empty without figures above."""

    def add(rows: Sequence[int]) -> tuple[Decimal, int] | None:
        figures = [value for r in rows if (value := values.get((r, column))) is not None]
        return (sum(figures, Decimal(0)), len(figures)) if len(figures) > 1 else None

    before = [r for r in total_rows if r < row]
    plain = [r for r in range(first, row) if r not in total_rows]
    since = [r for r in plain if not before or r > before[-1]]
    ways = [plain, since]
    if before:
        ways.append([*before, *since])
        ways.append(_uncovered(values, before, plain, column))
    return [found for way in ways if (found := add(way)) is not None]


def _uncovered(
    values: dict[tuple[int, int], Decimal | None],
    totals_before: Sequence[int],
    plain: Sequence[int],
    column: int,
) -> list[int]:
    """The totals before, and the rows that none of them sums."""
    used: list[int] = []
    loose: list[int] = []
    rows = sorted([*totals_before, *plain])
    for row in rows:
        if row in totals_before:
            figures = [values.get((r, column)) or Decimal(0) for r in loose]
            if loose and sum(figures, Decimal(0)) == values.get((row, column)):
                loose = []
            used.append(row)
        else:
            loose.append(row)
    return [*used, *loose]


def _agrees(computed: Decimal, printed: Decimal, count: int) -> bool:
    exponent = printed.as_tuple().exponent
    if not isinstance(exponent, int) or (exponent >= 0 and computed == computed.to_integral_value()):
        return computed == printed
    return abs(computed - printed) <= Decimal(count) * Decimal(5).scaleb(exponent - 1)


def _number(text: str) -> Decimal | None:
    """The figure of a cell that holds exactly one; a dash for nothing counts as zero."""
    bare = text.strip().rstrip("*†‡")
    if bare and not bare.strip("-–—−"):
        return Decimal(0)
    match = re.fullmatch(r"\(?[$€£¥]?\s?([-−]?\d[\d,]*(?:\.\d+)?)\s?%?\)?", bare)
    if match is None:
        match = re.fullmatch(r"([-−]?\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+)\s?[$€£¥%]?", bare)
        digits = re.sub(r"[.\s]", "", match.group(1)) if match else ""
    else:
        digits = match.group(1).replace(",", "")
    try:
        return Decimal(digits.replace("−", "-")) if digits else None
    except InvalidOperation:
        return None
