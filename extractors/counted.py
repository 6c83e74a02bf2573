"""What a quantity counts, read off the words around it without a parser: "over 252,000 violative prompts"
counts prompts. Fast and shallow; the dependency parse has the last word where there is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractors import shallow
from extractors.quantity.tokens import Token, tokenize
from extractors.quantity.vocabulary import is_plural
from extractors.shallow import (
    ADJECTIVE,
    ADVERB,
    COMMA,
    CONJUNCTION,
    DETERMINER,
    GERUND,
    INFINITIVE,
    NOUN,
    NUMBER,
    PAST,
    PREPOSITION,
    SIGN,
    STOP,
    VERB,
    VERBAL,
)
from schemas.quantities import Quantity

LONGEST = 12
"""Tokens of the longest noun phrase that is read."""

REACH = 80
"""Tokens back that are searched for a verb or for the noun that a number leaves out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The noun phrase that is counted. Offsets count from the start of the sentence.

    `head` is the head noun as printed ("prompts"), `phrase` the words from `start` to `end` with what belongs
    to the noun ("instances of CSAM"); `core_end` ends the noun phrase before its "of", "for" or participle.
    `elliptical` says that the noun is not behind the number but earlier: "of 11 notices we acted on three".
    """

    head: str
    head_start: int
    head_end: int
    start: int
    end: int
    core_end: int
    phrase: str
    elliptical: bool = False


class Tagged(NamedTuple):
    """A sentence in tokens, the offset each begins at, and their coarse parts of speech."""

    tokens: Sequence[Token]
    starts: Sequence[int]
    tags: Sequence[str]


class NounPhrase(NamedTuple):
    """Tokens `first` to `after` (exclusive) and the head noun among them."""

    first: int
    head: int
    after: int


@lru_cache(maxsize=256)
def tagged(sentence: str) -> Tagged:
    """The sentence with its tags; the last few are kept, since a sentence often holds several quantities."""
    tokens = tokenize(sentence)
    return Tagged(tokens, [token.start for token in tokens], shallow.tag(tokens))


def counted(sentence: str, quantity: Quantity) -> Counted | None:
    """The noun phrase that `quantity` (with offsets in `sentence`) counts, or None when no noun follows it.

    A unit of measure is its own noun: "18,400 tonnes of packaging" counts tonnes.
    """
    tokens, starts, tags = tagged(sentence)
    after = bisect_left(starts, quantity.end)
    if quantity.unit_kind == "measure":
        found = _measured(tokens, bisect_left(starts, quantity.number_end), after)
    else:
        found = noun_phrase(tokens, tags, _skip_partitive(tokens, tags, after))
    elliptical = found is None and quantity.unit_kind == "count"
    if elliptical:
        found = _left_out(tokens, tags, bisect_left(starts, quantity.start))
    if found is None:
        return None
    end = found.after
    if not elliptical:
        subject = not _verb_before(tags, bisect_left(starts, quantity.start))
        end = _extend(tokens, tags, end, subject=subject)
    start, head = tokens[found.first].start, tokens[found.head]
    return Counted(
        head=head.text,
        head_start=head.start,
        head_end=head.end,
        start=start,
        end=tokens[end - 1].end,
        core_end=tokens[found.after - 1].end,
        phrase=sentence[start : tokens[end - 1].end],
        elliptical=elliptical,
    )


def _left_out(tokens: Sequence[Token], tags: Sequence[str], first: int) -> NounPhrase | None:
    """The noun that a bare number leaves out: that of the number before it ("11 notices ... acted on three"),
    else the plural subject of its verb ("requests numbered eighty-six")."""
    for at in range(first - 1, max(first - REACH, -1), -1):
        if tags[at] == NUMBER and (at + 1 == first or tags[at + 1] != NUMBER):
            found = noun_phrase(tokens, tags, _skip_partitive(tokens, tags, at + 1))
            if found is not None and found.after <= first and is_plural(tokens[found.head].low):
                return found
    verb = first - 1
    while verb >= 0 and tags[verb] in (VERB, PAST, PREPOSITION):
        verb -= 1
    if verb < first - 1 and verb >= 0 and tags[verb] == NOUN and is_plural(tokens[verb].low):
        begin = verb
        while begin > 0 and tags[begin - 1] in (NOUN, ADJECTIVE, PAST):
            begin -= 1
        return NounPhrase(begin, verb, verb + 1)
    return None


def _measured(tokens: Sequence[Token], first: int, after: int) -> NounPhrase | None:
    words = [at for at in range(first, after) if tokens[at].kind in ("word", "name")]
    return NounPhrase(words[0], words[-1], after) if words else None


def _skip_partitive(tokens: Sequence[Token], tags: Sequence[str], at: int) -> int:
    """Past "of the 40" in "fifteen of the 40 models", "of its" in "35m of its devices", "additional"."""
    partitive = False
    while at < len(tokens):
        if tokens[at].low == "of":
            partitive = True
        elif not (
            tokens[at].low in ("more", "additional", "-", "further")
            or (tags[at] == DETERMINER and (partitive or tokens[at].low == "the"))
            or (partitive and tags[at] == NUMBER)
        ):
            break
        at += 1
    return at


def noun_phrase(tokens: Sequence[Token], tags: Sequence[str], at: int) -> NounPhrase | None:
    """The noun phrase that begins at `tokens[at]`, without a determiner: it ends with its first plural noun,
    or where no noun can follow."""
    first = at
    head = -1
    while at < min(len(tokens), first + LONGEST):
        tag, token = tags[at], tokens[at]
        following = tags[at + 1] if at + 1 < len(tokens) else STOP
        if head >= 0 and is_plural(tokens[head].low) and not _goes_on(tokens, tags, head, at):
            break
        if tag == NOUN:
            head = at
        elif tag == ADJECTIVE or (tag in (PAST, GERUND) and _premodifies(tokens, tags, at, head)):
            if head >= 0 and following not in (NOUN, ADJECTIVE, SIGN, GERUND):
                break
        elif tag == GERUND and head >= 0 and not is_plural(tokens[head].low) and following in (STOP, COMMA):
            head = at  # red teaming
        elif (
            (tag == ADVERB and following in (ADJECTIVE, PAST) and head < 0)
            or (tag == NUMBER and head >= 0 and tokens[head].text[:1].isupper() and following == NOUN)
            or (token.low in ("-", "‑", "/", "’", "'") and token.glued and head >= 0 | (at > first))
            or (tag in (CONJUNCTION, COMMA) and at > first and _coordinated(tokens, tags, at + 1))
        ):
            pass
        else:
            break
        at += 1
    return NounPhrase(first, head, head + 1) if head >= first else None


def _goes_on(tokens: Sequence[Token], tags: Sequence[str], head: int, at: int) -> bool:
    """Whether a phrase goes on behind a plural: "sports events", "Kia vehicles", "savings-related"."""
    if tags[at] == NOUN and head == at - 1:
        return is_plural(tokens[at].low) or (
            tokens[head].text[:1].isupper() and tokens[at].text[:1].isupper()
        )
    return (
        tokens[at].low in ("-", "‑", "/")
        and tokens[at].glued
        and at + 1 < len(tokens)
        and tokens[at + 1].glued
    )


def _premodifies(tokens: Sequence[Token], tags: Sequence[str], at: int, head: int) -> bool:
    """A participle before its noun: recorded songs, disabled accounts, red teaming exercises."""
    if head >= 0 and is_plural(tokens[head].low):
        return False
    for place in range(at + 1, min(at + 4, len(tokens))):
        if tags[place] == NOUN:
            return True
        if tags[place] not in (ADJECTIVE, GERUND, SIGN):
            return False
    return False


def _coordinated(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether "digital and physical sales" goes on to a plural head within four words."""
    for place in range(at, min(at + 4, len(tokens))):
        if tags[place] == NOUN and is_plural(tokens[place].low):
            return True
        if tags[place] not in (NOUN, ADJECTIVE, GERUND, PAST, SIGN):
            return False
    return False


def _verb_before(tags: Sequence[str], at: int) -> bool:
    """Whether the clause has a verb before `at`: then the quantity is no subject."""
    for place in range(at - 1, max(at - REACH, -1), -1):
        if tags[place] in (VERB, PAST, GERUND, INFINITIVE):
            return True
        if tags[place] == STOP:
            return False
    return False


_TIME = frozenset(
    "in during since between until till after before throughout within over last this per each on at".split()
)


def _extend(tokens: Sequence[Token], tags: Sequence[str], at: int, *, subject: bool) -> int:
    """The end of the phrase with its "of" and "for" phrases and its participle: "models optimized for X".

    Behind a subject an "-ed" form is taken for the verb of the sentence, not a participle.
    """
    while at < len(tokens):
        tag, low = tags[at], tokens[at].low
        if low in ("of", "for"):
            inner = _inner(tokens, tags, at + 1)
        elif (
            tag == GERUND
            or (tag == PAST and (not subject or _for_a_reason(tokens, tags, at + 1)))
            or (tag == INFINITIVE and low == "to")
        ):
            inner = _participle(tokens, tags, at + 1)
        else:
            return at
        if inner is None:
            return at
        at = inner
    return at


def _for_a_reason(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether "for" or "by" and a noun follow: "accounts disabled for spam", not "reported for 2024"."""
    return (
        at + 1 < len(tokens)
        and tokens[at].low in ("for", "by", "under")
        and tags[at + 1] in (NOUN, ADJECTIVE, GERUND)
    )


def _inner(tokens: Sequence[Token], tags: Sequence[str], at: int) -> int | None:
    """The end of the noun phrase behind a preposition, with an "or"-ed second."""
    while at < len(tokens) and tags[at] in (DETERMINER, NUMBER):
        at += 1
    if at < len(tokens) and tags[at] == GERUND:
        return _participle(tokens, tags, at + 1)
    found = noun_phrase(tokens, tags, at)
    if found is None:
        return None
    if found.after + 1 < len(tokens) and tokens[found.after].low in ("or", "and"):
        other = noun_phrase(tokens, tags, found.after + 1)
        if other is not None and (other.after >= len(tags) or tags[other.after] not in VERBAL):
            return other.after
    return found.after


def _participle(tokens: Sequence[Token], tags: Sequence[str], at: int) -> int | None:
    """The end of what a participle brings along, up to a time, a comma or the next verb."""
    begun = at
    while at < len(tokens):
        if (
            tags[at] in (STOP, COMMA, CONJUNCTION)
            or (tags[at] in VERBAL and at > begun)
            or tokens[at].low in "()"
        ):
            break
        if tags[at] == PREPOSITION and tokens[at].low in _TIME:
            break
        at += 1
    return at
