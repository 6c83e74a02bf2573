"""When the figures of a table hold: told by its headings, its title, a line below, or the section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from extractors.context import Context
from extractors.editions import DAY, MONTH, Edition, find_editions, last_day, span_of
from extractors.fiscal import names_fiscal_year
from extractors.language import sentences
from extractors.organisations import Gazetteer
from extractors.periods import Period, find_periods, find_yearless_periods, part_of_year
from extractors.quantity import find_quantities
from extractors.table_labels import Labels, TableLabels
from schemas.documents import Block, Document
from schemas.records import Coverage

_PART_OF_A_YEAR = re.compile(
    rf"(?i)(?:Q[1-4]|H[12]|(?:first|second|third|fourth)\s+(?:quarter|half)|{MONTH}(?:\s*(?:-|–|to)\s*{MONTH})?)"
)
_CHANGE = re.compile(r"(?i)\b(?:change|growth|increase|decrease|difference|trend|variation)\b|^\W*[+±Δ]")
_TWO_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[/–-]\s?\d\d\b")
"""A year that is no calendar year: "2022/23"."""
_UNIT_BEHIND = re.compile(r"\s*\([^()\d]*\)\s*$")
"""The unit at the end of a heading: "Use 2022 (mg/kg)"."""
_LEADS_IN = re.compile(r"(?i)\b(?:below|following|(?:this|the)\s+table|these\s+figures|as\s+follows)\b|:\s*$")
_WORD = re.compile(r"[a-z]{5,}")
_NOTE_BELOW = 200
"""Characters of a sentence under a table that may tell its period."""
_SCOPE_BELOW = re.compile(
    r"(?i)\W*(?:(?:all|our|the)\s+)?(?:[a-z-]+\s+){0,3}?[a-z-]+[,:]?\s+"
    rf"(?:(?:from|in|between|for)\s+)?(?:{DAY}\s+)?{MONTH}[^.;]{{0,40}}\d{{4}}\W*"
)
"""A first sentence under a table that only says when: "Our visits, February to July 2025."."""
_ON_A_DAY = re.compile(
    rf"(?i)\b(?:on|as\s+(?:of|at)|at)\s+(?:{DAY}\s+{MONTH}|{MONTH}\s+{DAY})"
    r"|\b(?:at|as\s+of)\s+(?:the\s+)?(?:year[\s-]end|end\s+of\b)"
)
"""In a title: how things stood on a day, which covers no period."""


class TableTime:
    """The periods of one table block."""

    def __init__(
        self,
        document: Document,
        block: Block,
        context: Context,
        names: Gazetteer,
        labels: TableLabels,
        title: str,
    ) -> None:
        self._document = document
        self._block = block
        self._context = context
        self._names = names
        self._labels = labels
        self._title = title

    @cached_property
    def stands(self) -> bool:
        """Whether the title says that the figures tell how things stood on a day."""
        return _ON_A_DAY.search(self._title) is not None

    def coverage(self, labels: Labels) -> Coverage | None:
        """The period of the figures under these labels: told by a heading, the title, the text below
        or the section.
        """
        texts = (*reversed(labels.column), *reversed(labels.row), self._title)
        if any(_CHANGE.search(text) for text in labels.column):
            return self._latest_column or self._context.coverage
        for text in texts:
            if self._context.fiscal is not None and (names_fiscal_year(text) or _TWO_YEARS.search(text)):
                return self._context.fiscal.find(text)
            periods = find_periods(text) or self._part_of_year(text, texts)
            if periods:
                return periods[0].coverage
            within = self._title_year or self._context.coverage
            yearless = find_yearless_periods(f"from {text}", within) if within else []
            if yearless:
                return yearless[0].coverage
            own_year = self._own_year(text)
            if own_year:
                return own_year
            editions = find_editions(text)
            if len(editions) == 1 and _is_its_period(text, editions[0]):
                return span_of(editions[0].iso)
        return self._told_below or self._told_above or self._context.coverage

    @cached_property
    def _latest_column(self) -> Coverage | None:
        """The last of the years that columns stand for: what a column of changes arrives at."""
        spans = [
            _closed_period(text) or span_of(found[0].iso)
            for text in self._labels.column_headings
            if not _CHANGE.search(text)
            and len(found := find_editions(text)) == 1
            and _is_its_period(text, found[0])
        ]
        return max(spans, key=lambda one: one.end or date.min, default=None)

    def _own_year(self, text: str) -> Coverage | None:
        """The days of "2022/23", where the report's own twelve months tell when its year begins."""
        years, period = _TWO_YEARS.search(text), self._context.coverage
        if years is None or period is None or not (period.start and period.end):
            return None
        if (period.end - period.start).days not in (364, 365) or period.start.month == 1:
            return None
        shift = int(years.group()[:4]) - period.start.year
        return Coverage(
            start=period.start.replace(year=period.start.year + shift),
            end=last_day(period.end.year + shift, period.end.month),
        )

    def _part_of_year(self, text: str, texts: Sequence[str]) -> list[Period]:
        """The period of "Q1" under "2023": a part of a year, and the year in another heading."""
        if not _PART_OF_A_YEAR.fullmatch(text.strip()):
            return []
        years = [
            one.iso for other in texts if other != text for one in find_editions(other) if len(one.iso) == 4
        ]
        if years:
            return find_periods(f"in {text.strip()} {years[0]}")
        end = self._context.coverage.end if self._context.coverage else None
        coverage = part_of_year(text.strip(), end.year) if end else None
        if coverage and coverage.start and end and coverage.start > end:
            coverage = part_of_year(text.strip(), end.year - 1)  # "Q4" beside "Q1" of a report on Q1
        return [Period(coverage, 0, len(text))] if coverage else []

    @cached_property
    def _title_year(self) -> Coverage | None:
        editions = find_editions(self._title)
        return span_of(editions[0].iso) if len(editions) == 1 else None

    @cached_property
    def _told_above(self) -> Coverage | None:
        """The one period of the sentence that leads into the table: "From May to July we cleared the queues
        below." A sentence with figures tells of those.
        """
        above = [block for block in self._document.content() if block.start < self._block.start]
        if not above or above[-1].kind not in ("paragraph", "lead", "list_item"):
            return None
        text = self._document.text_of(above[-1])
        last = text[slice(*sentences(text)[-1])]
        if not _LEADS_IN.search(last) or find_quantities(last):
            return None
        fiscal = self._context.fiscal
        return _closed_period(last) or (fiscal.find(last) if fiscal is not None else None)

    @cached_property
    def _told_below(self) -> Coverage | None:
        """The period that a sentence right under the table gives ("Complaints were filed between ...")."""
        below = next((block for block in self._document.content() if block.start > self._block.end), None)
        if below is None or below.kind not in ("paragraph", "footnote", "caption"):
            return None
        text = self._document.text_of(below)
        first = text[slice(*sentences(text)[0])]
        if _SCOPE_BELOW.fullmatch(first) and len(stated := find_periods(f"from {first}")) == 1:
            return stated[0].coverage if stated[0].coverage.start and stated[0].coverage.end else None
        if below.end - below.start > _NOTE_BELOW:
            return None
        periods = find_periods(text)
        named = " ".join([self._title, *self._labels.column_headings]).lower()
        speaks_of_it = any(word in named for word in _WORD.findall(text.lower()))
        if not speaks_of_it or find_quantities(text) or self._names.find(text):
            return None  # it tells something else, with a period of its own
        return periods[0].coverage if len(periods) == 1 and periods[0].coverage.start else None


def _closed_period(text: str) -> Coverage | None:
    stated = [one.coverage for one in find_periods(text) if one.coverage.start and one.coverage.end]
    return stated[0] if len(stated) == 1 else None


def _is_its_period(text: str, edition: Edition) -> bool:
    """A date that is nearly the whole heading ("2023", "FY 2023"), or closes a title ("Accounts, 2024")."""
    if _TWO_YEARS.search(text):
        return False
    if edition.start <= 3:
        return len(text) <= 16
    return edition.end >= len(_UNIT_BEHIND.sub("", text).rstrip(" .:)"))
