"""The bound that words or signs put on a number: over, at least, up to, roughly, 500+, 50 or more."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.quantity.mentions import Mention
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import vocabulary
from schemas.quantities import Comparator

MOST_WORDS = 3
"""Comparators and fillers stacked before one number ("at least about a total of 5")."""


def read_bounds(tokens: Sequence[Token], mention: Mention, earlier: Mention | None) -> None:
    """Sets the comparator and takes its words into the mention. `earlier` is the number before."""
    floor = earlier.after if earlier is not None else 0
    before = _before(tokens, mention.first, floor)
    if before is not None:
        mention.comparator, mention.first = before
    after = _after(tokens, mention.after)
    if after is not None:
        sign, end = after
        if mention.comparator in ("=", "~"):
            mention.comparator = sign
        mention.after = end
    if mention.comparator == "=":
        vague = mention.numeral.form == "vague" and mention.high is None
        mention.comparator = ">=" if vague else _late(tokens, mention.after) or "="
    if mention.comparator == "=" and earlier is not None and _converts(tokens, earlier, mention):
        mention.comparator = earlier.comparator


def _converts(tokens: Sequence[Token], earlier: Mention, mention: Mention) -> bool:
    """Whether this is the number before in another unit: more than 100 kilometres (60 miles)."""
    lead = [token.low for token in tokens[earlier.after : mention.first]]
    same_kind = earlier.kind == mention.kind and earlier.kind in ("measure", "currency")
    return same_kind and earlier.unit != mention.unit and lead in (["("], ["/"])


def _before(tokens: Sequence[Token], first: int, floor: int) -> tuple[Comparator, int] | None:
    words = vocabulary()
    found: tuple[Comparator, int] | None = None
    at = first
    skipped = 0
    while at > floor and skipped < MOST_WORDS:
        phrase = _ending_at(tokens, at, floor)
        if phrase is not None:
            sign, begin = phrase
            found = (sign if found is None or found[0] == "~" else found[0]), begin
            at = begin
        elif tokens[at - 1].low in words.comparator_fillers:
            at -= 1
        else:
            break
        skipped += 1
    return found


def _ending_at(tokens: Sequence[Token], at: int, floor: int) -> tuple[Comparator, int] | None:
    """The comparator whose last word is `tokens[at - 1]`, with its first token."""
    words = vocabulary()
    for phrase, sign in words.comparators_before.get(tokens[at - 1].low, ()):
        begin = at - len(phrase)
        if begin < floor or any(tokens[begin + k].low != word for k, word in enumerate(phrase)):
            continue
        previous = tokens[begin - 1].low if begin > 0 else ""
        if phrase == ("up", "to") and previous in words.not_up_to_after:
            return None
        if phrase == ("about",) and previous in words.not_about_after:
            return None
        if phrase[-1] == "." and begin > 0 and tokens[begin].glued:
            continue
        return sign, begin
    return None


_NO_BOUND = frozenset(("a", "an", "the", "one", "once", "twice"))
"""Behind "at least" these are bounded themselves: "inspected at least once"."""


def _after(tokens: Sequence[Token], at: int) -> tuple[Comparator, int] | None:
    words = vocabulary()
    if at >= len(tokens):
        return None
    if tokens[at].low == "+" and not tokens[at].glued:
        return None
    for phrase, sign in words.comparators_after.get(tokens[at].low, ()):
        end = at + len(phrase)
        if end > len(tokens) or any(tokens[at + k].low != word for k, word in enumerate(phrase)):
            continue
        following = tokens[end].low if end < len(tokens) else ""
        if phrase in (("plus",), ("at", "least")) and (
            following[:1].isdigit()
            or following in ("a", "an", "the", "one", "once", "twice")
            or following in words.cardinals
        ):
            return None
        if phrase == ("odd",) and not tokens[at].glued and following in ("", ".", ","):
            return None
        if phrase[-1] in ("more", "over", "above", "less", "under") and following in ("than", "the", "a"):
            return None
        return sign, end
    return None


NOUN_REACH = 3
"""Words between a number and the bound behind its noun."""


def _late(tokens: Sequence[Token], at: int) -> Comparator | None:
    """A bound behind the noun: "50 models or more", "10 tonnes at most"."""
    for place in range(at + 1, min(at + 1 + NOUN_REACH, len(tokens))):
        if tokens[place - 1].kind != "word":
            return None
        if tokens[place].low in ("or", "at"):
            found = _after(tokens, place)
            return found[0] if found is not None else None
    return None
