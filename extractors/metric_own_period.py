"""The period printed nearest to a figure in its part of the sentence, without the dates of other deeds."""

from __future__ import annotations

import re

from extractors.candidates import Statement
from extractors.editions import DAY, MONTH, span_of
from extractors.periods import Period, find_periods, find_yearless_periods
from extractors.word_lists import any_of
from schemas.quantities import Quantity
from schemas.records import Coverage

_CONTRAST = re.compile(
    r"(?i);|,?\s+and\s+(?:now\s+)?(?:has|have|is|are|employs?|runs?)\b|,\s+(?=\S+\s+of\s+(?:them|which|these|whom)\b)"
    r"|,\s+(?:which\s+(?:makes|made|brings|brought)|making|bringing|taking|raising|lifting)\b|\bthan\b|\bcompared\s+(?:with|to)\b|\bup\s+from\b|\bdown\s+from\b|\b(?:twice|half|as)\s+(?:as\s+)?(?:many|much)\b|\bagainst\b|\bversus\b"
    r"|,\s+from\b(?=[^,;]{0,40}\b(?:before|earlier|ago|previous|in\s+(?:19|20)\d\d)\b)"
)
_FOUNDED = re.compile(
    r"(?i)^(?:founded|established|launched|created|set\s+up|started|incorporated|based|acquired)\b[^,]*,"
)
"""Opens a sentence with the date of something else."""

_YEAR_IN_BRACKETS = re.compile(r"\((?:in\s+)?((?:19|20)\d\d):\s*[^()\d]*$")
_YEAR_BEFORE_BRACKET = re.compile(r"\b((?:19|20)\d\d)\s*\(\s*$")
"""Before the figure of another year: "an increase of 22% on 2023 (53,211)"."""
NEXT_CLAUSE = re.compile(r",\s+(?:and|while|but|or)\b")
_PLANNED = re.compile(rf"{any_of('metrics.planned_events')}\s+$")
_LONGEST_MONTH = 31
_SIDE_CLAUSE = re.compile(r"(?i)\b(?:where|and\s+that)\b")
_PERFECT = re.compile(r"(?i)\b(?:has|have)\b")
_EXAMINED = re.compile(
    rf"(?i)\b(?:poll|survey|study|audit|review|inspection|sweep|assessment|sample)s?\b[^.;]{{0,60}}?\b(?:conducted|carried\s+out|finished"
    rf"|completed|concluded|held|done|made|commissioned|undertaken)\b[^.;,]{{0,30}}?\b(?P<when>(?:in|on|during)\s+(?:{DAY}\s+)?{MONTH}(?:\s+(?:19|20)\d\d)?)"
)
"""When an examination took place, which is not when what it found was so."""
_CLOSES_WITHIN = 25


_LAST_OF_THEM = re.compile(
    rf"(?i),\s+the\s+(?:last|latest|most\s+recent|first|second|third|final)\s+(?:of\s+\w+\s+|one\s+)?(?:in|on)\s+"
    rf"(?:{DAY}\s+)?{MONTH}(?:\s+(?:19|20)\d\d)?"
)
"""The date of one of what is counted: "four audits, the last in November 2023"."""
_SET_UP = re.compile(
    r"(?i),\s+(?:which\s+(?:was\s+)?|that\s+was\s+)?"
    r"(?:founded|established|launched|created|set\s+up|started|opened|formed|introduced|promised)"
    rf"\s+(?:in|on)(?:\s+{DAY})?(?:\s+{MONTH})?(?:\s+(?:19|20)\d\d)?(?=,)"
)
"""An aside on when something began: "a council of 18 teachers, set up in March, reads ..."."""
_SET_THEN = re.compile(
    r"(?i)^\W*of\s+[^,;]{3,60}?\b(?:made|set|issued|agreed|given|promised|listed|named|announced)\b[^,;]{0,20}?\s"
    r"(?P<when>(?:in|on)\s[^,;]{4,20}),"
)
"""When a whole came to be of which some has been done since: "Of the nine aims set in 2022, five are met"."""
_WAS_FOUNDED = re.compile(
    rf"(?i)\b(?:was|were)\s+(?:founded|established|incorporated|set\s+up|formed)\s+(?:in|on)\s+(?:{DAY}\s+)?(?:{MONTH}\s+)?(?:19|20)\d\d"
)
_BASE = re.compile(
    r"(?i)\b(?:on|over)\s+(?:the\s+)?(?:Q[1-4]|H[12]|(?:first|second|third|fourth)\s+(?:half|quarter))"
    r"(?:\s+of)?\s+(?:19|20)\d\d\b"
)
"""What a change is measured against: "up 40% on the first half of 2024"."""


def segment_of(text: str, quantity: Quantity) -> tuple[str, int]:
    """The part of the sentence that the quantity's time is told in, and where it begins."""
    low, high = 0, len(text)
    for cut in _CONTRAST.finditer(text):
        if cut.end() <= quantity.start:
            ends = NEXT_CLAUSE.search(text, cut.end(), quantity.start)
            low = ends.start() if ends else cut.start()
        elif cut.start() >= quantity.end:
            high = min(high, cut.start())
    return text[low:high], low


def own_period(segment: str, place: tuple[int, int], year: Coverage | None) -> Period | None:
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


def without_side_dates(text: str, quantity: Quantity) -> str:
    """The sentence with the dates of something else blanked: of a foundation, and of a poll or an audit that
    was held then ("A poll held in May found that 38% ...").
    """
    for one in _LAST_OF_THEM.finditer(text):
        if one.start() >= quantity.end:
            text = _blanked(text, *one.span())
    if quantity.change:
        for one in _BASE.finditer(text, quantity.end):
            text = _blanked(text, *one.span())
    then = _SET_THEN.match(text)
    if then:
        text = _blanked(text, *then.span("when"))
    for pattern in (_FOUNDED, _EXAMINED, _WAS_FOUNDED, _SET_UP):
        for found in pattern.finditer(text):
            counted = (
                quantity.end <= found.start() <= quantity.end + _CLOSES_WITHIN
            )  # "12 audits were held in May"
            counted &= " and " not in text[quantity.end : found.start()]
            if pattern in (_FOUNDED, _SET_UP) or not counted:
                start = found.start("when") if pattern is _EXAMINED else found.start()
                text = _blanked(text, start, found.end())
    return text


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def is_of_another_clause(statement: Statement, quantity: Quantity, own: Period, low: int) -> bool:
    """Whether a single month is told of another deed: "has wired nine berths and opened an office in May",
    "a plan was ready in May and all 118 employees have been trained".
    """
    coverage, text = own.coverage, statement.text
    if not (coverage.start and coverage.end) or (coverage.end - coverage.start).days > _LONGEST_MONTH:
        return False
    start, end = own.start + low, own.end + low
    if end <= quantity.start:
        between = text[end : quantity.start]
        joined = " and " in between or ", but " in between
        if _SIDE_CLAUSE.search(between) or (joined and _PERFECT.search(text, end)):
            return True
        told = any(one.idx < start and one.tag_ == "VBD" for one in statement.doc)
        after = (one for one in statement.doc if end <= one.idx < quantity.start)
        return told and " and " in between and any(one.tag_ == "VBD" for one in after)
    verbs = (one for one in statement.doc if quantity.end <= one.idx < start)
    another = any(one.dep_ == "conj" and one.tag_ in ("VBD", "VBN") for one in verbs)
    return another and _PERFECT.search(text, 0, quantity.start) is not None
