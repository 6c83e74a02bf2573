"""Cuts a sentence into noun phrases, verb groups, quantities, times and single words, to find concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.lang.en.stop_words import STOP_WORDS

from extractors.counted import Counted, Tagged
from extractors.quantity import Reading
from extractors.quantity.tokens import Token
from extractors.shallow import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    COMMA,
    DETERMINER,
    GERUND,
    INFINITIVE,
    NEGATION,
    NOUN,
    NUMBER,
    PAST,
    PREPOSITION,
    SIGN,
    STOP,
    VERB,
)

NP, VG, QUANTITY, TIME, MODIFIER = "NP", "VG", "Q", "TIME", "A"
"""Kinds of chunk; a word that is none of these is a chunk with its tag as kind."""

VERB_GROUP = frozenset((VERB, PAST, AUXILIARY, GERUND, INFINITIVE, NEGATION, ADVERB))
NOMINALS = frozenset((NOUN, ADJECTIVE, DETERMINER, NUMBER, PAST, GERUND))
VERBS = VERB_GROUP - {ADVERB}
DROPPED = STOP_WORDS - set("top us front call name back bottom part show move".split()) | set(
    "total combined approximately overall like than via per".split()
)
"""Words that NewsQuant's annotators leave out of a concept."""
TIMES = frozenset(
    "year years month months week weeks weekend quarter quarters day days season decade summer winter spring"
    " night morning afternoon evening time monday tuesday wednesday thursday friday saturday sunday"
    " january february march april june july august september october november december"
    " jan feb mar apr jun jul aug sept sep oct nov dec today yesterday tomorrow".split()
)

Span = tuple[int, int]
"""First token, and the token after the last."""


@dataclass(slots=True)
class Chunk:
    """Tokens `first` to `after` of one kind; `low` is the first word."""

    kind: str
    first: int
    after: int
    low: str = ""


@dataclass(slots=True)
class Sentence:
    """A sentence in chunks."""

    tokens: Sequence[Token]
    chunks: list[Chunk] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)
    """Index of a reading's chunk by the first token of its number."""
    concepts: dict[int, list[Span]] = field(default_factory=dict)
    """The concepts found so far, by index of the quantity's chunk."""


class _Covered(NamedTuple):
    after: int
    kind: str
    number: int


def chunk(view: Tagged, readings: Sequence[tuple[Reading, Counted | None]]) -> Sentence:
    """The chunks of a tagged sentence; a count takes its noun into its own chunk."""
    tokens, _, tags = view
    covered = _cover(view, readings)
    result = Sentence(tokens)
    chunks, at = result.chunks, 0
    while at < len(tokens):
        if at in covered:
            after, kind, number = covered[at]
            result.place[number] = len(chunks)
        else:
            kind, after = _next(tokens, tags, at, covered)
        if kind == QUANTITY and len(chunks) > 1 and chunks[-1].low == "aged" and chunks[-2].kind == NP:
            chunks.pop()
            chunks[-1].after = after  # men aged 18 to 34
        else:
            chunks.append(Chunk(kind, at, after, tokens[at].low))
        at = after
    return result


def _cover(view: Tagged, readings: Sequence[tuple[Reading, Counted | None]]) -> dict[int, _Covered]:
    """The tokens that quantities and times take, by their first."""
    tokens, starts, tags = view
    covered: dict[int, _Covered] = {}
    for reading, phrase in readings:
        mention, after = reading.mention, reading.mention.after
        if reading.sense in ("name", "reference", "ordinal"):
            continue
        low = tokens[after].low if after + 1 < len(tokens) else ""
        if mention.per is not None and low in ("per", "a", "an", "/", "each"):
            after += 2
        timed = reading.sense in ("date", "time")
        counts = phrase is not None and mention.kind in ("count", "ratio") and reading.sense != "age"
        while phrase is not None and counts and not timed and after < len(tokens):
            if starts[after] >= phrase.core_end:
                break
            after += 1
        while reading.sense == "age" and after < len(tokens) and tokens[after].low in ("-", "old", "olds"):
            after += 1
        if not (timed and _is_part_of_name(tokens, tags, mention.first, after)):
            kind = TIME if timed else QUANTITY
            covered[mention.first] = _Covered(max(after, mention.first + 1), kind, mention.numeral.first)
    return covered


def _is_part_of_name(tokens: Sequence[Token], tags: Sequence[str], first: int, after: int) -> bool:
    """The year of "the 2003 Cup" and "their 2018 sales": no preposition before it, a noun behind."""
    if after < len(tokens) and tokens[after].low == "s" and tokens[after].glued:
        after += 1
    if first == 0 or after >= len(tokens):
        return False
    noun = tags[after] in (NOUN, ADJECTIVE) and tokens[after].low not in TIMES
    return noun and tags[first - 1] in (DETERMINER, NOUN, COMMA) and tokens[first - 1].low not in TIMES


def _next(
    tokens: Sequence[Token], tags: Sequence[str], at: int, covered: Mapping[int, _Covered]
) -> tuple[str, int]:
    """Kind and end of the chunk that begins at `tokens[at]`."""
    tag = tags[at]
    if tag in VERBS and not _opens_phrase(tags, at):
        return VG, _verb_group(tags, at, covered)
    if tag in NOMINALS:
        return _noun_phrase(tokens, tags, at, covered)
    return tag, at + 1


def _verb_group(tags: Sequence[str], first: int, covered: Mapping[int, _Covered]) -> int:
    at = first
    while at < len(tags) and at not in covered and tags[at] in VERB_GROUP:
        if at > first and tags[at] == AUXILIARY and tags[at - 1] == PAST:
            break  # the charge stored was
        at += 1
    while at > first + 1 and tags[at - 1] == ADVERB:
        at -= 1
    return at


def _noun_phrase(
    tokens: Sequence[Token], tags: Sequence[str], first: int, covered: Mapping[int, _Covered]
) -> tuple[str, int]:
    at, head = first, -1
    while at < len(tokens) and at not in covered:
        tag, token = tags[at], tokens[at]
        if at > first and tag == DETERMINER:
            break
        if head >= 0 and tokens[head].low in TIMES and token.text[:1].isupper():
            break  # last season Chris Wood has scored
        hyphened = token.glued and at > first and tokens[at - 1].low in "-‑"
        if tag == NOUN:
            head = at
        elif tag in (PAST, GERUND):
            if at > first and not hyphened and not _opens_phrase(tags, at):
                break
        elif tag == SIGN:
            if not (token.glued and token.low in "-‑/.'’"):
                break
        elif tag not in (ADJECTIVE, DETERMINER, NUMBER) and token.low != "&":
            break
        at += 1
    at = max(at, first + 1)
    if head < 0:
        return (NP if tags[first] == NUMBER else MODIFIER), at
    return (TIME if tokens[head].low in TIMES else NP), at


def _opens_phrase(tags: Sequence[str], at: int) -> bool:
    """Whether a participle stands before its noun, behind a determiner, an adjective or a preposition."""
    if tags[at] not in (PAST, GERUND):
        return False
    before = tags[at - 1] if at else STOP
    following = tags[at + 1] if at + 1 < len(tags) else STOP
    if before == PREPOSITION and tags[at] == PAST:
        return following in (NOUN, ADJECTIVE)
    return before in (DETERMINER, ADJECTIVE) and following in (NOUN, ADJECTIVE, SIGN, NUMBER)


def words(tokens: Sequence[Token], spans: Sequence[Span]) -> frozenset[str]:
    """The content words of the spans; what is written together is one word ("S&P", "London-based")."""
    found: set[str] = set()
    for first, after in spans:
        at = first
        while at < after:
            end = at + 1
            while end < after and tokens[end].glued and not _parts(tokens, end):
                end += 1
            word = "".join(token.low for token in tokens[at:end])
            word = word.removesuffix("'s").removesuffix("’s").strip(".'’-")
            if word.count(".") and len(word) == 2 * word.count(".") + 1:
                word = word.replace(".", "")  # U.S. is US
            name = word == "us" and tokens[at].text.isupper()
            if (name or word not in DROPPED) and any(sign.isalnum() for sign in word):
                found.add(word)
            at = end
    return frozenset(found)


def _parts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign parts two words: a slash, a dash, a bracket, a comma."""
    return tokens[at].low in "(),/—–" or tokens[at - 1].low in "(/—–"
