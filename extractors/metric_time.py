"""When a figure holds: its basis and its coverage, from its own words, its sentence, its list, or above."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from extractors.cadence import COUNT
from extractors.candidates import Candidate, Statement
from extractors.context import Context
from extractors.editions import DAY, MONTH, span_of
from extractors.metric_figure import Figure, Time, closed_periods, is_past, month_end, year_of, year_to
from extractors.metric_standing import STOCK_MOVED, how_things_stand, since_a_deed
from extractors.periods import find_periods, is_cumulative, previous
from schemas.quantities import Quantity
from schemas.records import Coverage

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
    rf"|\b(?:the\s+)?{COUNT}\s+(?:months\s+)?(?:before(?!\s+(?:the|it|its|our|their|we|they)\b)|earlier)\b"
    r"|\b(?:previous|preceding|prior)\s+(?:half-?year|quarter|year|period|month|half)\b"
)
_WITHOUT_VERB = re.compile(
    r"(?i)\s*of\s+(?:them|these|those|which|whom)\s+(?:in|with|from|for|by|on|at|to|about|under)\b"
)
"""Behind a part that has no verb of its own: "has ended 19 contracts, 6 of them with resellers"."""
_CAME_IN = re.compile(r"[^.;,]*")
"""What a part of a total tells of itself: "57 members, six of which had come in during the year"."""
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
_MORE_THAN_THEN = re.compile(
    r"(?i)\s*(?:more|fewer|less)\s+than\s+"
    r"(?:(?:a|the)\s+year\s+(?:earlier|before|ago)|at\s+the\s+end\s+of\s+(?:19|20)\d\d)"
)
"""By how much a stock changed in the year: "62 members at the end of 2024, nine more than a year earlier"."""
_OVER_THE_YEAR = re.compile(r"(?i)\s*(?:over|in|during)\s+the\s+year\b")
_HAS = re.compile(
    r"(?i)\b(?:as\s+(?:of|at)|at\s+the\s+(?:end|close)\s+of)\b.*\b(?:had|has|have|employs?|employed|stood\s+at|stands\s+at|numbered|counts?|counted)"
    r"\s+(?:(?:about|some|over|around|roughly|nearly|almost|more\s+than|at\s+least)\s+)?$"
)
_END_OF_PERIOD = re.compile(
    r"(?i)\b(?:by|at)\s+the\s+end\s+of\s+(?:the\s+)?(?:year|period|quarter)\b|\bby\s+(?:year|quarter)[\s-]end\b"
)
_NOT = re.compile(r"(?i)\b(?:has|have|had|was|were)\s+not\b[^.;]*\bsince\s+(?:it|they|we)\b")
"""What has not happened since a start is no count of what has."""
_ALL_TOLD = re.compile(r"(?i)\b(?:makes?|made|bring(?:s|ing)?|brought|taking|takes?)\b[^.;]{0,40}$")
_FISCAL = re.compile(
    r"(?i)\b(?:(?:in|for|during|over|throughout)\s+(?:the\s+)?)?(?:FY\s?['’]?|fiscal\s+(?:year\s+)?|financial\s+year\s+)"
    r"(?:(?:19|20)?\d\d)(?:\s?[/–-]\s?\d{2,4})?\b"
)
"""A year of a company's own, untold when it begins: "in fiscal 2022", "FY23", "FY2023/24"."""
_SPLIT_YEAR = re.compile(r"\b(?:19|20)(?P<a>\d\d)[/–-](?P<b>\d\d)\b(?![-–/])")
_END_OF_MONTH = re.compile(
    rf"(?i)\b(?:at|as\s+of)\s+the\s+end\s+of\s+(?P<m>{MONTH})(?!\s+(?:19|20)\d\d)(?!\w)"
)
_BY_END_OF_MONTH = re.compile(rf"(?i)\bby\s+the\s+end\s+of\s+(?P<m>{MONTH})(?!\s+(?:19|20)\d\d)(?!\w)")
_OF_LAST_YEAR = re.compile(r"(?i)\bof\s+last\s+year[’']s\b")
_AT_YEAR_END = re.compile(r"(?i)\bat\s+(?:the\s+)?(?:year|quarter|period)(?:[’']s)?[\s-]end\b")
_AT_DAY = re.compile(
    rf"(?i)\b(?:as\s+)?at\s+(?:{DAY}\s+{MONTH}|{MONTH}\s+{DAY})\b"
    rf"|\bon\s+(?:{DAY}\s+{MONTH}|{MONTH}\s+{DAY})\b(?=.{{0,60}}$)"
)
"""A day on which something stood, before or behind the verb of a stock."""
_STOOD = re.compile(
    r"(?i)\b(?:held|holds|had|has|was|were|is|are|stood|stands|numbered|numbers|counted|belonged|belongs?|comprised|covered|covers|employed"
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
    one = Figure(statement, quantity, share, standing, whole, before, beside, previous)
    found = (source(one) for source in _SOURCES)
    return next((time for time in found if time is not None), Time(one.undated))


def _of_rate_or_whole(one: Figure) -> Time | None:
    if one.quantity.per:
        own = _own_days(one)
        return Time("rate", own or _coverage_of_rate(one.segment, one.quantity.end - one.low, one.context))
    if _split_year(one.segment):
        return Time("period", _own_days(one))
    return _of_a_total(one)


def _of_a_total(one: Figure) -> Time | None:
    """A part of what has come together since a start, or of what there is on a day."""
    whole, verbless = one.whole, _WITHOUT_VERB.match(one.text, one.quantity.end)
    if whole is None or (one.standing and not verbless):
        return None
    basis = whole.fields["basis"]
    if basis not in ("cumulative", "point") or one.closed:
        return None  # "fitted 140 boats since it signed, 45 of them in 2024"
    came_in = _CAME_IN.match(one.text, one.quantity.end)
    if came_in and _THIS_PERIOD.search(came_in.group()):
        return Time("period", one.context.coverage or _year_of(one))
    if basis == "point" and (one.share or one.own is not None):
        return None
    return _same(whole)


def _own_days(one: Figure) -> Coverage | None:
    """The closed period of its own words, or the year of the company's own that they name ("in 2024/25")."""
    split, own = _split_year(one.segment), one.own
    if split:
        return one.context.fiscal.find(split) if one.context.fiscal else None
    if own is None or not one.closed or " and " in one.segment[own.end : one.quantity.start - one.low]:
        return None
    return own.coverage


def _split_year(text: str) -> str | None:
    """The first year that a text names by the two in which it lies."""
    found = (one for one in _SPLIT_YEAR.finditer(text) if (int(one["a"]) + 1) % 100 == int(one["b"]))
    return next((one.group() for one in found), None)


def _of_a_change_in_the_year(one: Figure) -> Time | None:
    """What a stock gained or lost in the year that it is told at the end of."""
    more = _MORE_THAN_THEN.match(one.text, one.quantity.end)
    over = one.quantity.change and _OVER_THE_YEAR.match(one.text, one.quantity.end)
    if not (more or over) or not one.beside:
        return None
    stands = one.beside[-1].fields["basis"] in ("point", "cumulative")
    return Time("period", one.context.coverage or _year_of(one)) if stands else None


def _at_an_end(one: Figure) -> Time | None:
    """ "At the end of June ...", "... by the end of the year", and figures that only correct others."""
    context = one.context
    stood = _at_end_of_month(one.segment, context.coverage or year_to(context.edition))
    if stood is not None:
        return stood
    by_month = _BY_END_OF_MONTH.search(one.segment)
    if by_month is not None and not one.standing:
        until = month_end(by_month["m"], context.coverage or year_to(context.edition))
        return Time("point") if one.share else Time("cumulative", Coverage(end=until) if until else None)
    closing = _END_OF_PERIOD.search(one.text, one.quantity.end)
    if closing and closing.start() - one.quantity.end < _CLOSES_WITHIN:
        if closing.group().lower().startswith("at") and _STOOD.search(one.text):
            return Time("point")  # "61 companies were members at the end of the year"
        return Time(one.total, _end_of(context.coverage) or _year_end(context.edition))
    if _RESTATED.search(one.text):
        return Time(one.undated)
    return None


def _at_a_day(one: Figure) -> Time | None:
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


def _of_a_period_before(one: Figure) -> Time | None:
    """ "Against 12 the year before", "that year"."""
    if one.own is not None:
        return None
    level = _ON_THE_BEFORE.sub("", one.segment)
    if _PERIOD_BEFORE.search(level) and not _THIS_PERIOD.search(_PERIOD_BEFORE.sub("", level)):
        stated = [period.coverage for period in closed_periods(one.text)]
        present = stated[0] if stated else one.context.coverage or one.context.looked_at
        return Time("period", previous(present) if present else None)
    same = _SAME_TIME.search(one.segment)
    return _time_of_before(same.group(), one.before) if same else None


def _of_own_period(one: Figure) -> Time | None:
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


def _up_to_own_end(one: Figure) -> Time | None:
    """A count since a day, or until one; how many there were on it."""
    own, segment = one.own, one.segment
    if own and own.coverage.start:
        return Time(one.total, own.coverage)
    if own and _AT_END.match(segment, own.start) and _STOOD.search(segment):
        return Time("point")  # "stood at 77 at the end of 2024"
    if own and _HAS.search(one.head):
        at_end = _AT_END.match(segment, own.start)  # "As of 31 December, the desk had 46 analysts"
        return Time("point", None if at_end else own.coverage)
    ends = _END_OF_PERIOD.search(segment)
    if ends and not own and ends.group().lower().startswith("at"):
        apart = ", and " in segment[one.quantity.end - one.low : ends.start()]
        ends = None if apart else ends  # "upheld in 90, and 74 were open at the end of the year"
        if ends and _STOOD.search(segment):
            return Time("point")
    if own or ends:
        return Time(one.total, own.coverage if own else _year_end(one.context.edition))
    return _year_before(one.context) if one.share and _OF_LAST_YEAR.search(segment) else None


def _since_a_start(one: Figure) -> Time | None:
    """Levels that a change left, and counts since a start."""
    text, quantity = one.text, one.quantity
    if STOCK_MOVED.search(text[: quantity.end] if one.own is None else ""):
        return Time("unspecified")
    left = _LEFT.search(text, 0, quantity.start) and _ARRIVES.match(text, quantity.end)
    if left or (one.own is None and _UP_FROM.search(text, 0, quantity.start)):
        return Time(one.undated)
    if _SINCE_THEN.search(one.head) and one.own is None:
        return Time(one.total)
    brings = "in all" in one.segment and _ALL_TOLD.search(one.head)
    never = _NOT.search(one.segment) is not None
    return Time(one.total) if (is_cumulative(one.segment) and not never) or brings else None


def _of_another_figure(one: Figure) -> Time | None:
    """The time of the whole, of the sentence before that this one leans on, of what changed."""
    whole, before = one.whole, one.before
    if whole is not None and whole.fields.get("coverage") and not (one.share and one.standing):
        return _same(whole)
    days = before[-1].fields.get("coverage") if before else None
    leans = _ANAPHORA.match(one.text) if days and not one.standing else None
    of_them = leans is not None and " of " in f" {leans.group().lower()} "
    ended = days is not None and days.end is not None and before[-1].fields["basis"] != "point"
    if leans and (of_them or ended):
        return _same(before[-1])
    now = _THIS_PERIOD.search(one.segment) is not None
    if not one.quantity.change or now or is_cumulative(one.text) or not (before or one.beside):
        return None
    told = [*before, *one.beside][-1]
    basis = told.fields["basis"]
    stands = basis == "unspecified" or (basis == "cumulative" and one.standing)
    return Time(one.undated) if stands else _same(told)


def _of_the_document(one: Figure) -> Time | None:
    """The period of the list, the section or the document."""
    context = one.context
    if context.cumulative and not one.share:
        until = context.coverage is not None and context.coverage.start is None
        return Time("cumulative", context.coverage if until else None)
    this = _THIS_PERIOD.search(one.segment if one.standing else one.text)
    if this and this.group().lower() == "this year" and is_past(context):
        return Time("period")
    if this:
        return Time("period", context.coverage or context.looked_at or year_of(context.edition))
    if _OF_THE_YEAR.search(context.heading) and not one.standing:
        return Time("period", context.coverage or year_of(context.edition))
    later = _SINCE_THEN.search(one.segment) or _NOW.search(one.segment)
    if context.coverage and not one.standing and not later:
        return Time("period", context.coverage)
    return None


_SOURCES: tuple[Callable[[Figure], Time | None], ...] = (
    _of_a_change_in_the_year,
    _of_rate_or_whole,
    _at_an_end,
    _at_a_day,
    _of_a_period_before,
    since_a_deed,
    how_things_stand,
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


def _coverage_of_rate(segment: str, end: int, context: Context) -> Coverage | None:
    """The days that a rate is an average of, where they are told right behind it."""
    behind = _PAUSE.split(segment[end:], maxsplit=1)[0]
    stated = closed_periods(behind)
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
    if match is None:
        return None
    return Time("point") if month_end(match["m"], year) else None


def _year_of(one: Figure) -> Coverage | None:
    """The year whose end the sentence names ("by 31 December 2024"), else that of the edition."""
    ends = [period.coverage.end for period in find_periods(one.text) if period.coverage.end]
    closing = next((day for day in ends if (day.month, day.day) == (12, 31)), None)
    return span_of(str(closing.year)) if closing else year_of(one.context.edition)


def _end_of(coverage: Coverage | None) -> Coverage | None:
    return Coverage(end=coverage.end) if coverage and coverage.end else None


def _same(one: Candidate) -> Time:
    return Time(one.fields["basis"], one.fields["coverage"])


def _year_end(edition: str | None) -> Coverage | None:
    return Coverage(end=date(int(edition[:4]), 12, 31)) if edition else None
