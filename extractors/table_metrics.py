"""Tables to metric candidates: every figure with its row and column headings, period, unit and organisation.

A dash, a blank or "n/a" is no figure and never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from extractors.candidates import Candidate, Organisation
from extractors.context import Context
from extractors.organisations import Gazetteer, slug_of
from extractors.periods import Edition, find_editions, find_periods, find_yearless_periods, span_of
from extractors.quantity import find_quantities
from schemas.documents import Block, Cell, Document, Table
from schemas.quantities import Quantity
from schemas.records import Coverage

RULE = "metric.table-cell"
RULE_VERSION = "1"

_TOTAL = re.compile(r"(?i)^\W*(?:grand\s+|sub-?\s*)?(?:totals?|sum|overall|all)\b[\s:]*")
_BY_ORGANISATION = re.compile(r"(?i)\b(?:providers?|compan(?:y|ies)|members?|organi[sz]ations?|platforms?|esps?|signator(?:y|ies)|retailers?|firms?|businesses|publishers?)\b")  # fmt: skip
_SHARE = re.compile(r"(?i)%|\bper\s?cent(?:age)?s?\b|\bshares?\b|\bproportion\b|\brate\b")
_CURRENCY = re.compile(r"(?P<sign>[$€£])|\b(?P<code>USD|EUR|GBP|AUD|CAD|CHF|JPY)\b")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_SCALE = re.compile(
    r"(?i)\b(?:in|['’]000s?|\()\s*(?P<scale>thousands|millions|billions)\b|(?P<thousand>['’]000s?)\b"
)
_SCALES = {"thousands": Decimal(1000), "millions": Decimal(10**6), "billions": Decimal(10**9)}
_NOT_FIGURES = re.compile(
    r"(?i)^(?:year|date|rank|no\.?|#|id|ref(?:erence)?|page|article|section|quarter|month|period)$"
)
_COUNTED = re.compile(
    r"(?i)\b(?P<noun>(?!(?:total|status|basis|analysis|access|process|news|series|others?|yes|this|its|was|is|has|does|address|business|class|across|less|plus|versus|loss|gross|previous|various)\b)"
    r"[a-z][a-z-]+(?:s|people|children|media|staff))\b"
)
_MEASURE = re.compile(
    r"(?i)(?:^|[,(]\s*(?:in\s+)?|\bin\s+)(?P<unit>(?:kilo|mega|giga|tera)?(?:tonnes|tons|watts|watt-hours|litres|grams|met(?:re|er)s)"
    r"|kWh|MWh|GWh|TWh|kg|km|hours|minutes|seconds|days)\b"
)
_MASS = {"data", "information", "content", "staff", "media"}


@dataclass(frozen=True)
class Labels:
    """The headings over one figure and before it, outermost first."""

    row: tuple[str, ...]
    row_headings: tuple[str, ...]
    column: tuple[str, ...]


class TableReader:
    """Reads one table block."""

    def __init__(self, document: Document, block: Block, context: Context, names: Gazetteer) -> None:
        assert block.table is not None
        self._document = document
        self._block = block
        self._table: Table = block.table
        self._context = context
        self._names = names

    def read(self) -> Iterator[Candidate]:
        """The candidates of the table's figures in reading order."""
        for cell in self._table.cells:
            if cell.header or cell.row < self._table.header_rows or cell.column < self._table.header_columns:
                continue
            text = self._document.text_of(cell)
            if not any(character.isdigit() for character in text):
                continue
            labels = self._labels(cell)
            if any(_NOT_FIGURES.match(part.strip()) for part in labels.column[-1:]):
                continue
            whole: Candidate | None = None
            for quantity in find_quantities(text):
                made = self._candidate(cell, text, quantity, labels)
                if made.fields["unit"] == "percent" and whole is not None:
                    made.part_of = whole
                whole = whole or made
                yield made

    # --- headings -------------------------------------------------------------------------------------

    @cached_property
    def _headers(self) -> list[tuple[Cell, str]]:
        return [(cell, " ".join(self._document.text_of(cell).split())) for cell in self._table.cells]

    def _labels(self, cell: Cell) -> Labels:
        columns: list[str] = []
        rows: list[str] = []
        headings: list[str] = []
        for other, text in self._headers:
            over = (
                other.column < cell.column + cell.column_span
                and cell.column < other.column + other.column_span
            )
            beside = other.row < cell.row + cell.row_span and cell.row < other.row + other.row_span
            if other.row < self._table.header_rows and over and text and text not in columns:
                columns.append(text)
            elif (
                beside
                and other.column < cell.column
                and text
                and (other.header or other.column < self._table.header_columns)
            ):
                rows.append(text)
                headings.append(self._heading_over(other))
        group = self._group_over(cell)
        if group:
            rows.insert(0, group)
            headings.insert(0, "group")
        return Labels(tuple(rows), tuple(headings), tuple(columns))

    def _heading_over(self, label: Cell) -> str:
        texts = [
            text
            for other, text in self._headers
            if other.row < self._table.header_rows
            and other.column <= label.column < other.column + other.column_span
            and text
            and other.column_span < self._table.columns
        ]
        return texts[-1] if texts else "row"

    def _group_over(self, cell: Cell) -> str | None:
        """The spanning row above that titles a group of rows, if any."""
        found = None
        for other, text in self._headers:
            if other.row >= cell.row:
                break
            if other.row >= self._table.header_rows and other.column_span >= self._table.columns > 1 and text:
                found = text
        return found

    @cached_property
    def title(self) -> str:
        """The caption or the title row."""
        if self._table.title:
            return self._document.text[slice(*self._table.title)].strip().rstrip(":")
        return ""

    # --- one figure -----------------------------------------------------------------------------------

    def _candidate(self, cell: Cell, text: str, quantity: Quantity, labels: Labels) -> Candidate:
        unit = self._unit(quantity, labels)
        coverage = self._coverage(labels)
        scale = Decimal(1) if unit == "percent" else self._scale(labels)
        fields: dict[str, Any] = {
            "value": quantity.value * scale if quantity.value is not None else None,
            "low": quantity.low * scale if quantity.low is not None else None,
            "high": quantity.high * scale if quantity.high is not None else None,
            "comparator": quantity.comparator,
            "printed": text[quantity.number_start : quantity.number_end],
            "unit": unit,
            "per": quantity.per,
            "basis": "period" if coverage else "point" if unit == "percent" else "unspecified",
            "coverage": coverage,
            "action": None,
            "object": self._object(labels),
            "dimensions": _dimensions(labels),
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
            organisation=self._organisation(labels),
            fields=fields,
        )

    def _object(self, labels: Labels) -> str | None:
        row, column = " ".join(labels.row), ", ".join(labels.column)
        parts = [
            part
            for part in (self.title if len(labels.column) < 2 else "", ", ".join(filter(None, (row, column))))
            if part
        ]
        if len(labels.column) >= 2 and row:
            return f"{row}: {column}"
        return ": ".join(parts) or None

    def _unit(self, quantity: Quantity, labels: Labels) -> str | None:
        if quantity.unit_kind in ("percent", "percentage_points"):
            return "percent"
        if quantity.unit_kind in ("currency", "measure") and quantity.unit:
            return quantity.unit
        specific = [*reversed(labels.column), *reversed(labels.row)]
        for text in specific[:1]:
            if _SHARE.search(text) and not re.search(r"(?i)\bnumber\b", text):
                return "percent"
        for text in [*specific, self.title]:
            money = _CURRENCY.search(text)
            if money:
                return money.group("code") or _SIGNS[money.group("sign")]
        for text in (*labels.column, self.title):
            measure = _MEASURE.search(text)
            if measure:
                return measure.group("unit").lower()
        things = () if self._by_organisation else labels.row
        for text in (*labels.column, self.title, *things, *self._column_headings):
            noun = counted_noun(text)
            if noun:
                return noun
        return None

    @cached_property
    def _column_headings(self) -> list[str]:
        """The headings of the figures' columns: "Answered" counts what "Complaints filed" beside it counts."""
        return [
            text
            for cell, text in self._headers
            if cell.row < self._table.header_rows and cell.column >= self._table.header_columns
        ]

    @cached_property
    def _by_organisation(self) -> bool:
        """Whether the rows are organisations: the heading over their labels says so, or most are known names."""
        labels = [
            (self._heading_over(cell), text)
            for cell, text in self._headers
            if cell.row >= self._table.header_rows and cell.column < self._table.header_columns and text
        ]
        if any(_BY_ORGANISATION.search(heading) for heading, _ in labels):
            return True
        return sum(bool(self._names.find(text)) for _, text in labels) * 2 > len(labels)

    def _scale(self, labels: Labels) -> Decimal:
        for text in (*reversed(labels.column), *labels.row, self.title):
            match = _SCALE.search(text)
            if match:
                return _SCALES[(match.group("scale") or "thousands").lower()]
        return Decimal(1)

    def _coverage(self, labels: Labels) -> Coverage | None:
        for text in (*reversed(labels.column), *reversed(labels.row), self.title):
            periods = find_periods(text)
            if periods:
                return periods[0].coverage
            within = self._title_year or self._context.coverage
            yearless = find_yearless_periods(f"from {text}", within) if within else []
            if yearless:
                return yearless[0].coverage
            editions = find_editions(text)
            if len(editions) == 1 and _is_its_period(text, editions[0]):
                return span_of(editions[0].iso)
        return self._told_below or self._context.coverage

    @cached_property
    def _title_year(self) -> Coverage | None:
        editions = find_editions(self.title)
        return span_of(editions[0].iso) if len(editions) == 1 else None

    @cached_property
    def _told_below(self) -> Coverage | None:
        """The period that a sentence right under the table gives ("Complaints were filed between ...")."""
        below = next((block for block in self._document.content() if block.start > self._block.end), None)
        if (
            below is None
            or below.kind not in ("paragraph", "footnote", "caption")
            or below.end - below.start > 200
        ):
            return None
        periods = find_periods(self._document.text_of(below))
        return periods[0].coverage if len(periods) == 1 and periods[0].coverage.start else None

    def _organisation(self, labels: Labels) -> Organisation:
        over = Organisation(self._context.organisation, self._context.organisation_name)
        for label, heading in zip(labels.row, labels.row_headings, strict=True):
            if _TOTAL.match(label):
                continue
            bare = label.strip(" *†‡")
            mentions = self._names.find(bare)
            if len(mentions) == 1 and mentions[0].end - mentions[0].start >= len(bare) - 1:
                return Organisation(mentions[0].slug, bare)
            if _BY_ORGANISATION.search(heading) and slug_of(bare) and not _TOTAL.match(bare):
                return Organisation(slug_of(bare), bare)
        return over


def _is_its_period(text: str, edition: Edition) -> bool:
    """A date that is nearly the whole heading ("2023", "FY 2023"), or closes a title ("Accounts, 2024")."""
    return (
        (len(text) <= 16
        and edition.start <= 3)
        or (edition.end >= len(text.rstrip(" .:)")) and edition.start > 3)
    )


def counted_noun(heading: str) -> str | None:
    """The plural noun that a heading counts: `accounts` of "Accounts disabled", nothing of "Received"."""
    for match in _COUNTED.finditer(heading):
        noun = match.group("noun")
        if noun.lower() not in _MASS:
            return noun.lower() if not noun.isupper() else noun
    return None


def _dimensions(labels: Labels) -> dict[str, str] | None:
    dimensions: dict[str, str] = {}
    for heading, label in zip(labels.row_headings, labels.row, strict=True):
        key = heading
        while key in dimensions:
            key += "′"
        dimensions[key] = label
    if len(labels.column) == 1:
        dimensions["column"] = labels.column[0]
    elif labels.column:
        dimensions[labels.column[0]] = " | ".join(labels.column[1:])
    return dimensions or None
