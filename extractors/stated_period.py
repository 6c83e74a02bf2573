"""The period that a document states once for the figures below it: Document in, the days of each block out.

"The figures on this page are for calendar year 2025", "The reporting window was May to October 2025", a title
"Annual Report 2023", a heading "Results for 2023". What a heading or a sentence of the section itself says
wins; a section on an edition of another time takes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from extractors.context import Context
from extractors.editions import MONTH, YEAR, find_editions, span_of
from extractors.language import sentences
from extractors.periods import find_periods, find_yearless_periods
from extractors.word_lists import any_of
from schemas.documents import Block, Document
from schemas.records import Coverage

_PARTS = any_of("metrics.report_parts")
_SOURCES = any_of("metrics.returned_papers")
_PERIOD_NEXT = (
    r"(?:(?:of|in|from|between|during|on|to|for|over|about|at)\s+)?"
    r"(?:(?:events|activity|activities|work|results)\s+(?:in|of|from)\s+)?(?:(?:the|our|its)\s+)?"
    r"(?:(?:calendar|full|whole|reporting|entire)\s+)?(?:period|year|months|time|days)?"
    r"(?:\s+(?:from|between|of))?\s*(?=[\d\w])"
)
"""Between the words that introduce a period and the period: "the period from", "events in"."""
_COVERS = (
    r"(?:covers?|covering|covered|spans?|spanning|spanned|(?:refers?|referred|relates?|related)\s+to"
    r"|(?:is|are|was|were)\s+(?:for|from|about)|concerns?|describes?|deals?\s+with|reports?\s+on"
    r"|looks?\s+back\s+(?:at|on|over)|takes?\s+in)"
)
_RESTS = (
    r"(?:rests?|relies|rely|draws?|drawn|built|based|compiled|prepared|taken|calculated|assembled|written|made)"
    r"\s+(?:up\s+)?(?:on|from|using|out\s+of|upon)"
)
_INTRODUCES = re.compile(
    rf"""(?ix)
      # The reporting window was / Reporting year: / the period covered:
      \b(?:reporting|reference|accounting|data|disclosure|statement)\s+(?:period|window|year|cycle|round|quarter)\b
        (?:\s+(?:for|of)\s+(?:this|the)\s+\w+)?\s*(?:was|is|were|runs?|ran|covers?|covered|lasted|:|,|\()\s*
    | ^\W*(?:the|this|our)\s+(?:window|period)\s+(?:was|is|runs?|ran|lasted)\s+
    | \bperiod\s+(?:covered|under\s+review)\s*(?:was|is|:)?\s*
      # this report covers / the figures on this page are for
    | {_PARTS}\b[^.;]{{0,140}}?\b{_COVERS}\s+
      # Figures below:
    | \b(?:figures|numbers|data|statistics|results|counts)\s+
        (?:(?:below|above|here|on\s+this\s+page|in\s+this\s+\w+)\s*)?[:,(–—]\s*
      # it rests on returns from operators for
    | \b{_RESTS}\s+[^.;]{{0,60}}?{_SOURCES}\b[^.;]{{0,40}}?\s(?:for|covering|about|over)\s+
      # members were asked to supply data for
    | \b(?:asked|requested|collected|gathered|supplied|submitted|filed|sent)\b[^.;]{{0,60}}?
        {_SOURCES}\s+(?:for|covering|about)\s+
      # Returns for ... were received
    | ^\W*(?:the\s+)?{_SOURCES}\s+(?:for|covering|about)\s+
        (?=[^.;]{{0,60}}\b(?:received|supplied|filed|sent|collected|came\s+in)\b)
      # in this post we look back at
    | \bwe\s+(?:now\s+)?look\s+back\s+(?:at|on|over)\s+
      # the year under review, which ran from
    | \b(?:year|period|half-?year|quarter|months)\s+(?:under\s+review|in\s+question)\b[^.;]{{0,20}}?
        \b(?:was|is|runs?|ran|lasted)\s+
      # Here is what we did in
    | ^\W*(?:here|below|this|these|what\s+follows)\s+(?:is|are)\s+(?:what|how|our|the|an?)\b
        [^.;]{{0,60}}?(?=\s(?:in|between|from|during|for)\s)\s
    """
)
"""What stands before the period that a document's figures are of."""
_SENT_IN = re.compile(
    r"""(?ix)
      \b(?:sent|told|gave|wrote|filed|submitted|handed|supplied|reported|answered|replied)\s+(?:in\s+)?
        (?:(?:to\s+)?(?:us|the\s+\w+)\s+)?(?:for|about|on|covering)\s+
    | \b(?:did|done|does)\s+so\s+(?:for|in\s+respect\s+of)\s+
    | \b(?:sent|told|gave)\s+(?:us|the\s+\w+)\s+(?:\w+\s+){0,4}?(?:for|about|on|covering)\s+
    """
)
"""What members sent in, in the preface of a report on them: "what they told us about the year to June"."""
_AND_ANOTHER = re.compile(rf"(?i),?\s+and\s+(?:for|from|in)\s+(?:\d|{MONTH})")
_BARE_YEAR = re.compile(rf"{YEAR}\b(?!\s*(?:[-–/]|to|and|through|until)\s*\d)")
_YEARS = re.compile(rf"{YEAR}\s*(?:[-–/]|to|and|through|until)\s*\d")
_YEARLY = re.compile(
    rf"(?i)\b(?:annual|yearly|full-year|end[\s-]of[\s-]year)\b[^.:;]{{0,60}}?\b(?P<a>{YEAR})\b"
    rf"|\b(?P<b>{YEAR})\s+(?:\w+\s+)?(?:annual|yearly|full-year)\b"
    rf"|\b(?P<c>{YEAR})\s+(?:in\s+(?:numbers|figures|review|brief|short)|at\s+a\s+glance)\b"
    rf"|\b(?:year|numbers|figures|facts)\s+(?:in\s+(?:review|numbers|figures|brief)\b)?[\s:,–-]*(?P<d>{YEAR})\s*$"
)
"""A title that names the year it tells of: "Annual Report 2023", "2025 in numbers"."""
_OF_A_SECTION = re.compile(
    rf"(?i)^\W*(?:\d[\d.]*\s+)?(?:(?:our|the|key|main|overall|headline|joint)\s+)*(?:{any_of('metrics.told_results')})\s+"
    rf"(?:for|in|of|from|during)\s+(?:the\s+year\s+)?(?P<a>{YEAR})\W*$"
    rf"|^\W*(?P<b>{YEAR})\s+(?:{any_of('metrics.told_results')})\W*$"
)
"""A heading over the figures of a year: "Results for 2023"."""
_EVENT = re.compile(
    rf"(?i)\b(?P<noun>{any_of('metrics.dated_events')})\b(?:[^.;,]{{0,40}}?\b(?:ran|lasted|held|took\s+place|carried\s+out|conducted))?"
    rf"\s*,?\s+(?:(?:that\s+)?(?:ran|lasted|held)\s+)?(?:from|between)\s+(?=\d|{MONTH})"
)
_AT_THE_EVENT = (
    r"(?i)\b(?:in|during|over|throughout|for|within|by\s+the\s+end\s+of)\s+(?:the|this|that|its|our)\s+"
    r"(?:whole\s+|entire\s+)?"
)
_WITHIN = re.compile(
    r"(?i)\b(?:in|over|during|throughout|across|within)\s+(?:the|this)\s+(?:reporting\s+)?window\b"
)
_KINDS = ("paragraph", "lead", "footnote", "list_item", "caption", "quote")
_LONGEST_SUBTITLE = 90
_LONGEST = 1100
"""Days that a stated period may last: longer ones are histories."""


class StatedPeriods:
    """What a document says once of when its figures were so."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def over(self, block: Block, context: Context) -> Context:
        """The context of a block, with the period stated elsewhere where its section states none."""
        lead_in = self._document.text[slice(*context.lead_in)] if context.lead_in else ""
        event = self.named_in(lead_in)
        if event is not None:
            return replace(context, coverage=event)
        period = context.coverage or self._stated_for(block, context)
        if period is None:
            days = list(self._events.values())
            return replace(context, looked_at=context.looked_at or (days[0] if len(days) == 1 else None))
        parts = find_yearless_periods(lead_in, period) if lead_in else []
        return replace(context, coverage=parts[0].coverage if len(parts) == 1 else period)

    def _stated_for(self, block: Block, context: Context) -> Coverage | None:
        if context.cumulative:
            return None
        period = self._section_year(block) or self.whole
        return None if period is None or _is_of_another_time(context.edition, period) else period

    def named_in(self, text: str) -> Coverage | None:
        """The days of what a text says it is of: "in the pilot", where the pilot's days are told."""
        if self.whole is not None and _WITHIN.search(text):
            return self.whole
        return next(
            (days for noun, days in self._events.items() if re.search(rf"{_AT_THE_EVENT}{noun}\b", text)),
            None,
        )

    @cached_property
    def whole(self) -> Coverage | None:
        """The one period that sentences state for all, else the year in the title; None where there is none
        or are several.
        """
        stated = self._stated
        if stated:
            return stated[0] if all(one == stated[0] for one in stated) else None
        return self._title_year

    @cached_property
    def _stated(self) -> list[Coverage]:
        told = [introduced(sentence) for sentence in self._sentences()]
        told += [introduced(sentence, _SENT_IN) for sentence in self._preface()]
        return [one for one in told if one is not None]

    def _preface(self) -> Iterator[str]:
        """The sentences up to the first heading that stands below one, or below the heading of a scope."""
        for block in self._document.content():
            text = self._document.text_of(block)
            if block.kind == "heading" and block.start > self._first_sentence:
                return
            if block.kind in _KINDS and block.table is None:
                for start, end in sentences(text):
                    yield text[start:end]

    @cached_property
    def _first_sentence(self) -> int:
        """Where the first paragraph that is a sentence begins."""
        for block in self._document.content():
            if block.kind in ("paragraph", "lead") and self._document.text_of(block).rstrip()[-1:] in ".!?":
                return block.start
        return len(self._document.text)

    @cached_property
    def _events(self) -> dict[str, Coverage]:
        found: dict[str, Coverage] = {}
        for sentence in self._sentences():
            match = _EVENT.search(sentence)
            periods = find_periods(sentence[match.end() - len("between ") :]) if match else []
            if match and periods and periods[0].coverage.start and periods[0].coverage.end:
                found.setdefault(match["noun"].lower(), periods[0].coverage)
        return found

    @cached_property
    def _title_year(self) -> Coverage | None:
        document = self._document
        titles = [document.text_of(one) for one in document.content() if one.kind == "title"][:1]
        below = [document.text_of(one) for one in list(document.content())[1:2] if one.table is None]
        below = [text for text in below if len(text) <= _LONGEST_SUBTITLE and text[-1:] not in ".!?:"]
        for text in (*titles, *below, document.title or "", *self._running):
            found = _YEARLY.search(text)
            if found:
                year = next(one for one in found.groups() if one)
                alone = len(find_editions(text)) == 1 and not self._tells_of_the_year_before(int(year))
                return span_of(year) if alone else None
        return None

    def _tells_of_the_year_before(self, year: int) -> bool:
        """Whether the periods in the text are of the year before: a report may be named for its own year."""
        ends = [one.coverage.end.year for one in find_periods(self._document.text) if one.coverage.end]
        return ends.count(year - 1) > ends.count(year)

    @property
    def _running(self) -> Iterator[str]:
        """The headers and footers of pages, which repeat what the document is."""
        for block in self._document.blocks:
            if block.furniture in ("header", "footer") and self._document.pages:
                yield self._document.text_of(block)

    @cached_property
    def _headings(self) -> list[tuple[int, int, Coverage | None]]:
        """Start and level of each heading, and the year that it says its figures are of."""
        made = []
        for block in self._document.content():
            if block.kind == "heading":
                found = _OF_A_SECTION.search(self._document.text_of(block))
                year = next((one for one in found.groups() if one), None) if found else None
                made.append((block.start, block.level or 2, span_of(year) if year else None))
        return made

    def _section_year(self, block: Block) -> Coverage | None:
        deepest = 9
        for start, level, period in reversed(self._headings):
            if start > block.start or level >= deepest:
                continue
            if period is not None:
                return period
            deepest = level
        return None

    def _sentences(self) -> Iterator[str]:
        for block in self._document.content():
            if block.kind in _KINDS and block.table is None:
                text = self._document.text_of(block)
                for start, end in sentences(text):
                    yield text[start:end]


def introduced(sentence: str, words: re.Pattern[str] = _INTRODUCES) -> Coverage | None:
    """The closed period that a sentence says the document's figures are of, or None; `words` are those that
    stand before it.
    """
    for match in words.finditer(sentence):
        rest = sentence[match.end() :]
        year = _BARE_YEAR.match(rest)
        if year:
            return span_of(year.group())
        if _YEARS.match(rest):
            continue
        before = re.match(_PERIOD_NEXT, rest)
        reach = (before.end() if before else 0) + 1
        for text in (rest, f"in {rest}"):
            periods = find_periods(text)
            one = periods[0] if periods else None
            if one is None or one.start > reach:
                continue
            if len(periods) > 1 and _AND_ANOTHER.match(text, one.end):
                break  # "for February to May and for June to September": two rounds
            days = one.coverage
            if days.start and days.end and (days.end - days.start).days <= _LONGEST:
                return days
    return None


def _is_of_another_time(edition: str | None, period: Coverage) -> bool:
    """Whether a section's edition is of a time before the stated period began."""
    end = span_of(edition).end if edition else None
    return end is not None and period.start is not None and end < period.start
