"""Which organisation, edition, period and mood each block speaks in: Document in, one Context a block out.

The nearest heading that names one wins, then the title, then the source's own entry. A list takes the mood
of its lead-in: under "Areas requiring progress remain, including:" every item is a gap, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from extractors.editions import span_of
from extractors.fiscal import FiscalCalendar, fiscal_calendar, names_fiscal_year
from extractors.issued import document_edition, front_matter, heading_edition
from extractors.language import sentences
from extractors.organisations import Gazetteer
from extractors.periods import Period, find_periods, is_cumulative
from extractors.profiles import Mention
from extractors.rules import Mood, Rule, RuleBook
from extractors.sections import BELOW_HEADINGS, Section, closing_headings
from extractors.topics import alone, names_pledge, opened_by_names, opens, run_in
from extractors.word_lists import any_of
from schemas.documents import Block, Document
from schemas.records import Coverage
from schemas.sources import Source

if TYPE_CHECKING:
    from spacy.tokens import Doc

_COVERS = re.compile(
    rf"(?!we\b[^.]{{12,60}}?report\s+on\b){any_of('context.report_parts')}[^.]{{0,60}}?{any_of('context.covering_verbs')}"
)
_SCOPE = re.compile(
    r"(?i)^\W*(?:reporting\s+(?:period|year|window)|(?:data\s+)?period(?:\s+covered)?|window|data\s+(?:for|from)"
    r"|covering|covers)\s*[:–—-]?\s"
)
_YEAR_COVERED = re.compile(
    r"\((?:(?:for|covering|data\s+for|on|the)\s+)*(?:year\s+)?((?:19|20)\d\d)(?:\s+data)?\)"
)
"""What a heading such as "March 2023 report (year 2022)" covers."""
_WE_OPENS = re.compile(r"(?i)(?:\w+,?\s+){0,6}we\b")
_SAYS_MORE = re.compile(
    r"\d|(?:[^\W\d_]{2,}\W+){4}|\b(?:published|updated|posted|issued|(?:was|were)\s+\w+)\b"
    r"|^\W*(?:[a-z]+\s+){1,3}?(?!covered|reported|collected|ended|related|spanned)[a-z]+(?:ed|ew|an)\b",
    re.IGNORECASE,
)
"""More than a word or two beside a period: then the sentence is not just the scope of what follows."""
_ANNUAL = re.compile(r"(?i)\b(?:annual|yearly|year-?end)\s+(?:statistics|figures|data|results)\b")
_LOOKED = re.compile(r"(?i)\b(?:tested|visited|bought|sampled|interviewed)\b[^.;]{0,60}$")
"""Before the days on which a publisher tried things out, which is not yet when what it found happened."""
_IN_THAT_TIME = re.compile(
    r"(?i)\b(?:in|during|over|within)\s+(?:that|this|the\s+same)\s+(?:time|period|year|half-?year|quarter|months)\b"
)
"""In a lead-in: the days that the sentence before it gives."""

LIST_DEFAULT = "progress.listed"
"""Rule id of an item that is progress because of the list it stands in."""

_WHOLE_YEAR = re.compile(r"(?i)(?:in|during|for|over|throughout|across|within)\s+(?:all\s+of\s+)?\d{4}")


def leads_in(sentence: str) -> bool:
    """Whether a sentence before a list is its lead-in: it ends in a colon, or breaks off ("In May we")."""
    sentence = sentence.rstrip()
    return sentence.endswith(":") or sentence[-1:].isalpha()


def with_colon(sentence: str) -> str:
    """A lead-in that breaks off as the rules want to see it: "We recommend that services" with its colon."""
    return sentence if sentence.rstrip().endswith(":") else f"{sentence.rstrip()}:"


def is_label(text: str) -> bool:
    """Whether a text is a few words that name what follows, rather than a sentence."""
    return text.count(" ") < _LONGEST_LABEL and leads_in(text)


_LONGEST_LABEL = 8
_LONGEST_TERM = 6
"""Words."""


@dataclass(frozen=True)
class Context:
    """What stands over a block: taken by every record of it unless its own words say otherwise."""

    organisation: str | None = None
    organisation_name: str | None = None
    named_in_heading: bool = False
    edition: str | None = None
    coverage: Coverage | None = None
    cumulative: bool = False
    mood: Mood | None = None
    mood_rule: str | None = None
    lead_in: tuple[int, int] | None = None
    heading: str = ""
    fiscal: FiscalCalendar | None = None
    """When the years of its own begin that the document speaks of."""
    is_label: bool = False
    """Whether the block only says what the items below it are."""
    looked_at: Coverage | None = None
    """When the publisher of a report on others looked; what "in the quarter" means there."""


class ContextReader:
    """Walks a document once and gives each content block its Context."""

    def __init__(
        self,
        document: Document,
        names: Gazetteer,
        source: Source | None,
        parsed: Mapping[str, Doc],
        rules: RuleBook,
    ) -> None:
        self._document = document
        self._names = names
        self._source = source
        self._parsed = parsed
        self._rules = rules
        self._sections: list[Section] = []
        self._next = {one.start: other for one, other in pairwise(document.content())}
        self._opened = opened_by_names(document, names)
        self._publisher = names.publisher.slug if names.publisher else None
        self._closing = closing_headings(document, names)
        self._base = self._document_context()

    def read(self) -> Iterator[tuple[Block, Context]]:
        """The content blocks in reading order, each with its context. Headings move it on."""
        lead_in: Context | None = None
        parents: list[tuple[int, Context]] = []
        for block in self._document.content():
            text = self._document.text_of(block)
            if block.kind in ("title", "heading"):
                self._open_section(block, text)
                lead_in, parents = None, []
                yield block, self._current()
                continue
            if block.kind == "list_item":
                depth = block.level or 1
                parents = [one for one in parents if one[0] < depth]
                context = parents[-1][1] if parents else (lead_in or self._list_of_section())
                context = _about(run_in(text, self._names), context)
                if self._labels_a_list(block, text):
                    context = self._under_lead_in(block, text, context)
                    parents.append((depth, context))
                    yield block, replace(context, is_label=True)
                    continue
                if self._is_term(block, text):
                    context = _about(alone(text, self._names), context)
                    parents.append((depth, context))
                    yield block, replace(context, is_label=True)
                    continue
                if text.rstrip().endswith(":"):
                    parents.append((depth, self._under_lead_in(block, text, context)))
                yield block, context
                continue
            self._note_name_alone(block, text)
            topic = run_in(text, self._names) or self._opened.get(block.start)
            current = _about(topic, self._current())
            if block.kind == "paragraph" or (block.kind == "lead"):
                self._note_coverage(block, text)
                current = replace(current, coverage=self._current().coverage)
            yield block, current
            if block.kind not in ("footnote", "caption", "table"):
                lead_in, parents = self._under_lead_in(block, text, current), []

    # --- the document ---------------------------------------------------------------------------------

    def _document_context(self) -> Context:
        document, source = self._document, self._source
        titles = [document.text_of(block) for block in document.content() if block.kind == "title"]
        edition = document_edition(document)
        if edition is None and source and source.edition:
            edition = source.edition
        if edition is None and document.modified:
            edition = document.modified.isoformat()
        organisation = self._names.publisher.slug if self._names.publisher else None
        name = self._names.publisher.name if self._names.publisher else None
        if source and len(source.organisations) == 1:
            organisation, name = source.organisations[0], None
        stamps = (document.text_of(one) for one in document.blocks[:20] if one.furniture == "boilerplate")
        parts = [part for text in [*stamps, *front_matter(document)] for part in re.split(r"[|·•]", text)]
        scope = next((one for part in parts if _SCOPE.match(part) for one in find_periods(part)), None)
        fiscal = fiscal_calendar(document.text)
        coverage = next((one.coverage for text in titles[:1] for one in _ranges(text)), None)
        named = [text for text in (*titles[:1], document.title or "") if names_fiscal_year(text)]
        if fiscal is not None and named:
            coverage = fiscal.find(named[0])
        if coverage is None and scope is not None and scope.coverage.start and scope.coverage.end:
            coverage = scope.coverage
        if coverage is None and edition is not None and len(edition) == 4:
            annual = (text for text in titles[:1] if _ANNUAL.search(text))
            coverage = next((span_of(edition) for text in annual if edition in text), None)
        return Context(
            organisation=organisation,
            organisation_name=name,
            edition=edition,
            coverage=coverage,
            fiscal=fiscal,
        )

    # --- sections -------------------------------------------------------------------------------------

    def _open_section(self, block: Block, text: str) -> None:
        level = 1 if block.kind == "title" else block.level or 2
        below = self._next.get(block.start)
        opening = opens(self._document.text_of(below), self._names) if below is not None else None
        section = Section(
            level=level,
            text=text,
            opens_with=opening.slug if opening is not None else None,
            organisations=tuple(dict.fromkeys((one.slug, one.name) for one in self._names.find(text)))
            if block.kind == "heading"
            and not text.rstrip().endswith("?")
            and not (block.start == 0 and names_pledge(text, self._names))
            else (),
            edition=heading_edition(text, title=block.kind == "title"),
            coverage=next((one.coverage for one in _ranges(text)), None),
        )
        year = _YEAR_COVERED.search(text)
        if year and section.edition and section.edition != year.group(1):
            section.coverage = span_of(year.group(1))
        rule = self._label_rule(text)
        if rule is not None:
            section.mood, section.mood_rule = _mood(rule.yields), rule.id
        if block.start in self._closing:
            section.level = min([one.level for one in self._sections if one.organisations], default=level)
        self._push(section)

    def _push(self, section: Section) -> None:
        while self._sections and not self._sections[-1].holds(section):
            self._sections.pop()
        self._sections.append(section)

    def _note_name_alone(self, block: Block, text: str) -> None:
        """A line that only names somebody ("Acme:", "Acme" over a list or a text that begins with it) stands
        over what follows, until the next name.
        """
        names = self._names
        mention = alone(text.rstrip(" :"), names) if block.kind == "paragraph" else None
        below = self._next.get(block.start)
        goes_on = below is not None and (
            below.kind == "list_item" or self._document.text_of(below).startswith(text.split()[0])
        )
        mention = mention if text[-1:] == ":" or goes_on else None
        if mention is not None:
            self._push(Section(BELOW_HEADINGS, self._current().heading, ((mention.slug, mention.name),)))
        elif self._sections and self._sections[-1].level == BELOW_HEADINGS:
            first = next(iter(names.find(text)), None)
            above = self._sections[-1].organisations[0][0]
            if first is not None and first.start == 0 and first.slug != above:
                self._sections.pop()

    def _current(self) -> Context:
        context = self._base
        for section in self._sections:
            if section.edition:
                context = replace(context, edition=section.edition)
            if section.coverage:
                context = replace(context, coverage=section.coverage, cumulative=False)
            if len(section.organisations) == 1 and section.is_about(self._publisher):
                slug, name = section.organisations[0]
                context = replace(context, organisation=slug, organisation_name=name, named_in_heading=True)
            context = replace(context, mood=section.mood, mood_rule=section.mood_rule, heading=section.text)
        return context

    def _note_coverage(self, block: Block, text: str) -> None:
        """A sentence such as "it covers July 1 through September 30" holds for the whole section."""
        for start, end in sentences(text):
            sentence = text[start:end]
            periods = find_periods(sentence)
            opens = block.kind == "lead" and len(_ranges(sentence)) == 1
            closed = len(periods) == 1 and periods[0].coverage.start and periods[0].coverage.end
            covers = _COVERS.search(sentence)
            if closed and covers is not None and covers.start() < periods[0].start < covers.end():
                covers = None  # "We signed in April 2024, and we report on it every quarter"
            rest = sentence[: periods[0].start] + sentence[periods[0].end :] if closed else sentence
            alone = closed and block.kind == "paragraph" and not _SAYS_MORE.search(rest)
            if closed and (opens or alone or covers or _SCOPE.match(sentence)):
                if _LOOKED.search(sentence[: periods[0].start]):
                    self._base = replace(self._base, looked_at=periods[0].coverage)
                    continue
                within = self._sections and self._sections[-1].level > 1
                if within and self._sections[-1].speaks:
                    self._sections[-1].coverage = periods[0].coverage
                elif self._base.coverage is None:
                    self._base = replace(self._base, coverage=periods[0].coverage)

    # --- lists ----------------------------------------------------------------------------------------

    def _label_rule(self, text: str, *, label: bool = False) -> Rule | None:
        """The rule that gives a heading its mood, or a label: that may also be one for lead-ins."""
        doc = self._parsed.get(text)
        found = self._rules.matches(doc[:], "heading") if doc is not None else []
        doc = self._parsed.get(with_colon(text)) if not found and label else None
        found = found or (self._rules.matches(doc[:], "lead_in") if doc is not None else [])
        return next((one.rule for one in found if one.rule.id != LIST_DEFAULT), None)

    def _lead_in_rule(self, sentence: str) -> Rule | None:
        """The rule that gives the items below a lead-in their mood; that for any list last."""
        doc = self._parsed.get(with_colon(sentence)) or self._parsed.get(sentence)
        found = [match.rule for match in self._rules.matches(doc[:], "lead_in")] if doc is not None else []
        return next((one for one in found if one.id != LIST_DEFAULT), found[0] if found else None)

    def _labels_a_list(self, block: Block, text: str) -> bool:
        """Whether an item only says what the items below it are ("Still missing")."""
        return (
            is_label(text)
            and self._label_rule(text.rstrip(" :"), label=True) is not None
            and self._has_items(block)
        )

    def _is_term(self, block: Block, text: str) -> bool:
        """Whether an item is a term with its definitions below: a few words that no mark ends."""
        return len(text.split()) <= _LONGEST_TERM and text[-1:] not in ".:;!?" and self._has_items(block)

    def _has_items(self, block: Block) -> bool:
        following = self._next.get(block.start)
        return (
            following is not None
            and following.kind == "list_item"
            and (following.level or 1) > (block.level or 1)
        )

    def _under_lead_in(self, block: Block, text: str, context: Context) -> Context:
        """The context of the list that a block leads into: that of its last sentence."""
        spans = sentences(text)
        if not spans:
            return context
        start, end = spans[-1]
        sentence = text[start:end]
        label = self._label_rule(text.rstrip(" :"), label=True) if is_label(text) else None
        if context.mood and block.kind == "list_item" and label is None:
            return context
        mood, rule = context.mood, context.mood_rule
        lead_in = self._lead_in_rule(sentence)
        told = lead_in is not None and lead_in.id != LIST_DEFAULT and sentence.endswith(":")
        if label is not None and not told:
            lead_in = label
        if lead_in is not None and not (lead_in.id == LIST_DEFAULT and context.mood == "gap"):
            mood, rule = _mood(lead_in.yields), lead_in.id
        if mood in (None, "commitment") and rule == context.mood_rule and self._reports(sentence, context):
            mood, rule = "progress", LIST_DEFAULT
        if not leads_in(sentence) and rule == context.mood_rule:
            return context
        lead = replace(context, mood=mood, mood_rule=rule, lead_in=(block.start + start, block.start + end))
        if not leads_in(sentence):
            return lead
        periods = find_periods(sentence)
        if not periods and len(spans) > 1 and _IN_THAT_TIME.search(sentence):
            periods = find_periods(text[slice(*spans[-2])])
        if len(periods) == 1 and periods[0].coverage.end:
            lead = replace(lead, coverage=periods[0].coverage)
        if is_cumulative(sentence):
            lead = replace(lead, cumulative=True)
        return lead

    def _list_of_section(self) -> Context:
        """The context of a list right under a heading: if that names somebody or an edition, it reports."""
        context = self._current()
        if context.mood is None and any(section.speaks and section.level > 1 for section in self._sections):
            return replace(context, mood="progress", mood_rule=LIST_DEFAULT)
        return context

    def _reports(self, sentence: str, context: Context) -> bool:
        """Whether a lead-in tells what somebody did: it or what stands over it names somebody or a period."""
        if context.named_in_heading or any(
            section.speaks and section.level > 1 for section in self._sections
        ):
            return True
        opens = self._names.find(sentence) or _WE_OPENS.match(sentence)
        return leads_in(sentence) and bool(find_periods(sentence) or opens)


def _about(topic: Mention | None, context: Context) -> Context:
    """A context of its own for what is about one company."""
    if topic is None:
        return context
    return replace(context, organisation=topic.slug, organisation_name=topic.name, named_in_heading=True)


def _ranges(text: str) -> list[Period]:
    """The periods of a heading that say more than its edition: several months, not a month or a year."""
    return [
        one
        for one in find_periods(text)
        if one.coverage.start
        and one.coverage.end
        and (one.coverage.end - one.coverage.start).days > 35
        and not _WHOLE_YEAR.fullmatch(text[one.start : one.end])
    ]


def _mood(yields: str) -> Mood | None:
    moods: tuple[Mood, ...] = get_args(Mood)
    return next((mood for mood in moods if mood == yields), None)
