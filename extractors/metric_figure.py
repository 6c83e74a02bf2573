"""One figure of a sentence and what its time can be read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from extractors.candidates import Candidate, Statement
from extractors.context import Context
from extractors.editions import last_day, month_number, span_of
from extractors.metric_own_period import (
    NEXT_CLAUSE,
    is_of_another_clause,
    own_period,
    segment_of,
    without_side_dates,
)
from extractors.periods import Period, find_periods
from schemas.quantities import Quantity
from schemas.records import Basis, Coverage


class Time(NamedTuple):
    """The basis of a figure and the period it covers."""

    basis: Basis
    coverage: Coverage | None = None


@dataclass(frozen=True)
class Figure:
    """One quantity of a statement, and what its time can be read from."""

    statement: Statement
    quantity: Quantity
    share: bool
    standing: bool
    whole: Candidate | None
    before: Sequence[Candidate]
    beside: Sequence[Candidate]
    previous: str

    @property
    def text(self) -> str:
        """The sentence."""
        return self.statement.text

    @property
    def context(self) -> Context:
        """What stands over it."""
        return self.statement.context

    @property
    def undated(self) -> Basis:
        """The basis of a figure that no time is told of."""
        return "point" if self.share else "unspecified"

    @property
    def total(self) -> Basis:
        """The basis of a count up to a day."""
        return "point" if self.share else "cumulative"

    @cached_property
    def _part(self) -> tuple[str, int]:
        return segment_of(without_side_dates(self.text, self.quantity), self.quantity)

    @property
    def segment(self) -> str:
        """The part of the sentence that the time is told in."""
        return self._part[0]

    @property
    def printed(self) -> str:
        """The same part with all its dates."""
        return self.text[self.low : self.low + len(self.segment)]

    @property
    def low(self) -> int:
        """Where that part begins."""
        return self._part[1]

    @property
    def head(self) -> str:
        """What stands before the quantity in its part."""
        return self.segment[: self.quantity.start - self.low]

    @cached_property
    def own(self) -> Period | None:
        """The period of its own words, offsets within the part."""
        segment, low, quantity, context = self.segment, self.low, self.quantity, self.context
        place = (quantity.start - low, quantity.end - low)
        own = own_period(segment, place, context.coverage or year_to(context.edition))
        if own is None and context.coverage and context.coverage.end:
            # "in Q3", in a report on the fourth quarter
            own = own_period(segment, place, year_to(context.coverage.end.isoformat()))
        if own and is_of_another_clause(self.statement, quantity, own, low):
            own = None
        if (
            own is None and low and NEXT_CLAUSE.match(segment)
        ):  # "gave 9 tonnes in 2024, up from 7, and sold 3"
            own = next(iter(closed_periods(self.text[:low])), None)
        apart = (segment[own.end : place[0]], segment[place[1] : own.start]) if own else ()
        if own and self.standing and any(", and " in between for between in apart):
            return None  # "was finished in May, and its 212 valves all carry a seal"
        return own

    @property
    def closed(self) -> bool:
        """Whether its own period has both ends."""
        return self.own is not None and bool(self.own.coverage.start and self.own.coverage.end)


def closed_periods(text: str) -> list[Period]:
    """The periods of a text that have both ends."""
    return [one for one in find_periods(text) if one.coverage.start and one.coverage.end]


def year_to(edition: str | None) -> Coverage | None:
    """The year of an edition, or the twelve months that end with it: those that "in May" can mean."""
    if edition is None or len(edition) == 4:
        return year_of(edition)
    end = span_of(edition).end
    return Coverage(start=date(end.year - 1, end.month, 1), end=end) if end else None


def year_of(edition: str | None) -> Coverage | None:
    """The days of an edition that is a year."""
    return span_of(edition) if edition and len(edition) == 4 else None


def is_past(context: Context) -> bool:
    """Whether the period that a report is on ended in a year before its own."""
    end = context.coverage.end if context.coverage else None
    return end is not None and context.edition is not None and end.year < int(context.edition[:4])


def month_end(name: str, year: Coverage | None) -> date | None:
    """The last day of a month without a year, in the time that is meant."""
    if year is None or not (year.start and year.end):
        return None
    ends = [last_day(one, month_number(name)) for one in range(year.start.year, year.end.year + 1)]
    return next((one for one in ends if year.start <= one <= year.end), None)
