"""Footnotes to the figures that cite them: candidates and their document in, `notes` in their fields out.

A mark in running text belongs to the figure before it; one in a table to its cell, or to all figures of the
row or column that its label names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from extractors.candidates import Candidate
from schemas.documents import Block, Cell, Document, NoteReference, Table


def attach_notes(candidates: Iterable[Candidate], document: Document) -> None:
    """Adds to each metric candidate what the footnotes say that it cites."""
    notes = _texts(document)
    metrics = [one for one in candidates if one.kind == "metric"]
    if not notes or not metrics:
        return
    for block in document.content():
        for reference in block.references if block.kind != "footnote" else ():
            note = notes.get(reference.mark.strip("[]()"))
            for one in _citing(metrics, block, reference) if note else ():
                one.fields["notes"] = (*one.fields.get("notes", ()), note)


def _texts(document: Document) -> dict[str, str]:
    """Mark to the words of its footnote. A mark that stands before two notes names neither."""
    found: dict[str, list[str]] = defaultdict(list)
    for block in document.content():
        if block.kind == "footnote" and block.marker and (text := document.text_of(block).strip()):
            found[block.marker.strip("[]().")].append(text)
    return {mark: texts[0] for mark, texts in found.items() if len(texts) == 1}


def _citing(metrics: list[Candidate], block: Block, reference: NoteReference) -> Iterable[Candidate]:
    if block.table is not None:
        return _in_table(metrics, block.table, reference.offset)
    inside = [one for one in metrics if block.start <= one.start and one.end <= block.end]
    inside.sort(key=lambda one: one.fields["at"])
    before = bisect_right([one.fields["at"] for one in inside], reference.offset)
    cited = inside[before - 1] if before else None
    # A mark may stand behind the full stop that closes the figure's sentence.
    return [cited] if cited is not None and reference.offset <= cited.end + 1 else []


def _in_table(metrics: list[Candidate], table: Table, offset: int) -> list[Candidate]:
    cell = next((one for one in table.cells if one.start <= offset <= one.end), None)
    if cell is None:
        return []
    return [one for one in metrics if isinstance(one.within, Cell) and _named_by(one.within, cell, table)]


def _named_by(figure: Cell, cell: Cell, table: Table) -> bool:
    """Whether a mark in `cell` holds for a figure: its own cell, or a label of its row or column."""
    if not any(figure is one for one in table.cells):
        return False
    if figure is cell:
        return True
    if cell.row < table.header_rows:
        return cell.column <= figure.column < cell.column + cell.column_span
    in_label = cell.header or cell.column < table.header_columns
    return in_label and cell.row <= figure.row < cell.row + cell.row_span
