"""What a table's figures count: its headings, title and notes in; unit and scale of any figure out.

The unit stands nearest first: in the column's heading, in the row's label where rows are measures, in the
title, in a note under the table, and last in what the other headings count.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from extractors.editions import find_editions
from extractors.periods import find_periods
from extractors.quantity import find_quantities
from extractors.table_labels import Labels, TableLabels, counted_noun
from extractors.word_lists import any_of, words

TOTAL = re.compile(r"(?i)^\W*(?:grand\s+|sub-?\s*)?(?:totals?|sum|overall|all|altogether|worldwide)\b[\s:]*")
SHARE = re.compile(rf"%|{any_of('tables.share_words')}")
_NUMBER_OF = re.compile(r"(?i)\b(?:number|count)s?\b")
_CURRENCY = re.compile(r"(?P<sign>[$€£])|\b(?P<code>USD|EUR|GBP|AUD|CAD|CHF|JPY)\b")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_SCALE = re.compile(
    r"(?i)(?:^\W*(?:figures\s+)?|\bin\s+(?:[A-Z]{3}\s+)?|\(\s*|,\s*|[$€£]\s?|\b(?:USD|EUR|GBP)\s+)(?P<scale>thousand|million|billion)s?\b"
    r"|(?P<thousand>['’]000s?\b|\b000s\b|\(000\))|(?:[$€£]|\b(?:USD|EUR|GBP)\s)\s?(?P<letter>m|bn|k)\b"
)
_SCALES = {
    "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9),
    "k": Decimal(1000), "m": Decimal(10**6), "bn": Decimal(10**9),
}  # fmt: skip
_NAMED = re.compile(r"\(([^()]{1,40})\)|,\s*([^,()]{1,40})$|\bin\s+([^,()]{1,40})|\bunits?:\s*([^,()]{1,40})")
"""Where a heading names its unit: "Waste (tonnes)", "Waste, tonnes", "Waste in tonnes"."""
_OPENS_WITH_UNIT = re.compile(
    r"(?i)^\W*(?:(?:all\s+)?figures\s+)?(?:in\s+)?"
    r"(?:(?:thousand|million|billion)s\b(?:\s+of\s+[a-z ]{2,40})?|['’]000s?\b[^.]{0,40}"
    r"|[$€£]\s?(?:m|bn|k|million|thousand)\b)\W*$"
)
"""A note that is nothing but the unit of the table: "Thousands of cubic metres", "£m", "'000 tonnes"."""
_OF_MANY = re.compile(r"(?i)^(?:in\s+)?(?:(?:thousand|million|billion)s?|['’]?000s?)\s+(?:of\s+)?")
_ANY_FIGURE = re.compile(any_of("tables.any_figure"))
_PART_OF_A_YEAR = re.compile(r"(?i)\W*(?:Q[1-4]|H[12]|FY\s?\d\d(?:\d\d)?|change|trend|[\d/–-]+)\W*")
_DEED = re.compile(r"(?i)\b\w+(?:ed|sold|sent|given|taken|made|shut|kept|held|found)\b")
_WORD = re.compile(r"[a-z]{5,}")


class TableUnits:
    """The units of one table."""

    def __init__(self, labels: TableLabels, title: str, notes: list[str], *, by_organisation: bool) -> None:
        self._labels = labels
        self._title = title
        self._notes = notes
        self._by_organisation = by_organisation

    def of(self, labels: Labels) -> str | None:
        """`percent`, a currency, a unit of measure, or the first plural noun that the headings count."""
        row = labels.row if self._measures_in_rows(labels) else ()
        own = (*reversed(row), *reversed(labels.column))
        nearest = next((text for text in own if not _is_period(text)), "")
        if SHARE.search(nearest) and not _NUMBER_OF.search(nearest):
            return "percent"
        notes = self._notes_on(labels)
        if nearest and (unit := named_unit(nearest)):
            return unit
        for text in (*own, self._title, *notes):
            unit = named_unit(text)
            if unit and not (text is self._title and counted_noun(nearest)):
                return unit
        return self._counted(labels, row)

    def scale(self, labels: Labels) -> Decimal:
        """What the printed figures are to be multiplied by: 1000 in a table "in thousands"."""
        for text in (*reversed(labels.column), *labels.row, self._title, *self._notes_on(labels)):
            match = _SCALE.search(text)
            if match:
                letter = match.group("letter") or match.group("scale") or "thousand"
                return _SCALES[letter.lower()]
        return Decimal(1)

    def _counted(self, labels: Labels, row: tuple[str, ...]) -> str | None:
        """ "Answered" counts what "Complaints filed" beside it counts. The rows' own labels come last, unless
        rows are measures: they are more often what is told apart than what is counted. Columns beside
        their total tell apart what the title counts.
        """
        things = () if self._by_organisation or _DEED.search(self._title) else labels.row
        totals = [label for _, label in self._labels.row_labels if TOTAL.match(label)]
        over_labels = "" if self._by_organisation else self._labels.heading_of_labels
        columns: tuple[str, ...] = (*row, *labels.column)
        if self._columns_are_parts and counted_noun(self._title):
            columns = ()
        for text in (
            *columns,
            self._title,
            over_labels,
            *self._labels.column_headings,
            *totals,
            *self._notes[1:],
            *things,
        ):
            noun = counted_noun(text)
            if noun:
                return noun
        return None

    @cached_property
    def _columns_are_parts(self) -> bool:
        """Whether the columns are kinds of one thing, with their total: "Images | Videos | All"."""
        headings = self._labels.column_headings
        totals = sum(TOTAL.fullmatch(text) is not None for text in headings)
        return totals == 1 and not any(_DEED.search(text) or SHARE.search(text) for text in headings)

    def _measures_in_rows(self, labels: Labels) -> bool:
        """Whether the figure's row says what is measured: its columns are periods or it is told over them."""
        if self._by_organisation or not labels.row:
            return False
        if self._labels.heading_of_labels.lower() in words("tables.measure_headings"):
            return True
        label = labels.row[-1]
        periods = all(_is_period(text) for text in labels.column)
        return periods and bool(
            SHARE.search(label) or named_unit(label) or (_DEED.search(label) and counted_noun(label))
        )

    def _notes_on(self, labels: Labels) -> list[str]:
        """The parts of the notes that speak of the figures: of all of them, or of a heading over this one."""
        named = set(_WORD.findall(" ".join((*labels.column, *labels.row, self._title)).lower()))
        parts = [part for note in self._notes for part in re.split(r"[;.]\s+", note)]
        return [
            part
            for part in parts
            if _OPENS_WITH_UNIT.match(part)
            or (
                _NAMED.search(part) and (_ANY_FIGURE.search(part) or named & set(_WORD.findall(part.lower())))
            )
        ]


def named_unit(text: str) -> str | None:
    """The currency or unit of measure that a heading names: "Gifts (EUR m)", "Waste, thousand tonnes"."""
    money = _CURRENCY.search(text)
    if money:
        return money.group("code") or _SIGNS[money.group("sign")]
    for match in _NAMED.finditer(text):
        name = _OF_MANY.sub("", next(one for one in match.groups() if one))
        for one in find_quantities(f"2 {name}")[:1]:
            if one.unit_kind == "measure" and one.unit and one.start == 0:
                return one.unit
    bare = find_quantities(f"2 {_OF_MANY.sub('', text)}")[:1]
    return next((one.unit for one in bare if one.unit_kind == "measure" and one.start == 0), None)


def _is_period(text: str) -> bool:
    """Whether a heading names a time rather than a thing: "2023", "Q1", "July to September"."""
    if _PART_OF_A_YEAR.fullmatch(text):
        return True
    return len(text) <= _LONGEST_PERIOD and bool(find_periods(text) or find_editions(text))


_LONGEST_PERIOD = 30
