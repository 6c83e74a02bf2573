"""Says what a number is there for: a quantity, or a date, an age, a label, a name, which are not taken."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.quantity import labels, times
from extractors.quantity.mentions import HYPHENS, Mention, Sense
from extractors.quantity.surroundings import Surroundings
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import vocabulary

ENUMERATED_UP_TO = 12
"""Larger headcounts are not of things that the text itself spells out."""


def read_sense(tokens: Sequence[Token], mention: Mention) -> Sense:
    """The sense of one mention, from the tokens around it: the first reader that knows it decides."""
    if mention.sense != "quantity":
        return mention.sense
    around = Surroundings(tokens, mention)
    if mention.kind in ("percent", "percentage_points", "currency"):
        return "name" if around.in_name else "quantity"
    for reader in _READERS:
        sense = reader(around)
        if sense is not None:
            return sense
    return "quantity"


def _pronoun(around: Surroundings) -> Sense | None:
    """One of the models, no one, one can: "one" that does not count."""
    numeral, mention, words = around.mention.numeral, around.mention, around.words
    if around.number.low != "one" or numeral.after != numeral.first + 1:
        return None
    if mention.comparator != "=" or mention.kind != "count":
        return None
    if (
        around.before in (";", ",", "and")
        and around.after in ("was", "were", "had", "led")
        and _counts_before(around)
    ):
        return None  # "two requests were challenged; one was withdrawn"
    following = around.token(mention.after)
    counts = (
        following is not None and following.kind == "word" and around.after not in words.after_pronoun_one
    )
    return None if counts and around.before not in words.before_pronoun_one else "pronoun"


def _counts_before(around: Surroundings) -> bool:
    """Whether another number stands earlier in the sentence."""
    earlier = around.tokens[: around.mention.first]
    return any(one.text[:1].isdigit() or one.low in vocabulary().cardinals for one in earlier)


def _compound(around: Surroundings) -> Sense | None:
    """Our three-pillar strategy: the number belongs to the word behind the hyphen."""
    if around.mention.kind == "ratio":
        behind = around.token(around.mention.after + 1)
        joined = around.glued(around.mention.after, "".join(HYPHENS)) and behind is not None and behind.glued
        return "compound" if joined else None
    if not around.mention.hyphenated or around.mention.kind != "count":
        return None
    return None if around.after2 in around.words.counted_compounds else "compound"


def _part_of_time(around: Surroundings) -> Sense | None:
    """The second half, the last quarter: a part that has a name, not a share."""
    named = around.number.low in ("half", "quarter", "halves", "quarters")
    return "date" if named and around.before in around.words.part_leads else None


def _adverb(around: Surroundings) -> Sense | None:
    """Counted twice: how often something was done, where "twice as many" would compare."""
    times = around.number.low in ("once", "twice", "thrice")
    return "cadence" if times and around.after not in around.words.after_times else None


def _enumeration(around: Surroundings) -> Sense | None:
    """Three pillars, the first two rounds, these four firms: a headcount of what the text names itself."""
    mention, words = around.mention, around.words
    small = mention.value is not None and mention.value <= ENUMERATED_UP_TO
    if mention.kind != "count" or mention.comparator != "=" or not small or mention.numeral.scaled:
        return None
    if around.after in words.enumerated:
        return "enumeration"
    article = around.before in ("the", "these", "those") and mention.numeral.form == "words"
    points = (article or around.before in words.pointing) and around.before2 != "of"
    return "enumeration" if points and around.noun_follows else None


_READERS = (
    labels.ordinal,
    times.clock,
    times.date,
    times.age,
    labels.identifier,
    labels.label,
    labels.name,
    labels.turn_of_speech,
    times.cadence,
    _pronoun,
    _compound,
    _part_of_time,
    _adverb,
    _enumeration,
    times.duration,
)
