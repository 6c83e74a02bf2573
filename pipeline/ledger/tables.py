"""Tables as records tell of them: figures with labels, and which of them a printed total sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.ledger.figures import Figure, is_part, is_total
from schemas.records import Metric

Labels = tuple[tuple[str, str], ...]


class PrintedTable:
    """The figures of one table, in reading order."""

    def __init__(self, cells: Sequence[Metric]) -> None:
        self.cells = sorted(cells, key=lambda cell: (cell.evidence.start, cell.place))

    def sums(self) -> Iterator[tuple[Metric, list[Metric]]]:
        """Each total with the figures it sums up: those that differ from it in one label only.

        They are the ones since the total before; where a total opens its table, the ones after it. Parts of a
        row and shares are left out, and a total of fewer than two.
        """
        for heading in {heading: None for cell in self.cells for heading in _labels(cell)}:
            columns: dict[object, list[Metric]] = defaultdict(list)
            for cell in self.cells:
                if heading in _labels(cell) and _adds_up(cell):
                    columns[others(cell, heading), cell.unit].append(cell)
            for column in columns.values():
                for total, rows in _runs(column, heading):
                    if len(rows) > 1:
                        yield total, rows


def printed_tables(figures: Iterable[Figure]) -> list[PrintedTable]:
    """The tables of all documents. A table is known by its place in the page, else by its headings: the
    heading of its rows and how many labels a figure has; where a row's label returns, another table has
    begun.
    """
    cells: dict[object, list[Metric]] = defaultdict(list)
    for figure in figures:
        metric = figure.metric
        if metric.dimensions:
            at = (metric.evidence.xpath or "").rpartition("/table")
            place = f"{at[0]}{at[2].split('/')[0]}" if at[1] else ""
            headings = (next(iter(metric.dimensions)), len(metric.dimensions))
            cells[figure.version.snapshot, metric.edition, place, headings].append(metric)
    return [PrintedTable(part) for group in cells.values() for part in _apart(group)]


def _apart(cells: list[Metric]) -> Iterator[list[Metric]]:
    cells.sort(key=lambda cell: (cell.evidence.start, cell.place))
    table: list[Metric] = []
    seen: dict[object, int] = {}
    for cell in cells:
        labels = tuple(_labels(cell).items())
        key = (labels, cell.unit, cell.organisation)
        if key in seen and seen[key] != cell.evidence.start and not is_part(labels[0][1]):
            yield table
            table, seen = [], {}
        table.append(cell)
        seen[key] = cell.evidence.start
    if table:
        yield table


def others(cell: Metric, heading: str) -> Labels:
    """A figure's labels but the one under `heading`."""
    return tuple((key, label) for key, label in _labels(cell).items() if key != heading)


def _labels(cell: Metric) -> dict[str, str]:
    return cell.dimensions or {}


def _adds_up(cell: Metric) -> bool:
    return cell.unit != "percent" and cell.per is None and cell.basis != "cumulative"


def _runs(column: Sequence[Metric], heading: str) -> Iterator[tuple[Metric, list[Metric]]]:
    """Totals with the rows above them since the last total; a total on top with the rows below it."""
    rows: list[Metric] = []
    top: Metric | None = None
    for cell in column:
        label = _labels(cell)[heading]
        if is_total(label):
            if rows:
                yield cell, rows
                rows, top = [], None
            elif top is None:
                top = cell
        elif not is_part(label) and not _is_part_of_row(cell, column):
            rows.append(cell)
    if top is not None and rows:
        yield top, rows


def _is_part_of_row(cell: Metric, column: Sequence[Metric]) -> bool:
    return cell.part_of is not None and any(
        other.id == cell.part_of and not any(is_total(label) for label in _labels(other).values())
        for other in column
    )
