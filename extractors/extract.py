"""The one way in: a Document to its records, each held against the document before it leaves.

What fails validation leaves as a Doubt with the reason; nothing is dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Organisation, Statement
from extractors.clause_rules import asks_whether
from extractors.confidence import confidence
from extractors.context import Context, ContextReader, is_label, leads_in, with_colon
from extractors.editions import MONTH
from extractors.foreign import figures_of
from extractors.labelled_figures import LabelledFigures
from extractors.language import Span, parse, sentences
from extractors.metrics import MetricReader
from extractors.notes import attach_notes
from extractors.opening import opening_of
from extractors.organisations import Gazetteer, gazetteer
from extractors.profiles import Profile, load_profile
from extractors.rules import RuleBook, rule_book
from extractors.stated_period import StatedPeriods
from extractors.statements import StatementReader
from extractors.table_metrics import TableReader
from extractors.told_tables import told_cells
from extractors.weighing import Weigher, weights
from schemas.documents import Block, Document
from schemas.records import Doubt, Extraction, Record, Review, record_adapter, record_id
from schemas.sources import Source

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEFAULT_PROFILE = "safety-by-design"


def extract(
    document: Document,
    *,
    snapshot: str,
    source: Source | None = None,
    profile: str | None = DEFAULT_PROFILE,
    weigher: Weigher | None = None,
) -> Extraction:
    """All records of a document, in reading order, and the candidates that are in doubt.

    `snapshot` is the sha256 of the document's bytes. `source` is its entry in sources.yaml, whose profile
    wins over `profile`; None reads without any vocabulary. `weigher` stands in for the package's weights,
    which benchmarks learn anew. Raises ValueError for an unknown profile.
    """
    vocabulary = load_profile(source.profile if source else profile)
    names = gazetteer(document, vocabulary, source)
    candidates = list(_candidates(document, names, source, weigher or weights()))
    return _Assembly(document, snapshot, source, vocabulary).assemble(candidates)


def _candidates(
    document: Document, names: Gazetteer, source: Source | None, weigher: Weigher
) -> Iterable[Candidate]:
    spans = {
        block.start: _spans(document.text_of(block)) for block in document.content() if block.table is None
    }
    english = document.language in (None, "en")
    parsed = _parse(document, spans) if english else {}
    rules = rule_book()
    contexts = ContextReader(document, names, source, parsed, rules)
    content = list(document.content())
    labelled = LabelledFigures(document)
    before_lists = {one.end for one, other in pairwise(content) if other.kind == "list_item" != one.kind}
    telling = _Telling(document, names, rules, weigher, parsed, before_lists)
    stated = StatedPeriods(document)
    for block, context in ((block, stated.over(block, context)) for block, context in contexts.read()):
        if block.table is not None:
            reader = TableReader(document, block, context, names)
            cells = list(told_cells(document, block, context, reader)) if english else []
            taken = {one.block.start for one in cells}
            yield from (one for one in reader.read() if one.start not in taken)
            for one in cells:
                yield from telling.read(one.block, one.context, _spans(document.text_of(one.block)))
            continue
        if block.kind in ("title", "heading", "caption") or context.is_label:
            continue
        if not english:
            who = names.publisher
            publisher = Organisation(who.slug, who.name) if who else Organisation(None, None)
            yield from figures_of(document, block, context, publisher)
            continue
        alone = labelled.read(block, context, Organisation(context.organisation, context.organisation_name))
        yield from alone or telling.read(block, context, spans[block.start])


_WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]|\d")
"""More than one word: a word alone ("Met.") states nothing."""


class _Telling:
    """Reads what running text tells: figures and statements, sentence by sentence."""

    def __init__(
        self,
        document: Document,
        names: Gazetteer,
        rules: RuleBook,
        weigher: Weigher,
        parsed: dict[str, Doc],
        before_lists: set[int],
    ) -> None:
        self._document = document
        self._parsed = parsed
        self._before_lists = before_lists
        self._attribution = Attribution(names)
        self._metrics = MetricReader(self._attribution)
        self._statements = StatementReader(rules, self._attribution, weigher)
        self._opening = opening_of(document)

    def read(self, block: Block, context: Context, spans: list[Span]) -> Iterable[Candidate]:
        """The candidates of a block's sentences."""
        attribution, statements = self._attribution, self._statements
        for statement in _statements(self._document, block, context, spans, self._parsed):
            statement.opens = block.start == self._opening.prose and statement.first_in_block
            before_list = block.end in self._before_lists and statement.end >= block.end - 1
            if statement.text.rstrip().endswith(":") or (before_list and leads_in(statement.text)):
                attribution.note_mentions(statement)
                yield from _of_lead_in(statements, statement)
                continue
            figures = [] if block.start in self._opening.head else self._metrics.read(statement)
            listed = context.mood in ("gap", "recommendation", "commitment")
            states = listed or _WORDS.search(statement.text) or asks_whether(context.heading)
            told = statements.read(statement, figures) if states else []
            if block.kind == "footnote":
                told = [one for one in told if one.kind not in ("gap", "progress")]
            if not told and not figures:
                attribution.note_mentions(statement)
            elif not told:
                attribution.note_several(attribution.listed_in(statement))
            yield from (one for one in figures if statements.is_fact(one))
            yield from told


_PARAGRAPH_NUMBER = re.compile(r"(?:§\s*)?\d{1,2}(?:\.\d{1,3}){1,3}[.)]?\s+(?=[^\W\d_a-z]|[\"“‘])")
"""What a report counts its paragraphs with: "2.3 Complaints are ..."."""


_PLACE_AND_DAY = re.compile(
    rf"[A-Z][\w.,'’ -]{{1,40}}?,?\s+(?i:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}}),?\s+(?:19|20)\d\d\)?"
    r"\s*(?:--|–|—|-|:)\s+"
)


def _spans(text: str) -> list[Span]:
    """The sentences of a block, without the number that its paragraph bears or the place and day that open a
    press release.
    """
    spans = sentences(text)
    number = _PARAGRAPH_NUMBER.match(text) or _PLACE_AND_DAY.match(text)
    if number and spans and number.end() < spans[0].end:
        spans[0] = Span(number.end(), spans[0].end)
    return spans


def _of_lead_in(statements: StatementReader, statement: Statement) -> Iterable[Candidate]:
    """A lead-in may say that there is nothing new ("no progress since July: ..."); else it states nothing."""
    told = statements.read(statement, [])
    return [one for one in told if one.kind == "no_progress"]


def _statements(
    document: Document, block: Block, context: Context, spans: list[Span], parsed: dict[str, Doc]
) -> Iterable[Statement]:
    for number, (start, end) in enumerate(spans):
        low, high = block.start + start, block.start + end
        text = document.text[low:high]
        doc = parsed.get(text)
        if doc is not None:
            yield Statement(block, low, high, text, context, doc, first_in_block=number == 0)


def _parse(document: Document, spans: dict[int, list[Span]]) -> dict[str, Doc]:
    """Every sentence and heading of the content, parsed once; equal sentences share a parse."""
    texts: dict[str, None] = {}
    for block in document.content():
        if block.table is not None:
            for cell in block.table.cells:
                text = document.text_of(cell)
                if text.count(" ") > 1:
                    texts |= {text[one.start : one.end]: None for one in _spans(text)}
            continue
        text = document.text_of(block)
        if block.kind in ("title", "heading") or is_label(text):
            texts |= {text.rstrip(" :"): None, with_colon(text): None} if is_label(text) else {text: None}
        for start, end in spans[block.start]:
            if any(character.isalpha() for character in text[start:end]):
                texts[text[start:end]] = None
        if block.kind != "footnote" and text[-1:].isalpha():
            texts[with_colon(text[spans[block.start][-1].start :])] = None
    return dict(zip(texts, parse(texts), strict=True))


class _Assembly:
    """Gives candidates their identity and holds them against the schema."""

    def __init__(self, document: Document, snapshot: str, source: Source | None, profile: Profile) -> None:
        self._document = document
        self._snapshot = snapshot
        self._source = source
        self._profile = profile
        self._principles: dict[str, str | None] = {}
        self._ids: dict[int, str] = {}
        self._doubts: list[Doubt] = []

    def assemble(self, candidates: list[Candidate]) -> Extraction:
        candidates = _without_repeats(candidates)
        self._identify(candidates)
        attach_notes(candidates, self._document)
        records: dict[str, Record] = {}
        for one in candidates:
            record = self._record(one)
            if record is not None:
                records[record.id] = record
        for one in candidates:
            for link, other in (("part_of", one.part_of), ("share_of", one.share_of)):
                whole = self._ids.get(id(other)) if other is not None else None
                if whole in records and self._ids[id(one)] in records:
                    part = records[self._ids[id(one)]]
                    records[part.id] = part.model_copy(update={link: whole})
        return Extraction(
            document=self._document,
            snapshot=self._snapshot,
            records=tuple(records.values()),
            doubts=tuple(self._doubts),
        )

    def _identify(self, candidates: list[Candidate]) -> None:
        places: dict[tuple[int, int], int] = defaultdict(int)
        seen: dict[str, int] = defaultdict(int)
        for one in candidates:
            place = 0
            if one.kind == "metric":
                place = places[one.start, one.end]
                places[one.start, one.end] += 1
                one.fields["place"] = place
            key = self._id(one, place, 0)
            occurrence = seen[key]
            seen[key] += 1
            self._ids[id(one)] = self._id(one, place, occurrence) if occurrence else key

    def _id(self, one: Candidate, place: int, occurrence: int) -> str:
        return record_id(
            one.kind,
            self._source.id if self._source else None,
            one.organisation.slug,
            one.context.edition,
            self._document.text[one.start : one.end],
            place=place,
            dimensions=one.fields.get("dimensions"),
            occurrence=occurrence,
        )

    def _principle(self, heading: str, quote: str) -> str | None:
        """The principle that the words and their heading speak of; cells of figures share their heading's."""
        text = f"{heading} {quote}" if any(letter.isalpha() for letter in quote) else heading
        if text not in self._principles:
            self._principles[text] = self._profile.principle_of(text)
        return self._principles[text]

    def _record(self, one: Candidate) -> Record | None:
        evidence = self._document.evidence(one.start, one.end, one.within)
        fields = {key: value for key, value in one.fields.items() if key not in ("at", "at_end")}
        if one.kind == "metric":
            fields["measure"] = self._profile.measure_of(
                action=fields.get("action"),
                object=fields.get("object"),
                unit=fields.get("unit"),
                text=evidence.quote,
            )
        data: dict[str, Any] = {
            "id": self._ids[id(one)],
            "kind": one.kind,
            "document": self._document.name,
            "snapshot": self._snapshot,
            "source": self._source.id if self._source else None,
            "organisation": one.organisation.slug,
            "organisation_name": one.organisation.name,
            "edition": one.context.edition,
            "quote": evidence.quote,
            "evidence": evidence,
            "principle": self._principle(one.context.heading, evidence.quote),
            "rule": one.rule,
            "rule_version": one.rule_version,
            "confidence": confidence(one.rule),
            "review": Review(),
            **fields,
        }
        try:
            return record_adapter.validate_python(data)
        except ValidationError as error:
            self._doubts.append(
                Doubt(
                    kind=one.kind,
                    document=self._document.name,
                    snapshot=self._snapshot,
                    source=data["source"],
                    reason="; ".join(str(one["msg"]).removeprefix("Value error, ") for one in error.errors()),
                    evidence=evidence,
                    rule=one.rule,
                    candidate={key: str(value) for key, value in fields.items() if value is not None},
                )
            )
            return None


_SMALLEST_REPEAT = 20
"""From this value on, a figure that a table gave and the text gives again is a repetition."""


def _without_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """Without a second record of the same kind for the same words, and without figures that the
    document merely repeats: a number of four digits or more that the same organisation and edition already
    gave for the unit.
    """
    kept: list[Candidate] = []
    seen: set[tuple[Any, ...]] = set()
    figures: set[tuple[Any, ...]] = set()
    tabled: set[Any] = set()
    told_in_table: set[tuple[Any, ...]] = set()
    for one in candidates:
        key = (one.kind, one.start, one.end, one.organisation.slug, one.fields.get("at"))
        if key in seen:
            continue
        seen.add(key)
        value = one.fields.get("value")
        if one.kind == "metric" and "dimensions" in one.fields:
            tabled.add(value)
            told_in_table.add((one.organisation.slug, value, one.fields["unit"]))
        elif (
            one.kind == "metric"
            and (one.organisation.slug, value, one.fields["unit"]) in told_in_table
            and value is not None
            and value >= _SMALLEST_REPEAT
        ):
            continue
        elif one.kind == "metric" and value is not None and value >= 1000:
            if one.fields["unit"] is None and value in tabled:
                continue
            figure = (
                one.organisation.slug,
                one.context.edition,
                value,
                one.fields["unit"],
                one.fields["comparator"],
            )
            if figure in figures:
                continue
            figures.add(figure)
        kept.append(one)
    return kept
