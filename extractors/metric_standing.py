"""Figures that the document's period does not count: since a deed, levels, sizes, shares of a staff."""

from __future__ import annotations

import re
from datetime import date

from extractors.cadence import COUNT
from extractors.editions import DAY, MONTH, find_editions, month_number, span_of
from extractors.metric_figure import Figure, Time, year_to
from extractors.word_lists import any_of
from schemas.records import Coverage

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
STOCK_MOVED = re.compile(
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
_OF_THEM_NOW = re.compile(r"(?i)\s*of\s+(?:the|its|our|their)\s+(?:[\w-]+\s+){1,4}?now\b")
"""Behind so many of a known group, of whom it is told how they stand: "Four of the five mills now pay"."""
_ITS_FIRST = re.compile(
    r"(?i)\b(?:in|during|over|within)\s+(?:its|their|our)\s+first\s+(?:[a-z\d]+\s+)?"
    r"(?:days|weeks?|months?|years?|quarter|half-?year|season)\b|\bin\s+the\s+(?:last|past|previous)\s+(?:financial|fiscal)\s+year\b"
)
"""A time that is told without its days: "in its first ten weeks"."""
_MONTHS_LONG = re.compile(rf"(?i)^\W*in\s+(?:its\s+first\s+|the\s+first\s+)?{COUNT}\s+(?:months|weeks)\b")


def since_a_deed(one: Figure) -> Time | None:
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
    year = year_to(one.context.edition)
    if month is None or one.closed or year is None or not (year.start and year.end):
        return None
    number = month_number(month["m"])
    starts = [date(which, number, 1) for which in (year.end.year, year.end.year - 1)]
    start = next((day for day in starts if day <= year.end), None)
    return Time(one.total, Coverage(start=start)) if start else None


def _from(iso: str) -> Coverage:
    return Coverage(start=span_of(iso).start)


def how_things_stand(one: Figure) -> Time | None:
    """Levels, sizes and shares that are of no period, whatever the document's own."""
    tail = one.text[one.quantity.end :]
    if one.standing and not one.text[: one.quantity.start].strip() and _OF_THEM_NOW.match(tail):
        return Time("point")
    if _SIZE_OF.search(one.head) and not one.context.cumulative:
        return Time(one.undated)
    if _LEVEL_REACHED.search(one.head) or (one.share and _LAST_COUNT.search(one.segment)):
        return Time("point")
    if one.own is not None or one.context.cumulative:
        return None
    if one.share and (_OF_STAFF.match(tail) or _SHARE_DONE.match(one.text)):
        return Time("point")
    if _OF_AN_INQUIRY.match(tail):
        return Time(one.undated)
    corrected = _CORRECTED.search(one.segment)
    if (corrected and one.quantity.start - one.low < corrected.end()) or (
        one.share and _SURVEYED.search(one.segment)
    ):
        return Time(one.undated)
    if _ITS_FIRST.search(one.segment) and not one.standing and one.context.coverage is None:
        return Time("period")
    if _MONTHS_LONG.match(one.segment) and not one.standing:
        return Time("period", one.context.coverage)
    return None
