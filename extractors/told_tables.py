"""Tables that tell rather than count: trackers of commitments, answers by question. Their cells become list
items of their own, each in the context that its row and its column's heading give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.candidates import Organisation
from extractors.context import Context
from extractors.rules import Mood
from extractors.table_labels import TableLabels
from extractors.word_lists import any_of
from schemas.documents import Block, Cell, Document

if TYPE_CHECKING:
    from extractors.table_metrics import TableReader

_FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}.*[.!?]\s*$", re.DOTALL)
_PLEDGES = re.compile(rf"{any_of('tables.pledge_headings')}$|^\W*{any_of('tables.pledge_headings')}")
_LACKS = re.compile(any_of("tables.gap_headings"))
_MOOD_RULES: dict[Mood, str] = {"commitment": "lead_in.commitments", "gap": "lead_in.areas-needing-work"}


@dataclass(frozen=True)
class ToldCell:
    """A cell as a list item, and what stands over it."""

    block: Block
    context: Context


def told_cells(document: Document, block: Block, context: Context, reader: TableReader) -> Iterator[ToldCell]:
    """The cells of a table that say something in words, in reading order."""
    table = block.table
    if table is None or not _tells(document, block):
        return
    labels = TableLabels(document, block)
    for cell in table.cells:
        if cell.row < table.header_rows or cell.column_span >= table.columns > 1:
            continue
        text = document.text_of(cell)
        named = _heading(labels, cell, table.header_columns)
        mood = _mood(named)
        if cell.column < table.header_columns and mood != "commitment":
            continue
        if len(_WORD.findall(text)) < _FEWEST_WORDS or not (mood or _SENTENCE.search(text)):
            continue
        who = reader.organisation_of(labels.of(cell))
        yield ToldCell(_as_item(cell), _within(context, who, mood, named))


def _tells(document: Document, block: Block) -> bool:
    """Whether some of a table's cells are sentences."""
    assert block.table is not None
    cells = (one for one in block.table.cells if one.row >= block.table.header_rows)
    return sum(_SENTENCE.search(document.text_of(one)) is not None for one in cells) > 1


def _heading(labels: TableLabels, cell: Cell, header_columns: int) -> str:
    if cell.column < header_columns:
        return labels.heading_over(cell)
    return " ".join(labels.of(cell).column)


def _mood(heading: str) -> Mood | None:
    if _LACKS.search(heading):
        return "gap"
    return "commitment" if _PLEDGES.search(heading) else None


def _within(context: Context, who: Organisation, mood: Mood | None, heading: str) -> Context:
    return replace(
        context,
        organisation=who.slug,
        organisation_name=who.name,
        named_in_heading=context.named_in_heading or who.slug != context.organisation,
        mood=mood,
        mood_rule=_MOOD_RULES[mood] if mood else None,
        lead_in=None,
        heading=heading or context.heading,
    )


def _as_item(cell: Cell) -> Block:
    return Block(
        kind="list_item", start=cell.start, end=cell.end, level=1, segments=cell.segments, xpath=cell.xpath
    )
