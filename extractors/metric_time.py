"""When a figure holds: its basis and its coverage, from its own words, its sentence, its list, or above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from extractors.cadence import COUNT
from extractors.candidates import Candidate, Statement
from extractors.context import Context
from extractors.editions import DAY, MONTH, last_day, month_number, span_of
from extractors.periods import (
    Period,
    find_periods,
    find_yearless_periods,
    is_cumulative,
    previous,
)
from extractors.word_lists import any_of
from schemas.quantities import Quantity
from schemas.records import Basis, Coverage

_CONTRAST = re.compile(
    r"(?i);|,?\s+and\s+(?:now\s+)?(?:has|have|is|are|employs?|runs?)\b|,\s+(?=\S+\s+of\s+(?:them|which|these)\b)"
    r"|,\s+(?:which\s+(?:makes|made|brings|brought)|making|bringing|taking|raising|lifting)\b|\bthan\b|\bcompared\s+(?:with|to)\b|\bup\s+from\b|\bdown\s+from\b|\b(?:twice|half|as)\s+(?:as\s+)?(?:many|much)\b|\bagainst\b|\bversus\b"
    r"|,\s+from\b(?=[^,;]{0,40}\b(?:before|earlier|ago|previous|in\s+(?:19|20)\d\d)\b)"
)
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
_FOUNDED = re.compile(
    r"(?i)^(?:founded|established|launched|created|set\s+up|started|incorporated|based|acquired)\b[^,]*,"
)
"""Opens a sentence with the date of something else."""

_YEAR_IN_BRACKETS = re.compile(r"\((?:in\s+)?((?:19|20)\d\d):\s*[^()\d]*$")
_YEAR_BEFORE_BRACKET = re.compile(r"\b((?:19|20)\d\d)\s*\(\s*$")
"""Before the figure of another year: "an increase of 22% on 2023 (53,211)"."""
_NEXT_CLAUSE = re.compile(r",\s+(?:and|while|but|or)\b")
_SINCE_THEN = re.compile(r"(?i)\b(?:has|have)\s+since\s+\w+(?:ed|n|t)\b|\b(?:has|have)\s+since\s+\w+")
_HAS = re.compile(
    r"(?i)\b(?:as\s+(?:of|at)|at\s+the\s+(?:end|close)\s+of)\b.*\b(?:had|has|have|employs?|employed|stood\s+at|stands\s+at|numbered|counts?|counted)"
    r"\s+(?:(?:about|some|over|around|roughly|nearly|almost|more\s+than|at\s+least)\s+)?$"
)
_PLANNED = re.compile(rf"{any_of('metrics.planned_events')}\s+$")
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
_LONGEST_MONTH = 31
_PAUSE = re.compile(r"[,;]")
_IN_A = re.compile(r"(?i)\b(?:in|by|during)\s+(?:an?|the|our|its)\s+(?:\w+\s+){0,2}$")
_SIDE_CLAUSE = re.compile(r"(?i)\b(?:where|and\s+that)\b")
_PERFECT = re.compile(r"(?i)\b(?:has|have)\b")
_EXAMINED = re.compile(
    rf"(?i)\b(?:poll|survey|study|audit|review|inspection|sweep|assessment|sample)s?\b[^.;]{{0,60}}?\b(?:conducted|carried\s+out|finished"
    rf"|completed|concluded|held|done|made|commissioned|undertaken)\b[^.;,]{{0,30}}?\b(?P<when>(?:in|on|during)\s+(?:{DAY}\s+)?{MONTH}(?:\s+(?:19|20)\d\d)?)"
)
"""When an examination took place, which is not when what it found was so."""
_AT_END = re.compile(r"(?i)at\s+the\s+(?:end|close)\b")
_AT_THE_START = re.compile(r"(?i)\bat\s+the\s+(?:start|beginning|outset|time)\s+of\s+(?:the|our|this|its)\b")
_OF_THE_YEAR = re.compile(r"(?i)\b(?:of|in|over)\s+(?:the|this)\s+year\W*$|^\W*(?:the|this)\s+year\b")
"""A heading over what happened in the year that the report is on."""
_ANAPHORA = re.compile(
    r"""(?ix)^(?:
      (?:(?:nearly|about|almost|over|more\s+than|some|most|half|many|all|none)\s+){0,2}(?:[\w.%-]+\s+)?
        of\s+(?:the|these|those|them)\b
    | of\s+(?:these|those|them|which|that) | between\s+them | among\s+(?:them|these) | that\s+(?:is|was)
    | these | those | they | together | it | this | the\s+(?:other|rest|remaining)
    )\b"""
)


class Time(NamedTuple):
    """The basis of a figure and the period it covers."""

    basis: Basis
    coverage: Coverage | None = None


def time_of(
    statement: Statement,
    quantity: Quantity,
    *,
    share: bool,
    standing: bool,
    whole: Candidate | None,
    before: Sequence[Candidate],
    beside: Sequence[Candidate] = (),
) -> Time:
    """The time of one quantity of a statement.

    `share` tells that it is a percentage, `standing` that its verb is in the present; `whole` is the figure
    it is a part of, `beside` are those told before it in the sentence, `before` those of the sentence before.
    """
    left = _LEFT.search(statement.text, 0, quantity.start) and _ARRIVES.match(statement.text, quantity.end)
    undated: Basis = "point" if share else "unspecified"
    total: Basis = "point" if share else "cumulative"
    context = statement.context
    segment, low = _segment(_without_side_dates(statement.text, quantity), quantity)
    if quantity.per:
        return Time("rate", _coverage_of_rate(segment, quantity.end - low, context))
    if context.fiscal and _SPLIT_YEAR.search(segment):
        return Time("period", context.fiscal.find(segment))
    if whole is not None and whole.fields["basis"] == "cumulative" and not standing:
        return _same(whole)
    month_end = _at_end_of_month(segment, context.coverage or _year_to(context.edition))
    if month_end is not None:
        return month_end
    closing = _END_OF_PERIOD.search(statement.text, quantity.end)
    if closing and closing.start() - quantity.end < _CLOSES_WITHIN:
        if closing.group().lower().startswith("at") and _STOOD.search(statement.text):
            return Time("point")  # "61 companies were members at the end of the year"
        return Time(total, _end_of(context.coverage) or _year_end(context.edition))
    if _RESTATED.search(statement.text):
        return Time(undated)
    place = (quantity.start - low, quantity.end - low)
    own = _own_period(segment, place, context.coverage or _year_to(context.edition))
    if (
        own is None and context.coverage and context.coverage.end
    ):  # "in Q3", in a report on the fourth quarter
        own = _own_period(segment, place, _year_to(context.coverage.end.isoformat()))
    if own and _is_of_another_clause(statement, quantity, own, low):
        own = None
    if own is None and low and _NEXT_CLAUSE.match(segment):  # "gave 9 tonnes in 2024, up from 7, and sold 3"
        own = next(
            (one for one in find_periods(statement.text[:low]) if one.coverage.start and one.coverage.end),
            None,
        )
    if beside and _ELLIPTICAL.fullmatch(segment, 0, quantity.start - low):
        return _same(beside[-1])
    if _AT_THE_START.search(segment) and _STOOD.search(segment):
        return Time("point")
    if _AT_YEAR_END.search(segment) and (own is None or own.coverage.start is None):
        return Time("point")
    day = _AT_DAY.search(segment)
    if (
        day
        and not (own and own.coverage.start)
        and (day.group().lower().startswith(("at", "as")) or _STOOD.search(segment))
    ):
        return Time("point")
    level = _ON_THE_BEFORE.sub("", segment)
    earlier = (
        own is None
        and _PERIOD_BEFORE.search(level)
        and not _THIS_PERIOD.search(_PERIOD_BEFORE.sub("", level))
    )
    if earlier:
        stated = [
            one.coverage for one in find_periods(statement.text) if one.coverage.start and one.coverage.end
        ]
        present = stated[0] if stated else context.coverage or context.looked_at
        return Time("period", previous(present) if present else None)
    same = _SAME_TIME.search(segment) if own is None else None
    as_before = _time_of_before(same.group(), before) if same else None
    if as_before is not None:
        return as_before
    if own and _SINCE_THEN.search(segment, own.end - low if own.end > low else 0, quantity.start - low):
        return Time(total)  # "signed in 2022 and has since closed 214"
    if own and own.coverage.start and own.coverage.end:
        return Time("period", own.coverage)
    if _FISCAL.search(segment) and (own is None or not (own.coverage.start and own.coverage.end)):
        return Time("period", context.fiscal.find(segment) if context.fiscal else None)
    if own is None and _LAST_YEAR.search(segment) and context.edition and len(context.edition) > 4:
        return Time("period", span_of(str(int(context.edition[:4]) - 1)))
    if own and own.coverage.start:
        return Time(total, own.coverage)
    at_end = own and own.coverage.start is None and _AT_END.match(segment, own.start - low)
    if own and at_end and _STOOD.search(segment):
        return Time("point", own.coverage)  # "stood at 77 at the end of 2024"
    if own and own.coverage.start is None and _HAS.search(segment[: quantity.start - low]):
        return Time("point", own.coverage)  # "As of 31 December, the desk had 46 analysts"
    ends = _END_OF_PERIOD.search(segment)
    if ends and not own and ends.group().lower().startswith("at"):
        apart = ", and " in segment[quantity.end - low : ends.start()]
        ends = None if apart else ends  # "upheld in 90, and 74 were open at the end of the year"
        if ends and _STOOD.search(segment):
            return Time("point")
    if own or ends:
        return Time(total, own.coverage if own else _year_end(context.edition))
    if (
        share
        and own is None
        and _OF_LAST_YEAR.search(segment)
        and context.edition
        and len(context.edition) > 4
    ):
        return Time("period", span_of(str(int(context.edition[:4]) - 1)))
    if left or (own is None and _UP_FROM.search(statement.text, 0, quantity.start)):
        return Time(undated)
    if _SINCE_THEN.search(segment[: quantity.start - low]) and own is None:
        return Time(total)
    brings = "in all" in segment and _ALL_TOLD.search(segment[: quantity.start - low])
    if is_cumulative(segment) or brings:
        return Time(total)
    if whole is not None and whole.fields.get("coverage") and not (share and standing):
        return _same(whole)
    if before and before[-1].fields.get("coverage") and not standing and _ANAPHORA.match(statement.text):
        return _same(before[-1])
    now = _THIS_PERIOD.search(segment) is not None
    if quantity.change and not now and not is_cumulative(statement.text) and (told := [*before, *beside]):
        basis = told[-1].fields["basis"]
        stands = basis == "unspecified" or (basis == "cumulative" and standing)
        return Time(undated) if stands else _same(told[-1])
    if context.cumulative and not share:
        until = context.coverage is not None and context.coverage.start is None
        return Time("cumulative", context.coverage if until else None)
    if _THIS_PERIOD.search(segment if standing else statement.text):
        return Time("period", context.coverage or context.looked_at or _year_of(context.edition))
    if _OF_THE_YEAR.search(context.heading) and not standing:
        return Time("period", context.coverage or _year_of(context.edition))
    if context.coverage and not standing and not (_SINCE_THEN.search(segment) or _NOW.search(segment)):
        return Time("period", context.coverage)
    return Time(undated)


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


def _without_side_dates(text: str, quantity: Quantity) -> str:
    """The sentence with the dates of something else blanked: of a foundation, and of a poll or an audit that
    was held then ("A poll held in May found that 38% ...").
    """
    for pattern in (_FOUNDED, _EXAMINED):
        for found in pattern.finditer(text):
            counted = (
                quantity.end <= found.start() <= quantity.end + _CLOSES_WITHIN
            )  # "12 audits were held in May"
            if pattern is _FOUNDED or not counted:
                start = found.start("when") if pattern is _EXAMINED else found.start()
                text = text[:start] + " " * (found.end() - start) + text[found.end() :]
    return text


def _is_of_another_clause(statement: Statement, quantity: Quantity, own: Period, low: int) -> bool:
    """Whether a single month is told of another deed: "has wired nine berths and opened an office in May",
    "a plan was ready in May and all 118 employees have been trained".
    """
    coverage, text = own.coverage, statement.text
    if not (coverage.start and coverage.end) or (coverage.end - coverage.start).days > _LONGEST_MONTH:
        return False
    start, end = own.start + low, own.end + low
    if end <= quantity.start:
        between = text[end : quantity.start]
        return _SIDE_CLAUSE.search(between) is not None or (
            " and " in between and _PERFECT.search(text, end) is not None
        )
    verbs = (one for one in statement.doc if quantity.end <= one.idx < start)
    another = any(one.dep_ == "conj" and one.tag_ in ("VBD", "VBN") for one in verbs)
    return another and _PERFECT.search(text, 0, quantity.start) is not None


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


def _own_period(segment: str, place: tuple[int, int], year: Coverage | None) -> Period | None:
    """The period printed nearest to the figure. One without a year is placed in the year that the sentence
    names elsewhere ("in January and in March 2024"), or in the report's own.
    """
    start, end = place
    bracketed = _YEAR_IN_BRACKETS.search(segment, 0, start) or _YEAR_BEFORE_BRACKET.search(segment, 0, start)
    if bracketed:
        return Period(span_of(bracketed.group(1)), *bracketed.span())
    periods = find_periods(segment)
    years = {one.coverage.start.year for one in periods if one.coverage.start and one.coverage.end}
    within = span_of(str(*years)) if len(years) == 1 else None if periods else year
    if within is not None and within.start and within.end:
        yearless = find_yearless_periods(segment, within)
        apart = [
            one for one in yearless if all(one.end <= two.start or two.end <= one.start for two in periods)
        ]
        periods += apart
    periods = [one for one in periods if not _PLANNED.search(segment[: one.start])]
    return min(periods, key=lambda one: max(one.start - end, start - one.end), default=None)


def _segment(text: str, quantity: Quantity) -> tuple[str, int]:
    """The part of the sentence that the quantity's time is told in, and where it begins."""
    low, high = 0, len(text)
    for cut in _CONTRAST.finditer(text):
        if cut.end() <= quantity.start:
            ends = _NEXT_CLAUSE.search(text, cut.end(), quantity.start)
            low = ends.start() if ends else cut.start()
        elif cut.start() >= quantity.end:
            high = min(high, cut.start())
    return text[low:high], low


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
