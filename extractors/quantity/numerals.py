"""Reads one number at a place in the tokens, in whatever form it is written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from extractors.quantity.digits import read_digits
from extractors.quantity.forms import Numeral
from extractors.quantity.spelled import read_cardinal, read_multiplying_verb, read_part, read_vague
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import vocabulary


@cache
def number_words() -> frozenset[str]:
    """Words that a number in words may begin with."""
    words = vocabulary()
    cardinals = {*words.cardinals, *words.vague, *words.vague_multipliers, *words.glyphs}
    multiples = {*words.multiples, *words.multiplying_verbs, *words.halving_verbs}
    return frozenset(cardinals | multiples | {"a", "an", "half", "another"})


def read_numeral(tokens: Sequence[Token], at: int, *, decimal_comma: bool = False) -> Numeral | None:
    """The longest number that begins at `tokens[at]`, or None. Words are English."""
    token, words = tokens[at], vocabulary()
    if token.kind == "number":
        return read_digits(tokens, at, decimal_comma=decimal_comma)
    low = token.low
    if low in words.cardinals or low in words.glyphs or low in ("a", "an", "half", "another"):
        found = read_part(tokens, at) or read_cardinal(tokens, at)
        return found or (read_vague(tokens, at) if low == "a" else None)
    if low in words.vague or low in words.vague_multipliers:
        return read_vague(tokens, at)
    if low in words.multiples:
        factor = Decimal(words.multiples[low])
        return Numeral(at, at + 1, factor, "multiple", factor)
    return read_multiplying_verb(tokens, at)
