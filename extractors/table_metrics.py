"""Tables to metric candidates: every figure with its row and column headings, period, unit and organisation.

A dash, a blank or "n/a" is no figure and never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from extractors.candidates import Candidate, Organisation
from extractors.context import Context
from extractors.counted_phrase import told_kind
from extractors.editions import span_of
from extractors.organisations import Gazetteer
from extractors.periods import previous
from extractors.printed_names import slug_of
from extractors.table_cells import cell_figures, is_number_word
from extractors.table_labels import Labels, TableLabels, counted_noun
from extractors.table_time import TableTime
from extractors.table_units import SHARE, TOTAL, TableUnits
from extractors.word_lists import any_of, words
from schemas.documents import Block, Cell, Document, Table
from schemas.quantities import Quantity

RULE = "metric.table-cell"
RULE_VERSION = "1"

_BY_ORGANISATION = re.compile(any_of("tables.organisation_headings"))
_ASIDE_IN_NAME = re.compile(
    r"(?i)\s*(?:\((?:formerly|including|incl|f/k/a|aka|now)\b[^)]*\)|,?\s+(?:including|formerly|f/k/a|d/b/a)\s.*"
    r"|,?\s+and\s+(?:its|all)\s+(?:subsidiaries|affiliates|brands).*|\s*\.{3,})$"
)
"""What a row says of an organisation behind its name, and leaders of dots."""

_SENT_TO = re.compile(
    r"(?i)\b(?:reports|reported|referrals|referred|filed|submitted|sent)\s+(?:filed|made|sent|to|with)\b"
)
"""In a title or heading, says that the organisations of the columns are those to whom something went."""

_SUB_ROW = re.compile(
    r"(?i)\W*(?:(?:\w+\s+)?of\s+(?:which|these|those|them)|thereof|including|incl\.|among\s+(?:them|these))\b"
)
"""Opens the label of a row that is part of the row above."""

_OWN_NOUN = re.compile(r"\s+((?:[a-z-]+\s+)?[a-z]{3,}s)\b")
_YEAR_OF = re.compile(r"\b((?:19|20)\d\d):?\s*$")
_BEFORE_THIS = re.compile(r"(?i)\b(?:previous|prior|preceding|last)\b[^()]{0,30}$")
_PART_OF_FIRST = re.compile(r"(?i)\bof\s+(?:which|whom|these|those|them)\b|\(\s*$|\bincluding\s*$")
_LINE = 150
"""Characters of a line above a table that may be its title."""

_NOTE_BELOW = 200
"""Characters of a sentence under a table that may tell its period."""


_OWN_LABEL = re.compile(r"([^\W\d_][^\d:;|]{1,60}):\s*$")
"""What names one figure among several of a cell: "Actionable: 120 Informational: 80"."""


class TableReader:
    """Reads one table block."""

    def __init__(self, document: Document, block: Block, context: Context, names: Gazetteer) -> None:
        assert block.table is not None
        self._document = document
        self._block = block
        self._table: Table = block.table
        self._context = context
        self._names = names
        self._labels = TableLabels(document, block)
        self._kept: dict[tuple[str, Labels], Any] = {}
        self._above: dict[tuple[int, str | None], Candidate] = {}
        """Column and unit to the last figure of a row that is no part of another."""
        self._counts: dict[int, Candidate] = {}
        self._count_in: dict[int, Candidate] = {}
        """Column, and row, to the last figure in it that is no share."""

    def read(self) -> Iterator[Candidate]:
        """The candidates of the table's figures in reading order."""
        for cell in self._table.cells:
            if cell.header or cell.row < self._table.header_rows or cell.column < self._table.header_columns:
                continue
            text = self._document.text_of(cell)
            if not any(character.isdigit() for character in text) and not is_number_word(text):
                continue
            labels = self._labels.of(cell)
            if labels.column and labels.column[-1].strip().lower() in words("tables.ordering_headings"):
                continue
            before, first = 0, None
            for quantity in cell_figures(text, self._document.language):
                own = _OWN_LABEL.search(text, before, quantity.start)
                between, before = text[before : quantity.start], quantity.end
                made = self._candidate(cell, text, quantity, labels.under(own.group(1)) if own else labels)
                unit = made.fields["unit"]
                if unit == "percent":
                    made.share_of = self._count_of(cell, labels)
                else:
                    self._counts[cell.column], self._count_in[cell.row] = made, made
                if first is not None and unit != "percent":
                    self._beside_first(made, first, between)
                first = first or made
                if labels.row and _SUB_ROW.match(labels.row[-1]):
                    made.part_of = self._above.get((cell.column, unit))
                else:
                    self._above[cell.column, unit] = made
                yield made

    @staticmethod
    def _beside_first(made: Candidate, first: Candidate, between: str) -> None:
        """What a second figure of a cell is to the first: its part ("31 (9 upheld)"), or the same of another
        time ("148,030 (previous half-year: 131,700)").
        """
        year, own = _YEAR_OF.search(between), first.fields["coverage"]
        if year or _BEFORE_THIS.search(between):
            made.fields["unit"] = first.fields["unit"]
            made.fields["coverage"] = span_of(year[1]) if year else previous(own) if own else None
            made.fields["basis"] = "period" if made.fields["coverage"] else made.fields["basis"]
            return
        values = made.fields["value"], first.fields["value"]
        if _PART_OF_FIRST.search(between) and None not in values and values[0] <= values[1]:
            made.part_of = first
            made.fields["unit"] = made.fields["unit"] or first.fields["unit"]

    def _count_of(self, cell: Cell, labels: Labels) -> Candidate | None:
        """The count that a percentage is a share of: the one in its cell; in a row of shares the one above;
        else the one before it in the row.
        """
        beside = self._count_in.get(cell.row)
        if beside is not None and (beside.within is cell or cell.column == 0):
            return beside
        if labels.row and SHARE.search(labels.row[-1]):
            return self._counts.get(cell.column)
        return beside

    @cached_property
    def title(self) -> str:
        """The caption or the title row; else the short line or the heading right above; else, for a table
        that goes on over the page, the title of the one before.
        """
        if self._table.title:
            return self._document.text[slice(*self._table.title)].strip().rstrip(":")
        above = self._before
        if above is None:
            return ""
        if above.table is not None:
            before = TableReader(self._document, above, self._context, self._names)
            return before.title if before._labels.header_texts == self._labels.header_texts else ""
        text = self._document.text_of(above).strip()
        is_line = (
            above.kind in ("caption", "paragraph", "list_item")
            and len(text) <= _LINE
            and text[-1:] not in ".!?"
        )
        return text.rstrip(":") if is_line or above.kind in ("heading", "title") else ""

    @cached_property
    def _before(self) -> Block | None:
        """The content right above the table."""
        blocks = [block for block in self._document.content() if block.start < self._block.start]
        return blocks[-1] if blocks else None

    # --- one figure -----------------------------------------------------------------------------------

    def _candidate(self, cell: Cell, text: str, quantity: Quantity, labels: Labels) -> Candidate:
        unit = told_kind(text, quantity) or self._unit(quantity, labels)
        if quantity.unit_kind == "count" and (own := _OWN_NOUN.match(text, quantity.end)):
            unit = counted_noun(own.group(1)) or unit
        coverage = self._once("coverage", labels, self._time.coverage)
        if self._time.stands:
            coverage = None
        if unit in words("tables.stock_nouns") and coverage == self._context.coverage:
            coverage = None  # so many moderators there are; it did not happen in a period
        scale = Decimal(1) if unit == "percent" else self._once("scale", labels, self._scale)
        fields: dict[str, Any] = {
            "value": quantity.value * scale if quantity.value is not None else None,
            "low": quantity.low * scale if quantity.low is not None else None,
            "high": quantity.high * scale if quantity.high is not None else None,
            "comparator": quantity.comparator,
            "printed": text[quantity.number_start : quantity.number_end],
            "unit": unit,
            "per": quantity.per,
            "basis": "rate"
            if quantity.per
            else "period"
            if coverage
            else "point"
            if unit == "percent" or self._time.stands
            else "unspecified",
            "coverage": None if quantity.per else coverage,
            "action": None,
            "object": self._object(labels),
            "dimensions": labels.dimensions,
            "total": any(TOTAL.match(label) for label in (*labels.row[-1:], *labels.column[-1:])),
            "at": cell.start + quantity.start,
        }
        return Candidate(
            kind="metric",
            within=cell,
            start=cell.start,
            end=cell.end,
            rule=RULE,
            rule_version=RULE_VERSION,
            context=self._context,
            organisation=self.organisation_of(labels),
            fields=fields,
        )

    def _once(self, what: str, labels: Labels, read: Any) -> Any:
        """What the labels say, read once for all cells that share them."""
        if (what, labels) not in self._kept:
            self._kept[what, labels] = read(labels)
        return self._kept[what, labels]

    def _object(self, labels: Labels) -> str | None:
        row, column = " ".join(labels.row), ", ".join(labels.column)
        if len(labels.column) >= 2 and row:
            return f"{row}: {column}"
        title = self.title if len(labels.column) < 2 else ""
        return ": ".join(filter(None, (title, ", ".join(filter(None, (row, column)))))) or None

    # --- units ----------------------------------------------------------------------------------------

    def _unit(self, quantity: Quantity, labels: Labels) -> str | None:
        if quantity.unit_kind in ("percent", "percentage_points"):
            return "percent"
        if quantity.unit_kind in ("currency", "measure") and quantity.unit:
            return quantity.unit
        unit: str | None = self._once("unit", labels, self._units.of)
        return unit

    def _scale(self, labels: Labels) -> Decimal:
        return self._units.scale(labels)

    @cached_property
    def _units(self) -> TableUnits:
        return TableUnits(
            self._labels,
            self.title or self._context.heading,
            self._notes,
            by_organisation=self._by_organisation,
        )

    @cached_property
    def _time(self) -> TableTime:
        return TableTime(self._document, self._block, self._context, self._names, self._labels, self.title)

    @cached_property
    def _notes(self) -> list[str]:
        """The short texts right under and right above the table that may say what its figures are."""
        below = next((block for block in self._document.content() if block.start > self._block.end), None)
        return [
            self._document.text_of(block)
            for block in (below, self._before)
            if block is not None
            and block.kind in ("paragraph", "footnote", "caption")
            and block.end - block.start <= _NOTE_BELOW
        ]

    def organisation_of(self, labels: Labels) -> Organisation:
        """Whom a row, or a column, is about."""
        found: Organisation = self._once("organisation", labels, self._organisation)
        return found

    # --- organisations --------------------------------------------------------------------------------

    def _organisation(self, labels: Labels) -> Organisation:
        """The row's organisation; the publisher's for the totals of a table by organisation."""
        for label, heading in zip(labels.row, labels.row_headings, strict=True):
            if TOTAL.match(label):
                continue
            bare = _ASIDE_IN_NAME.sub("", label).strip(" *†‡.,")
            mentions = self._names.find(bare)
            if len(mentions) == 1 and mentions[0].end - mentions[0].start >= len(bare) - 1:
                return Organisation(mentions[0].slug, bare)
            if _BY_ORGANISATION.search(heading) and slug_of(bare):
                return Organisation(slug_of(bare), bare)
        sent = _SENT_TO.search(" ".join((self.title, *labels.column))) is not None
        for label in labels.column if not sent else ():
            mentions = self._names.find(label)
            if len(mentions) == 1 and mentions[0].end - mentions[0].start >= len(label.strip()) - 1:
                return Organisation(mentions[0].slug, label.strip())
        publisher = self._names.publisher if self._by_organisation else None
        if publisher is not None:
            return Organisation(publisher.slug, publisher.name)
        return Organisation(self._context.organisation, self._context.organisation_name)

    @cached_property
    def _by_organisation(self) -> bool:
        """Whether rows are organisations: the heading over their labels says so, or most are known names."""
        labels = self._labels.row_labels
        if any(_BY_ORGANISATION.search(heading) for heading, _ in labels):
            return True
        return sum(bool(self._names.find(text)) for _, text in labels) * 2 > len(labels)
