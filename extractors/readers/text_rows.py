"""Printed rows of figures and the label lines that belong to each, where no rule parts them.

In: the rows that hold figures, and the label lines beside which no figure stands. Out: rows of lines, top
to bottom. Lines of one label stand closer to each other than those of two rows; where they do not, each line
goes to the row it is nearest to, or that its words go on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.pdf_lines import Line

SAME_LEADING = 1.06
"""Steps up to this many times the smallest one are steps within a label."""
BESIDE = 0.35
"""Parts of the size by which a figure may stand above or below the lines of its label."""

_OPEN_END = (
    "-",
    "/",
    ",",
    "(",
    "&",
    "–",
    " and",
    " of",
    " or",
    " the",
    " for",
    " by",
    " in",
    " to",
    " with",
    " und",
)


@dataclass(slots=True)
class Unit:
    """The figures of one printed row and the label before them."""

    figures: list[Line]
    label: Line | None

    @property
    def y(self) -> float:
        """Baseline of its figures."""
        return self.figures[0].baseline


def labelled_rows(units: Sequence[Unit], loose: Sequence[Line]) -> list[list[Line]]:
    """Rows top to bottom, each label line without figures put to the row it belongs to."""
    return _by_spacing(units, loose) or _by_nearness(units, loose)


def _by_spacing(units: Sequence[Unit], loose: Sequence[Line]) -> list[list[Line]] | None:
    """The rows as the spacing of the label lines parts them; None where it does not."""
    if not loose:
        return None
    alone = {id(line) for line in loose}
    labels = sorted(
        [*loose, *(unit.label for unit in units if unit.label is not None)], key=lambda line: line.baseline
    )
    steps = [
        below.baseline - above.baseline
        for above, below in pairwise(labels)
        if id(above) in alone or id(below) in alone
    ]
    leading = min((step for step in steps if step > 0.5 * labels[0].size), default=0.0)
    blocks: list[list[Line]] = []
    for line in labels:
        if blocks and line.baseline - blocks[-1][-1].baseline <= SAME_LEADING * leading:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    entries: list[list[Line]] = [list(block) for block in blocks]
    taken: set[int] = set()
    for unit in units:
        room = BESIDE * unit.figures[0].size
        at = [
            i
            for i, block in enumerate(blocks)
            if block[0].baseline - room <= unit.y <= block[-1].baseline + room
        ]
        if len(at) != 1 or at[0] in taken:
            return None
        taken.add(at[0])
        entries[at[0]] += unit.figures
    return entries


def _by_nearness(units: Sequence[Unit], loose: Sequence[Line]) -> list[list[Line]]:
    """Rows top to bottom, each label line without figures put to the row it belongs to."""
    entries: list[list[Line]] = [[*([unit.label] if unit.label else []), *unit.figures] for unit in units]
    ys = [unit.y for unit in units]
    bare = [unit.label is None for unit in units]
    own_rows: list[tuple[float, list[Line]]] = []
    for line in sorted(loose, key=lambda line: line.baseline):
        i_before = max((i for i, y in enumerate(ys) if y < line.baseline), default=None)
        i_after = min((i for i, y in enumerate(ys) if y > line.baseline), default=None)
        to_before = line.baseline - _label_y(entries[i_before], ys[i_before]) if i_before is not None else 1e9
        to_after = ys[i_after] - line.baseline if i_after is not None else 1e9
        if i_after is not None and bare[i_after] and to_after < to_before:
            entries[i_after].insert(0, line)
        elif i_before is not None and (
            bare[i_before] or _goes_on(entries[i_before], line, to_before, to_after)
        ):
            entries[i_before].append(line)
        elif (
            i_after is not None
            and to_after < 1.8 * line.size
            and _leads_on(line, entries[i_after], to_before, to_after)
        ):
            entries[i_after].insert(0, line)
        else:
            own_rows.append((line.baseline, [line]))
    rows = [*zip(ys, entries, strict=True), *own_rows]
    return [entry for _, entry in sorted(rows, key=lambda row: row[0])]


def _label_y(entry: Sequence[Line], y: float) -> float:
    """Baseline of the last line of a row."""
    return max([y, *(line.baseline for line in entry)])


def _goes_on(entry: Sequence[Line], line: Line, to_before: float, to_after: float) -> bool:
    """Whether a label line continues the label of the row above it."""
    label = min(entry, key=lambda one: one.x0)
    if to_before > 1.5 * line.size:
        return False
    words = line.text
    ends_open = label.text.rstrip().endswith(_OPEN_END)
    return to_before < 0.92 * to_after or ends_open or words[:1].islower()


def _leads_on(line: Line, entry: Sequence[Line], to_before: float, to_after: float) -> bool:
    """Whether a label line is the beginning of the label of the row below it."""
    label = min(entry, key=lambda one: one.x0)
    near = to_after < 0.9 * to_before and to_after < 1.35 * line.size
    return near or line.text.rstrip().endswith(_OPEN_END) or label.text[:1].islower()
