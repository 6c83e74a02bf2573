"""Why a record came out: its rule, and the sentence's tokens with those that the rule matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractors import metrics, table_metrics
from extractors.clauses import independent_clauses
from extractors.extract import DEFAULT_PROFILE, extract
from extractors.language import parse, sentences
from extractors.readers.builder import DocumentBuilder
from extractors.rules import Scope, rule_book
from extractors.weighing import Weighing, weights
from schemas.documents import Block, Document
from schemas.records import Extraction, Kind, Record
from schemas.snapshots import Snapshot

if TYPE_CHECKING:
    from spacy.tokens import Span

_IN_CODE = {
    metrics.RULE: "A quantity in running text, found by the grammar and read by the dependency parse.",
    table_metrics.RULE: "A figure in a table, named by its row and column headings.",
}


class TokenRow(NamedTuple):
    """One token as the pipeline sees it."""

    text: str
    lemma: str
    part_of_speech: str
    tag: str
    relation: str
    head: str
    matched: bool


@dataclass(frozen=True)
class Explanation:
    """The rule behind a record and what it looked at."""

    rule: str
    says: str
    words: str
    """The sentence, lead-in or heading that the rule matched."""
    tokens: tuple[TokenRow, ...]
    """Empty for a table cell, which has no sentence."""
    signs: tuple[tuple[str, float], ...] = ()
    """What weighed most for the record's kind and against it; empty for what is not weighed."""


def try_sentence(
    sentence: str,
    *,
    after: str | None = None,
    heading: str | None = None,
    item: bool = False,
    profile: str | None = DEFAULT_PROFILE,
) -> Extraction:
    """What would come out of a sentence: on its own, under a heading, as a list item, or after a lead-in.

    "We" stands for an organisation called `publisher`.
    """
    document = example_document(sentence, after=after, heading=heading, item=item)
    return extract(document, snapshot=Snapshot.digest(sentence.encode()), profile=profile)


def example_document(
    sentence: str, *, after: str | None = None, heading: str | None = None, item: bool = False
) -> Document:
    """A document of one sentence and what stands above it, published by "Publisher"."""
    builder = DocumentBuilder("sentence", "text/plain")
    if heading:
        builder.add("heading", heading, level=2)
    if after:
        builder.add("paragraph", after)
    listed = item or after is not None
    builder.add("list_item" if listed else "paragraph", sentence, level=1 if listed else None)
    return builder.build(language="en", site_name="Publisher")


def explain(record: Record, document: Document) -> Explanation:
    """The rule, what it says in plain words, and the tokens it matched, of a record of this document."""
    if record.rule in _IN_CODE:
        words = record.quote if record.rule == metrics.RULE else ""
        matched = record.printed if record.kind == "metric" else ""
        return Explanation(record.rule, _IN_CODE[record.rule], record.quote, _rows(words, matched))
    rule = rule_book().rules.get(record.rule)
    if rule is None:
        return Explanation(
            record.rule, "No such rule exists now; it was made by an earlier version.", record.quote, ()
        )
    weighed = _weighed(record, document)
    for words in _where_it_could_match(record, document, rule.scope):
        span, found = _match(words, record.rule, rule.scope)
        if found:
            return Explanation(record.rule, rule.says, words, _span_rows(span, found), weighed)
    return Explanation(record.rule, rule.says, record.quote, _rows(record.quote, ""), weighed)


def _weighed(record: Record, document: Document) -> tuple[tuple[str, float], ...]:
    """The weightiest signs of the clause that a record quotes, found by reading the document once more."""
    heard: list[Weighing] = []

    def hear(weighing: Weighing) -> Mapping[Kind, float]:
        heard.append(weighing)
        return weights()(weighing)

    extract(document, snapshot=record.snapshot, weigher=hear)
    at = record.evidence
    over = [one for one in heard if one.start < at.end and at.start < one.end]
    nearest = min(over, key=lambda one: abs(one.start - at.start) + abs(one.end - at.end), default=None)
    return tuple(weights().reasons(record.kind, nearest.signs)) if nearest else ()


def _where_it_could_match(record: Record, document: Document, scope: Scope) -> list[str]:
    """The sentences around the record, or the lead-ins and headings above it, the nearest first."""
    block = next(one for one in document.blocks if one.start <= record.evidence.start < one.end + 1)
    if scope == "sentence":
        return [_sentence_around(record, document, block)]
    above = [one for one in document.content() if one.end <= block.start and one.table is None]
    if scope == "heading":
        return [document.text_of(one) for one in reversed(above) if one.kind in ("title", "heading")]
    words = []
    for one in reversed(above):
        text = document.text_of(one)
        spans = sentences(text)
        if spans:
            words.append(text[spans[-1].start : spans[-1].end])
    return words[:40]


def _sentence_around(record: Record, document: Document, block: Block) -> str:
    at = record.evidence.start - block.start
    text = document.text_of(block)
    for start, end in sentences(text):
        if start <= at < end:
            return text[start:end]
    return record.quote


def _match(words: str, rule: str, scope: Scope) -> tuple[Span, set[int]]:
    doc = next(iter(parse([words])))
    spans = [doc[:], *(independent_clauses(doc) if scope == "sentence" else ())]
    matches = [one for span in spans for one in rule_book().matches(span, scope) if one.rule.id == rule]
    return doc[:], {i for one in matches for i in range(one.start, one.end)}


def _span_rows(span: Span, matched: set[int]) -> tuple[TokenRow, ...]:
    return tuple(
        TokenRow(one.text, one.lemma_, one.pos_, one.tag_, one.dep_, one.head.text, one.i in matched)
        for one in span
    )


def _rows(words: str, printed: str) -> tuple[TokenRow, ...]:
    if not words:
        return ()
    doc = next(iter(parse([words])))
    at = words.find(printed) if printed else -1
    matched = {one.i for one in doc if at >= 0 and at < one.idx + len(one) and one.idx < at + len(printed)}
    return _span_rows(doc[:], matched)
