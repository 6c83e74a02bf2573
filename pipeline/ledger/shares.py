"""Percentages against the counts they are printed with.

Which whole a share is of is seldom said beside it. It is taken from the text where a share and a count are
parts of the same figure; in a table from the shares themselves: the whole that most of them fit is theirs,
and the few that do not fit are the misfits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations
from typing import NamedTuple

from pipeline.ledger.figures import Figure, bounds, is_total
from pipeline.ledger.tables import PrintedTable, others
from schemas.records import Metric

MOST_COLUMNS = 12
"""Columns of counts up to which every pair is tried as part and whole."""
FEWEST_FITS = 2
"""Shares that must fit a whole before those that do not are held against it."""


class Misfit(NamedTuple):
    """A share, the number it goes with and the whole it is of."""

    share: Metric
    number: Metric
    whole: Metric
    computed: Decimal
    by_rounding: bool
    """Less than one unit of the last printed digit off: cut instead of rounded, perhaps."""


def misfits(figures: Iterable[Figure], tables: Iterable[PrintedTable]) -> Iterator[Misfit]:
    """All shares that do not fit."""
    metrics = [figure.metric for figure in figures]
    yield from _in_sentences(metrics)
    for table in tables:
        for triples in (_beside_their_counts(table), _in_columns_of_their_own(table)):
            yield from triples


def _in_sentences(metrics: Sequence[Metric]) -> Iterator[Misfit]:
    """ "734 of the accounts (12%)": both parts of the same count, in the same words."""
    by_id = {metric.id: metric for metric in metrics}
    counts: dict[object, list[Metric]] = defaultdict(list)
    for one in metrics:
        if one.part_of and one.unit != "percent":
            counts[one.part_of, one.quote, one.action].append(one)
    for share in metrics:
        whole = by_id.get(share.part_of or "")
        if share.unit != "percent" or share.dimensions or whole is None:
            continue
        beside = [one for one in counts[whole.id, share.quote, share.action] if one.unit == whole.unit]
        found = [_misfit(share, count, whole) for count in beside]
        if len(found) == 1 and found[0] is not None:
            yield found[0]


def _beside_their_counts(table: PrintedTable) -> Iterator[Misfit]:
    """A count and its share in one cell: the whole is the total of the column or of the row."""
    pairs: dict[tuple[int, int], list[Metric]] = defaultdict(list)
    for cell in table.cells:
        pairs[cell.evidence.start, cell.evidence.end].append(cell)
    totals = {
        (heading, others(cell, heading), cell.unit): cell
        for cell in table.cells
        for heading, label in (cell.dimensions or {}).items()
        if is_total(label)
    }
    tried: dict[str, list[tuple[Metric, Metric, Metric]]] = defaultdict(list)
    for cells in pairs.values():
        share = next((cell for cell in cells if cell.unit == "percent"), None)
        count = next((cell for cell in cells if cell.unit != "percent"), None)
        if share is None or count is None:
            continue
        for heading in count.dimensions or {}:
            whole = totals.get((heading, others(count, heading), count.unit))
            if whole is not None and whole is not count:
                tried[heading].append((share, count, whole))
    yield from _checked(max(tried.values(), key=_fits, default=[]))


def _in_columns_of_their_own(table: PrintedTable) -> Iterator[Misfit]:
    """A column of shares: part and whole are the two columns of counts that it fits in most rows."""
    rows: dict[object, dict[str, Metric]] = defaultdict(dict)
    shares: dict[str, dict[object, Metric]] = defaultdict(dict)
    for cell in table.cells:
        heading, label = list((cell.dimensions or {}).items())[-1]
        if cell.unit == "percent":
            shares[label].setdefault(others(cell, heading), cell)
        else:
            rows[others(cell, heading)].setdefault(label, cell)
    columns = list(dict.fromkeys(label for counts in rows.values() for label in counts))
    if len(columns) > MOST_COLUMNS:
        return
    for of_row in shares.values():
        tried = [
            [
                (share, rows[row][part], rows[row][whole])
                for row, share in of_row.items()
                if part in rows[row] and whole in rows[row] and rows[row][part].evidence != share.evidence
            ]
            for part, whole in permutations(columns, 2)
        ]
        yield from _checked(max(tried, key=_fits, default=[]))


def _fits(triples: Sequence[tuple[Metric, Metric, Metric]]) -> int:
    return sum(misfit is None for misfit in (_misfit(*triple) for triple in triples))


def _checked(triples: Sequence[tuple[Metric, Metric, Metric]]) -> Iterator[Misfit]:
    """The misfits, if the others show that the whole is the right one."""
    found = [misfit for misfit in (_misfit(*triple) for triple in triples) if misfit is not None]
    fits = len(triples) - len(found)
    if fits >= FEWEST_FITS and fits > len(found):
        yield from found


def _misfit(share: Metric, count: Metric, whole: Metric) -> Misfit | None:
    """What is wrong with a share, allowing for the rounding of its last digit and the counts' bounds."""
    if share.value is None or whole.value is None or count.value is None or whole.value <= 0:
        return None
    place = Decimal(1).scaleb(-_decimals(share.printed))
    (fewest, most), (least, largest) = bounds(count), bounds(whole)
    low = 100 * fewest / largest - place / 2 if largest.is_finite() else Decimal(0)
    high = 100 * most / least + place / 2 if most.is_finite() and least > 0 else Decimal("Infinity")
    printed = bounds(share)
    if low <= printed[1] and printed[0] <= high:
        return None
    exact = 100 * count.value / whole.value
    computed = exact.quantize(place / 10, ROUND_HALF_UP)
    return Misfit(share, count, whole, computed, by_rounding=abs(exact - share.value) < place)


def _decimals(printed: str) -> int:
    """Digits after the decimal point: 1 for `24.0%`. A comma in front of three digits parts thousands."""
    digits = "".join(character for character in printed if character.isdigit() or character in ".,")
    head, point, tail = digits.rstrip(".,").replace(",", ".").rpartition(".")
    return len(tail) if point and head else 0
