"""When a figure holds: its basis and its coverage, from its own words, its sentence, its list, or above."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from extractors.cadence import COUNT
from extractors.candidates import Candidate, Statement
from extractors.context import Context
from extractors.editions import DAY, MONTH, find_editions, last_day, month_number, span_of
from extractors.metric_own_period import (
    NEXT_CLAUSE,
    is_of_another_clause,
    own_period,
    segment_of,
    without_side_dates,
)
from extractors.periods import Period, find_periods, is_cumulative, previous
from extractors.word_lists import any_of
from schemas.quantities import Quantity
from schemas.records import Basis, Coverage

_THIS_PERIOD = re.compile(
    r"(?i)\bthis\s+(?:year|quarter|half-?year)\b|\b(?:in|during|over|throughout|for|across)\s+(?:the|this|that)\s+(?:\w+\s+)?"
    r"(?:quarter|half-?year|period|months?|year|reporting\s+period|half)\b"
)
_NOW = re.compile(r"(?i)\bnow\b")
_LAST_YEAR = re.compile(r"(?i)\blast\s+year\b(?!’s|'s)")
_RESTATED = re.compile(
    r"(?i)\b(?:figures?|numbers?|data|counts?)\s+for\s+\d{4}\s+(?:have|has|were|was)\b|^\W*based\s+on\b"
    r"|\b(?:figures?|numbers?|data|counts?|results?|totals?|rates?)\s+for\s+\d{4}\b[^.;]{0,40}?\s(?:been|were|was)\s+"
    r"(?:revised|restated|withdrawn|corrected|amended|replaced|recalculated)\b"
)
_SAME_TIME = re.compile(
    r"(?i)\b(?:in|during|over)\s+(?:the|that)\s+same\s+(?:year|period|quarter|months?|time)\b"
    r"|\bthat\s+(?:year|quarter|half-?year|month)\b(?!’s|'s)"
)
_PERIOD_BEFORE = re.compile(
    r"(?i)\b(?:half-?year|quarter|year|period|month|half)\s+(?:before|earlier)\b"
    r"|\ba\s+year\s+(?:ago|earlier)\b"
    rf"|\b(?:the\s+)?{COUNT}\s+(?:months\s+)?(?:before|earlier)\b"
    r"|\b(?:previous|preceding|prior)\s+(?:half-?year|quarter|year|period|month|half)\b"
)
_ON_THE_BEFORE = re.compile(
    r"(?i)\b(?:on|over)\s+(?:the\s+)?(?:(?:previous|preceding|prior)\s+(?:half-?year|quarter|year|period|month|half)"
    r"|(?:half-?year|quarter|year|period|month|half)\s+(?:before|earlier))\b"
)
"""What a change is measured against; the change itself is of the present: "up 43% on the year before"."""
_LEFT = re.compile(r"(?i)\bfrom\s+(?:about\s+|some\s+|around\s+)?$")
_UP_FROM = re.compile(r"(?i)(?:\b(?:up|down)|,)\s+from\s+(?:about\s+|some\s+|around\s+)?$")
_ARRIVES = re.compile(r"(?i)[^.;,]{0,60}?\bto\s+(?:\w+\s+)?(?:\d|[a-z]+\b\W*$)")
"""Before and after the level that a change left: "fell from 52 hours to 20"."""
_SINCE_THEN = re.compile(r"(?i)\b(?:has|have)\s+since\s+\w+(?:ed|n|t)\b|\b(?:has|have)\s+since\s+\w+")
_HAS = re.compile(
    r"(?i)\b(?:as\s+(?:of|at)|at\s+the\s+(?:end|close)\s+of)\b.*\b(?:had|has|have|employs?|employed|stood\s+at|stands\s+at|numbered|counts?|counted)"
    r"\s+(?:(?:about|some|over|around|roughly|nearly|almost|more\s+than|at\s+least)\s+)?$"
)
_END_OF_PERIOD = re.compile(
    r"(?i)\b(?:by|at)\s+the\s+end\s+of\s+(?:the\s+)?(?:year|period|quarter)\b|\bby\s+(?:year|quarter)[\s-]end\b"
)
_ALL_TOLD = re.compile(r"(?i)\b(?:makes?|made|bring(?:s|ing)?|brought|taking|takes?)\b[^.;]{0,40}$")
_FISCAL = re.compile(
    r"(?i)\b(?:(?:in|for|during|over|throughout)\s+(?:the\s+)?)?(?:FY\s?['’]?|fiscal\s+(?:year\s+)?|financial\s+year\s+)"
    r"(?:(?:19|20)?\d\d)(?:\s?[/–-]\s?\d{2,4})?\b"
)
"""A year of a company's own, untold when it begins: "in fiscal 2022", "FY23", "FY2023/24"."""
_SPLIT_YEAR = re.compile(r"\b(?:19|20)\d\d/\d\d\b")
_END_OF_MONTH = re.compile(
    rf"(?i)\b(?:at|as\s+of)\s+the\s+end\s+of\s+(?P<m>{MONTH})(?!\s+(?:19|20)\d\d)(?!\w)"
)
_OF_LAST_YEAR = re.compile(r"(?i)\bof\s+last\s+year[’']s\b")
_AT_YEAR_END = re.compile(r"(?i)\bat\s+(?:the\s+)?(?:year|quarter|period)(?:[’']s)?[\s-]end\b")
_AT_DAY = re.compile(
    rf"(?i)\b(?:as\s+)?at\s+(?:{DAY}\s+{MONTH}|{MONTH}\s+{DAY})\b"
    rf"|\bon\s+(?:{DAY}\s+{MONTH}|{MONTH}\s+{DAY})\b(?=.{{0,60}}$)"
)
"""A day on which something stood, before or behind the verb of a stock."""
_STOOD = re.compile(
    r"(?i)\b(?:held|holds|had|has|was|were|is|are|stood|stands|numbered|numbers|counted|comprised|covered|covers|employed"
    r"|employs|included|includes|listed|lists|contained|contains)\b(?!\s+(?:been|\w+ed)\b)"
)
_CLOSES_WITHIN = 25
_ELLIPTICAL = re.compile(r";\s*[^,;\d]{2,40},\s*")
"""A clause that leaves out its verb: "captions reached 99% in May; sign language, 14%"."""
_PAUSE = re.compile(r"[,;]")
_IN_A = re.compile(r"(?i)\b(?:in|by|during)\s+(?:an?|the|our|its)\s+(?:\w+\s+){0,2}$")
_AT_END = re.compile(r"(?i)at\s+the\s+(?:end|close)\b")
_AT_THE_START = re.compile(r"(?i)\bat\s+the\s+(?:start|beginning|outset|time)\s+of\s+(?:the|our|this|its)\b")
_OF_THE_YEAR = re.compile(r"(?i)\b(?:of|in|over)\s+(?:the|this)\s+year\W*$|^\W*(?:the|this)\s+year\b")
"""A heading over what happened in the year that the report is on."""
_ANAPHORA = re.compile(
    r"""(?ix)^(?:
      (?:(?:nearly|about|almost|over|more\s+than|some|most|half|many|all|none)\s+){0,2}(?:[\w.%-]+\s+(?:per\s?cent\s+)?)?
        of\s+(?:the|these|those|them)\b
    | of\s+(?:these|those|them|which|that) | between\s+them | among\s+(?:them|these) | that\s+(?:is|was)
    | these | those | they | together | it | this | the\s+(?:other|rest|remaining)
    )\b"""
)


_SINCE_DEED = re.compile(
    rf"(?i)\bsince\s+(?!then\b)[^,.;:()]{{3,70}}?\s(?:in|on)\s+(?P<when>(?:{DAY}\s+)?(?:{MONTH}\s+)?(?:19|20)\d\d)\b"
)
"""A start that a deed tells: "since it was founded in 2015"."""
_SINCE_MONTH = re.compile(rf"(?i)\bsince\s+(?P<m>{MONTH})(?!\w|,?\s+(?:19|20)\d\d|\s+\d)")
_SINCE_DATE = re.compile(rf"(?i)^\W*since\s+(?P<when>(?:{DAY}\s+)?(?:{MONTH}\s+)?(?:19|20)\d\d)\b")
_IN_NUMBER = re.compile(r"(?i)\s+in\s+(?:number|all)\b")
_OPENS_SINCE_THEN = re.compile(r"(?i)^\W*since\s+then\b")
_GOES_ON = re.compile(r"(?i)^\W*(?:the|it|this|they|these)\b[^.;,]{0,40}?\b(?:has|have)\b")
"""Opens what has happened since the start that the sentence before tells."""
_SIZE_OF = re.compile(
    rf"(?i)\b{any_of('metrics.sized_groups')}\s+of\s+(?:about|some|around|roughly|nearly|over|more\s+than|up\s+to)?\s*$"
)
"""Before the size of something: "a list of 11 items", which no period counts."""
_LEVEL_REACHED = re.compile(
    rf"(?i)\b(?:brought|brings|bringing|taking|took|takes|raised|raising|raises|lifted|lifting|lifts|cut|cutting)\s+(?:the|our|its|their)\s+"
    rf"(?:total\s+)?{any_of('metrics.stocks')}(?:\s+(?:of|for)\s+(?:\w+\s+){{1,3}}?)?\s*(?:up\s+|down\s+)?to\s+"
    r"(?:about\s+|some\s+|around\s+|nearly\s+|over\s+|more\s+than\s+|just\s+over\s+)?$"
)
"""Before how many there then were: "which brought the number of moderators to 2,140"."""
_STOCK_MOVED = re.compile(
    rf"(?i)\b(?!number|total){any_of('metrics.stocks')}\b[^.;]{{0,40}}?\bfrom\s+(?:\S+|\S+\s+(?:\S+\s+){{0,3}}?to\s+\S+)$"
)
"""Up to either end of a staff's growth: "the team grew from four to nine"."""
_LAST_COUNT = re.compile(r"(?i)\bat\s+(?:the\s+)?(?:last|latest|most\s+recent)\s+count\b|\bat\s+present\b")
_OF_STAFF = re.compile(
    rf"(?i)\s+of\s+(?:all\s+)?(?:(?:its|our|their|the)\s+)?(?:[a-z-]+\s+){{0,2}}?{any_of('metrics.own_staff')}(?!\s+(?:time|hours|days|costs?|pay|turnover)\b)"
)
"""Behind a share of those who work there, which tells how things stand."""
_SURVEYED = re.compile(
    r"(?i)\b(?:in|to|by)\s+(?:our|the|its|an?|this|their)\s+(?:own\s+)?(?:[\w-]+\s+){0,2}(?:survey|poll|questionnaire)\b"
)
_OF_AN_INQUIRY = re.compile(
    r"(?i)\s+(?:of\s+(?:its|the|our|their)\s+)?(?:[a-z-]+\s+)?(?:questions|answers)\b"
)
"""Behind a count of what was asked, which is no part of the period that was asked about."""
_CORRECTED = re.compile(
    r"(?i)\b(?:corrected|resubmitted|withdrew|amended|revised)\s+(?:\S+\s+){0,4}?(?:returns?|answers?|figures|data|reports?|submissions?)\b"
)
_SHARE_DONE = re.compile(r"^[^:.;]{3,80}:\s*\S+\s*[a-z]+ed\b\s*(?:\([^()]*\))?\W*$")
"""A label and the share of it that is covered: "Data sets: 17% scanned"."""
_MONTHS_LONG = re.compile(rf"(?i)^\W*in\s+(?:its\s+first\s+|the\s+first\s+)?{COUNT}\s+(?:months|weeks)\b")


class Time(NamedTuple):
    """The basis of a figure and the period it covers."""

    basis: Basis
    coverage: Coverage | None = None


@dataclass(frozen=True)
class _Figure:
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
        return self.statement.text

    @property
    def context(self) -> Context:
        return self.statement.context

    @property
    def undated(self) -> Basis:
        return "point" if self.share else "unspecified"

    @property
    def total(self) -> Basis:
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
        own = own_period(segment, place, context.coverage or _year_to(context.edition))
        if own is None and context.coverage and context.coverage.end:
            # "in Q3", in a report on the fourth quarter
            own = own_period(segment, place, _year_to(context.coverage.end.isoformat()))
        if own and is_of_another_clause(self.statement, quantity, own, low):
            own = None
        if (
            own is None and low and NEXT_CLAUSE.match(segment)
        ):  # "gave 9 tonnes in 2024, up from 7, and sold 3"
            own = next(iter(_closed(self.text[:low])), None)
        if own and self.standing and ", and " in segment[own.end : place[0]]:
            return None  # "was finished in May, and its 212 valves all carry a seal"
        return own

    @property
    def closed(self) -> bool:
        """Whether its own period has both ends."""
        return self.own is not None and bool(self.own.coverage.start and self.own.coverage.end)


def time_of(
    statement: Statement,
    quantity: Quantity,
    *,
    share: bool,
    standing: bool,
    whole: Candidate | None,
    before: Sequence[Candidate],
    beside: Sequence[Candidate] = (),
    previous: str = "",
) -> Time:
    """The time of one quantity of a statement.

    `share` tells that it is a percentage, `standing` that its verb is in the present; `whole` is the figure
    it is a part of, `beside` are those told before it in the sentence, `before` those of the sentence before,
    whose text is `previous`.
    """
    one = _Figure(statement, quantity, share, standing, whole, before, beside, previous)
    found = (source(one) for source in _SOURCES)
    return next((time for time in found if time is not None), Time(one.undated))


def _of_rate_or_whole(one: _Figure) -> Time | None:
    if one.quantity.per:
        return Time("rate", _coverage_of_rate(one.segment, one.quantity.end - one.low, one.context))
    if one.context.fiscal and _SPLIT_YEAR.search(one.segment):
        return Time("period", one.context.fiscal.find(one.segment))
    if one.whole is not None and one.whole.fields["basis"] == "cumulative" and not one.standing:
        return _same(one.whole)
    return None


def _at_an_end(one: _Figure) -> Time | None:
    """ "At the end of June ...", "... by the end of the year", and figures that only correct others."""
    context = one.context
    month_end = _at_end_of_month(one.segment, context.coverage or _year_to(context.edition))
    if month_end is not None:
        return month_end
    closing = _END_OF_PERIOD.search(one.text, one.quantity.end)
    if closing and closing.start() - one.quantity.end < _CLOSES_WITHIN:
        if closing.group().lower().startswith("at") and _STOOD.search(one.text):
            return Time("point")  # "61 companies were members at the end of the year"
        return Time(one.total, _end_of(context.coverage) or _year_end(context.edition))
    if _RESTATED.search(one.text):
        return Time(one.undated)
    return None


def _at_a_day(one: _Figure) -> Time | None:
    own = one.own
    if one.beside and _ELLIPTICAL.fullmatch(one.segment, 0, one.quantity.start - one.low):
        return _same(one.beside[-1])
    if _AT_THE_START.search(one.segment) and _STOOD.search(one.segment):
        return Time("point")
    if _AT_YEAR_END.search(one.segment) and (own is None or own.coverage.start is None):
        return Time("point")
    day = _AT_DAY.search(one.segment)
    if day is None or (own and own.coverage.start):
        return None
    stands = day.group().lower().startswith(("at", "as")) or _STOOD.search(one.segment)
    return Time("point") if stands else None


def _of_a_period_before(one: _Figure) -> Time | None:
    """ "Against 12 the year before", "that year"."""
    if one.own is not None:
        return None
    level = _ON_THE_BEFORE.sub("", one.segment)
    if _PERIOD_BEFORE.search(level) and not _THIS_PERIOD.search(_PERIOD_BEFORE.sub("", level)):
        stated = [period.coverage for period in _closed(one.text)]
        present = stated[0] if stated else one.context.coverage or one.context.looked_at
        return Time("period", previous(present) if present else None)
    same = _SAME_TIME.search(one.segment)
    return _time_of_before(same.group(), one.before) if same else None


def _since_a_deed(one: _Figure) -> Time | None:
    """ "Since it was founded in 2015", "since September", "since then" behind a date."""
    if _IN_NUMBER.match(one.text, one.quantity.end):
        return None
    deed = _SINCE_DEED.search(one.printed)
    if deed is None and _OPENS_SINCE_THEN.search(one.text):
        dates = find_editions(one.previous)
        return Time(one.total, _from(dates[-1].iso)) if dates else None
    if deed is None and _GOES_ON.search(one.text) and not one.closed:
        deed = _SINCE_DATE.search(one.previous)
    if deed is not None:
        when = find_editions(f"in {deed['when']}")
        return Time(one.total, _from(when[0].iso)) if when else None
    month = _SINCE_MONTH.search(one.segment)
    year = _year_to(one.context.edition)
    if month is None or one.closed or year is None or not (year.start and year.end):
        return None
    number = month_number(month["m"])
    starts = [date(which, number, 1) for which in (year.end.year, year.end.year - 1)]
    start = next((day for day in starts if day <= year.end), None)
    return Time(one.total, Coverage(start=start)) if start else None


def _from(iso: str) -> Coverage:
    return Coverage(start=span_of(iso).start)


def _how_things_stand(one: _Figure) -> Time | None:
    """Levels, sizes and shares that are of no period, whatever the document's own."""
    tail = one.text[one.quantity.end :]
    if _LEVEL_REACHED.search(one.head) or (one.share and _LAST_COUNT.search(one.segment)):
        return Time("point")
    if one.own is not None or one.context.cumulative:
        return None
    if one.share and (_OF_STAFF.match(tail) or _SHARE_DONE.match(one.text)):
        return Time("point")
    if _SIZE_OF.search(one.head) or _OF_AN_INQUIRY.match(tail):
        return Time(one.undated)
    corrected = _CORRECTED.search(one.segment)
    if (corrected and one.quantity.start - one.low < corrected.end()) or (
        one.share and _SURVEYED.search(one.segment)
    ):
        return Time(one.undated)
    if _MONTHS_LONG.match(one.segment) and not one.standing:
        return Time("period", one.context.coverage)
    return None


def _of_own_period(one: _Figure) -> Time | None:
    own, context, segment, low = one.own, one.context, one.segment, one.low
    if own and _SINCE_THEN.search(segment, own.end - low if own.end > low else 0, one.quantity.start - low):
        return Time(one.total)  # "signed in 2022 and has since closed 214"
    if own and one.closed:
        return Time("period", own.coverage)
    if _FISCAL.search(segment):
        return Time("period", context.fiscal.find(segment) if context.fiscal else None)
    if own is None and _LAST_YEAR.search(segment):
        return _year_before(context)
    return _up_to_own_end(one)


def _up_to_own_end(one: _Figure) -> Time | None:
    """A count since a day, or until one; how many there were on it."""
    own, segment = one.own, one.segment
    if own and own.coverage.start:
        return Time(one.total, own.coverage)
    if own and _AT_END.match(segment, own.start - one.low) and _STOOD.search(segment):
        return Time("point", own.coverage)  # "stood at 77 at the end of 2024"
    if own and _HAS.search(one.head):
        return Time("point", own.coverage)  # "As of 31 December, the desk had 46 analysts"
    ends = _END_OF_PERIOD.search(segment)
    if ends and not own and ends.group().lower().startswith("at"):
        apart = ", and " in segment[one.quantity.end - one.low : ends.start()]
        ends = None if apart else ends  # "upheld in 90, and 74 were open at the end of the year"
        if ends and _STOOD.search(segment):
            return Time("point")
    if own or ends:
        return Time(one.total, own.coverage if own else _year_end(one.context.edition))
    return _year_before(one.context) if one.share and _OF_LAST_YEAR.search(segment) else None


def _since_a_start(one: _Figure) -> Time | None:
    """Levels that a change left, and counts since a start."""
    text, quantity = one.text, one.quantity
    if _STOCK_MOVED.search(text[: quantity.end] if one.own is None else ""):
        return Time("point")
    left = _LEFT.search(text, 0, quantity.start) and _ARRIVES.match(text, quantity.end)
    if left or (one.own is None and _UP_FROM.search(text, 0, quantity.start)):
        return Time(one.undated)
    if _SINCE_THEN.search(one.head) and one.own is None:
        return Time(one.total)
    brings = "in all" in one.segment and _ALL_TOLD.search(one.head)
    return Time(one.total) if is_cumulative(one.segment) or brings else None


def _of_another_figure(one: _Figure) -> Time | None:
    """The time of the whole, of the sentence before that this one leans on, of what changed."""
    whole, before = one.whole, one.before
    if whole is not None and whole.fields.get("coverage") and not (one.share and one.standing):
        return _same(whole)
    days = before[-1].fields.get("coverage") if before else None
    leans = _ANAPHORA.match(one.text) if days and not one.standing else None
    if days and leans and (days.end or " of " in f" {leans.group().lower()} "):
        return _same(before[-1])
    now = _THIS_PERIOD.search(one.segment) is not None
    if not one.quantity.change or now or is_cumulative(one.text) or not (before or one.beside):
        return None
    told = [*before, *one.beside][-1]
    basis = told.fields["basis"]
    stands = basis == "unspecified" or (basis == "cumulative" and one.standing)
    return Time(one.undated) if stands else _same(told)


def _of_the_document(one: _Figure) -> Time | None:
    """The period of the list, the section or the document."""
    context = one.context
    if context.cumulative and not one.share:
        until = context.coverage is not None and context.coverage.start is None
        return Time("cumulative", context.coverage if until else None)
    if _THIS_PERIOD.search(one.segment if one.standing else one.text):
        return Time("period", context.coverage or context.looked_at or _year_of(context.edition))
    if _OF_THE_YEAR.search(context.heading) and not one.standing:
        return Time("period", context.coverage or _year_of(context.edition))
    later = _SINCE_THEN.search(one.segment) or _NOW.search(one.segment)
    if context.coverage and not one.standing and not later:
        return Time("period", context.coverage)
    return None


_SOURCES: tuple[Callable[[_Figure], Time | None], ...] = (
    _of_rate_or_whole,
    _at_an_end,
    _at_a_day,
    _of_a_period_before,
    _since_a_deed,
    _how_things_stand,
    _of_own_period,
    _since_a_start,
    _of_another_figure,
    _of_the_document,
)
"""What a figure's time is read from, the strongest first."""


def _year_before(context: Context) -> Time | None:
    """ "Last year", in an edition that is of a month or a day."""
    if not context.edition or len(context.edition) == 4:
        return None
    return Time("period", span_of(str(int(context.edition[:4]) - 1)))


def _closed(text: str) -> list[Period]:
    return [one for one in find_periods(text) if one.coverage.start and one.coverage.end]


def _coverage_of_rate(segment: str, end: int, context: Context) -> Coverage | None:
    """The days that a rate is an average of, where they are told right behind it."""
    behind = _PAUSE.split(segment[end:], maxsplit=1)[0]
    stated = _closed(behind)
    if len(stated) == 1:
        return stated[0].coverage
    return context.coverage if _THIS_PERIOD.search(behind) else None


def _time_of_before(words: str, before: Sequence[Candidate]) -> Time | None:
    """What "that year" means: the period of the sentence before, or the year that its total runs to."""
    told = [one.fields["coverage"] for one in before if one.fields.get("coverage")]
    closed = next((one for one in told if one.start and one.end), None)
    if closed is not None:
        return Time("period", closed)
    ends = next((one.end for one in told if one.end), None)
    if ends is not None and "that year" in words.lower():
        return Time("period", span_of(str(ends.year)))
    return None


def _at_end_of_month(segment: str, year: Coverage | None) -> Time | None:
    """ "At the end of June, 418 people worked for us": a stock on that day."""
    match = _END_OF_MONTH.search(segment)
    if match is None or year is None or not (year.start and year.end):
        return None
    month = month_number(match["m"])
    ends = [last_day(one, month) for one in range(year.start.year, year.end.year + 1)]
    end = next((one for one in ends if year.start <= one <= year.end), None)
    return Time("point", Coverage(end=end) if end else None)


def _end_of(coverage: Coverage | None) -> Coverage | None:
    return Coverage(end=coverage.end) if coverage and coverage.end else None


def _same(one: Candidate) -> Time:
    return Time(one.fields["basis"], one.fields["coverage"])


def _year_end(edition: str | None) -> Coverage | None:
    return Coverage(end=date(int(edition[:4]), 12, 31)) if edition else None


def _year_to(edition: str | None) -> Coverage | None:
    """The year of an edition, or the twelve months that end with it: those that "in May" can mean."""
    if edition is None or len(edition) == 4:
        return _year_of(edition)
    end = span_of(edition).end
    return Coverage(start=date(end.year - 1, end.month, 1), end=end) if end else None


def _year_of(edition: str | None) -> Coverage | None:
    return span_of(edition) if edition and len(edition) == 4 else None
