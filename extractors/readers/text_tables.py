"""Tables drawn in characters: with pipes, with a ruler of dashes, or by alignment alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.readers.builder import CellText, TableText
from extractors.readers.page_words import fold
from extractors.readers.table_headers import flag_headers, is_figure
from extractors.readers.text_lines import starts_item

_PIPE = re.compile(r"[|│┃║]")
_FRAME = re.compile(r"[\s|│┃║+┼├┤┬┴┌┐└┘╔╗╚╝╠╣╬╪=\-–—─━═:]+")
_RULER = re.compile(r"\s*([-=_~─═])\1+(?:\s+\1{2,})+\s*")
_LINE = re.compile(r"\s*([-=_~─═])\1{2,}\s*")
_GAP = re.compile(r"\S(?:\s{2,}|\t)\s*\S")
_LEADERS = re.compile(r"\s*(\S.{1,50}?)\s*(?:\.{4,}|(?:\. ){4,}\.?|…{2,})\s*(\S.*)")
_TO_VALUE = re.compile(r"\s{2,}(?=\S)")
_NAMES = re.compile(r"[^\W\d_]{3}")
_LONGEST_LABEL = 36
_FEWEST_FORM_ROWS = 3
_LONGEST_LINE = 1000
_FEWEST_ROWS = 2


def read_drawn_table(lines: Sequence[str]) -> TableText | None:
    """The table that a group of lines draws, or None where it draws none."""
    if len(lines) < _FEWEST_ROWS or any(len(line) > _LONGEST_LINE for line in lines):
        return None
    return (
        _with_pipes(lines)
        or _with_ruler(lines)
        or _with_tabs(lines)
        or _with_leaders(lines)
        or _aligned(lines)
        or _form(lines)
    )


def _with_pipes(lines: Sequence[str]) -> TableText | None:
    if sum(1 for line in lines if _PIPE.search(line) or _is_frame(line)) < len(lines):
        return None
    head: int | None = None
    rows: list[list[str]] = []
    for line in lines:
        if _is_frame(line):
            if rows and head is None:
                head = len(rows)
            continue
        cells = _PIPE.split(line.strip())
        if cells and not cells[0].strip() and _PIPE.match(line.strip()):
            cells = cells[1:]
        if cells and not cells[-1].strip() and len(cells) > 1:
            cells = cells[:-1]
        rows.append([fold(cell) for cell in cells])
    if (
        len(rows) < _FEWEST_ROWS
        or max(map(len, rows)) < 2
        or sum(len(row) > 1 for row in rows) < _FEWEST_ROWS
    ):
        return None
    return _table(rows, head if head is not None and head < len(rows) else 0)


def _is_frame(line: str) -> bool:
    return bool(_FRAME.fullmatch(line)) and bool(re.search(r"[-=─━═–—]", line))


def _with_ruler(lines: Sequence[str]) -> TableText | None:
    """A ruler of dashes gives the columns; what stands above it in the group heads them."""
    rulers = [number for number, line in enumerate(lines) if _RULER.fullmatch(line)]
    if not rulers:
        return None
    ruler = rulers[0]
    spans = [found.span() for found in re.finditer(r"\S+", lines[ruler])]
    edges = [0, *((spans[at][1] + spans[at + 1][0] + 1) // 2 for at in range(len(spans) - 1))]
    above = [line for line in lines[:ruler] if not _LINE.fullmatch(line)]
    below = [line for line in lines[ruler + 1 :] if not _RULER.fullmatch(line) and not _LINE.fullmatch(line)]
    if not below:
        return None
    if not above and len(rulers) > 1:  # ruled above and below the heading
        above = list(lines[ruler + 1 : rulers[1]])
        below = [line for line in lines[rulers[1] + 1 :] if not _RULER.fullmatch(line)]
    header = [
        " ".join(part for part in parts if part)
        for parts in zip(*(_cut(line, edges) for line in above), strict=True)
    ]
    rows = _rejoined([_cut(line, edges) for line in below])
    return _table([header, *rows] if header else rows, 1 if header else 0)


def _with_tabs(lines: Sequence[str]) -> TableText | None:
    if not all("\t" in line.strip() for line in lines):
        return None
    return _table([[fold(cell) for cell in re.split(r"\t+", line.strip())] for line in lines], 0)


def _with_leaders(lines: Sequence[str]) -> TableText | None:
    """Labels and their values, dots leading from one to the other."""
    found = [_LEADERS.fullmatch(line.rstrip()) for line in lines]
    rows = [[fold(one.group(1)), fold(one.group(2))] for one in found if one is not None]
    return _labelled(rows) if len(rows) == len(lines) else None


def _form(lines: Sequence[str]) -> TableText | None:
    """Labels with values beside them that begin under each other and may run over several lines."""
    drawn = [line.expandtabs(8).rstrip() for line in lines]
    begins = [found.end() for line in drawn for found in _TO_VALUE.finditer(line)]
    at = max((one for one in set(begins) if begins.count(one) == len(drawn)), default=None)
    if at is None:
        return None
    rows: list[list[str]] = []
    for line in drawn:
        label, value = line[:at], line[at:]
        if not value.strip() or value[0] == " " or label[-2:].strip() or len(fold(label)) > _LONGEST_LABEL:
            return None
        if label.strip():
            rows.append([fold(label), fold(value)])
        elif rows:
            rows[-1][1] = f"{rows[-1][1]} {fold(value)}"
        else:
            return None
    named = all(_NAMES.search(label) for label, _ in rows)
    return _labelled(rows) if named and len(rows) >= _FEWEST_FORM_ROWS else None


def _labelled(rows: Sequence[Sequence[str]]) -> TableText:
    """A table of two columns whose first names the rows and which has no heading."""
    cells = [
        CellText(number, column, text, header=column == 0)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    return TableText(cells, header_rows=0, header_columns=1)


def _aligned(lines: Sequence[str]) -> TableText | None:
    """Columns are where every line is blank for two characters or more."""
    drawn = [line.expandtabs(8).rstrip() for line in lines if not _LINE.fullmatch(line)]
    if len(drawn) < _FEWEST_ROWS or sum(1 for line in drawn if _GAP.search(line.strip())) < 0.8 * len(drawn):
        return None
    if _is_list(drawn):
        return None
    edges = _rivers(drawn)
    if len(edges) < 2:
        return None
    rows = [_cut(line, edges) for line in drawn]
    filled = [sum(1 for cell in row if cell) for row in rows]
    if sum(1 for count in filled if count > 1) < max(_FEWEST_ROWS, 0.7 * len(rows)):
        return None
    figures = sum(is_figure(cell) for row in rows for cell in row[1:])
    if figures == 0 and len(rows) < 3:
        return None
    ruled = next((number for number, line in enumerate(lines) if number and _LINE.fullmatch(line)), 0)
    return _table(_rejoined(rows), ruled if ruled < len(rows) else 0)


def _is_list(lines: Sequence[str]) -> bool:
    """Whether the lines are the items of a list: the first begins one, and so do all of its indent."""
    if starts_item(lines[0]) is None or _GAP.search(starts_item(lines[0]) or ""):
        return False
    indent = len(lines[0]) - len(lines[0].lstrip())
    return all(starts_item(line) is not None for line in lines if len(line) - len(line.lstrip()) <= indent)


def _rivers(lines: Iterable[str]) -> list[int]:
    """Where columns begin: after each stretch of two or more places that are blank in every line."""
    lines = list(lines)
    width = max(map(len, lines))
    ink = bytearray(width + 1)
    for line in lines:
        for found in re.finditer(r"\S+(?: \S+)*", line):
            start, end = found.span()
            ink[start:end] = b"\x01" * (end - start)
    return [
        found.start() + len(found.group())
        for found in re.finditer(rb"^\x00*|(?<=\x01)\x00{2,}(?=\x01)", bytes(ink))
    ]


def _cut(line: str, edges: Sequence[int]) -> list[str]:
    line = line.expandtabs(8)
    ends = [*edges[1:], len(line)]
    starts = [0, *edges[1:]]
    return [fold(line[start:end]) for start, end in zip(starts, ends, strict=True)]


def _rejoined(rows: Sequence[list[str]]) -> list[list[str]]:
    """A row with a label and nothing else that begins in lower case goes on with the label above it."""
    whole: list[list[str]] = []
    for row in rows:
        if whole and row[0] and not any(row[1:]) and (row[0][0].islower() or row[0][0] in "(&/"):
            whole[-1][0] = f"{whole[-1][0]} {row[0]}"
        elif any(row):
            whole.append(list(row))
    return whole


def _table(rows: Sequence[Sequence[str]], head: int) -> TableText:
    cells = [
        CellText(number, column, text) for number, row in enumerate(rows) for column, text in enumerate(row)
    ]
    return TableText(cells, *flag_headers(cells, head))
