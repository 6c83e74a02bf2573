"""The quantity grammar: text in, quantities out, each with its place, its number, its unit and its bound.

One pass cuts the text into tokens; numbers are read where they begin, get their unit, are joined into ranges,
then get their bound, their sense and their change. Only numbers whose sense is `quantity` are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.quantity.bounds import read_bounds
from extractors.quantity.changes import read_change
from extractors.quantity.mentions import Mention, Sense
from extractors.quantity.numerals import number_words, read_numeral
from extractors.quantity.ranges import join_ranges
from extractors.quantity.rates import is_rate_base, read_rate
from extractors.quantity.senses import read_sense
from extractors.quantity.tokens import DECIMAL_COMMA, Token, tokenize
from extractors.quantity.units import read_mention
from extractors.quantity.vocabulary import Unit
from extractors.quantity.zeros import find_zeros
from schemas.quantities import Quantity


@dataclass(frozen=True)
class Reading:
    """A number found in the text and what it is there for; `mention` and `tokens` say how it was read."""

    text: str
    tokens: Sequence[Token]
    mention: Mention

    @property
    def sense(self) -> Sense:
        """`quantity`, or why the number is none."""
        return self.mention.sense

    @cached_property
    def quantity(self) -> Quantity:
        """The number with its unit and bound, whatever its sense."""
        return _quantity(self.text, self.tokens, self.mention)


def find_quantities(text: str, *, language: str = "en") -> list[Quantity]:
    """The quantities that `text` states, in order and without overlaps; offsets count from its start.

    `language` is an ISO 639-1 code: outside English, numbers are read in that language's number format, with
    per cent and currency signs and no words. Never raises; the time is linear in `len(text)`.
    """
    return [
        reading.quantity for reading in read_numbers(text, language=language) if reading.sense == "quantity"
    ]


def read_numbers(text: str, *, language: str = "en") -> list[Reading]:
    """Every number in `text` with its sense, dates, ages and labels among them."""
    base = language.lower().replace("_", "-").partition("-")[0]
    decimal_comma = base in DECIMAL_COMMA
    tokens = tokenize(text, decimal_comma=decimal_comma)
    if base != "en":
        mentions = _mentions(tokens, starts=frozenset(), signs_only=True, decimal_comma=decimal_comma)
        for mention in mentions:
            mention.sense = read_sense(tokens, mention)
    else:
        mentions = _read_english(tokens)
    return [Reading(text, tokens, mention) for mention in mentions]


def _read_english(tokens: Sequence[Token]) -> list[Mention]:
    mentions = join_ranges(tokens, _mentions(tokens, starts=number_words()))
    earlier: Mention | None = None
    for mention in mentions:
        read_bounds(tokens, mention, earlier)
        earlier = mention
    earlier = None
    for mention in mentions:
        mention.sense = read_sense(tokens, mention)
        if earlier is not None and is_rate_base(tokens, earlier, mention):
            mention.sense = "rate"
        read_rate(tokens, mention)
        read_change(tokens, mention, earlier)
        earlier = mention
    kept = _drop_repeats(tokens, mentions)
    return sorted([*kept, *find_zeros(tokens, kept)], key=lambda mention: mention.first)


def _mentions(
    tokens: Sequence[Token], *, starts: frozenset[str], signs_only: bool = False, decimal_comma: bool = False
) -> list[Mention]:
    """The numbers with what is written onto them, one after the other."""
    mentions: list[Mention] = []
    floor = at = 0
    while at < len(tokens):
        token = tokens[at]
        numeral = None
        if token.kind == "number" or token.low in starts:
            numeral = read_numeral(tokens, at, decimal_comma=decimal_comma)
        if numeral is None:
            at += 1
            continue
        mention = read_mention(tokens, numeral, floor, signs_only=signs_only)
        mentions.append(mention)
        floor = at = max(mention.after, at + 1)
    return mentions


REPEAT_REACH = 10
"""Tokens between words and the exact figure in brackets: Half of that packaging by weight (50.4%)."""


def _drop_repeats(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """One quantity for "zero (0)", words with their digits, and for "half ... (50.4%)", the exact figure."""
    kept: list[Mention] = []
    for mention in mentions:
        previous = kept[-1] if kept else None
        if previous is not None and _between(tokens, mention, ",") and _approximates(previous, mention):
            kept[-1] = mention
            continue
        if previous is not None and _bracketed(tokens, mention):
            if _same_number(previous, mention) and mention.first - 1 == previous.after:
                previous.after = mention.after + 1
                continue
            if _approximates(previous, mention) and mention.first - previous.after <= REPEAT_REACH:
                kept[-1] = mention
                continue
        kept.append(mention)
    return kept


def _bracketed(tokens: Sequence[Token], mention: Mention) -> bool:
    return (
        mention.first > 0
        and tokens[mention.first - 1].low == "("
        and mention.after < len(tokens)
        and tokens[mention.after].low in (")", ",", ";")
    )


def _between(tokens: Sequence[Token], mention: Mention, sign: str) -> bool:
    """Whether the mention stands alone between two such signs: Nearly half of them, 48%, came by post."""
    ends = mention.after < len(tokens) and tokens[mention.after].low == sign
    return ends and mention.first > 0 and tokens[mention.first - 1].low == sign


def _same_number(words: Mention, digits: Mention) -> bool:
    return (
        words.value is not None
        and words.value == digits.value
        and words.numeral.form == "words"
        and digits.numeral.form == "digits"
        and digits.kind == "count"
    )


def _approximates(words: Mention, exact: Mention) -> bool:
    return (
        words.kind == "ratio"
        and exact.kind == "percent"
        and words.value is not None
        and exact.value is not None
        and abs(words.value - exact.value) <= 5
    )


def _quantity(text: str, tokens: Sequence[Token], mention: Mention) -> Quantity:
    start, end = tokens[mention.first].start, tokens[mention.after - 1].end
    unit = mention.unit
    name = unit.plural if isinstance(unit, Unit) else unit
    return Quantity(
        value=mention.value,
        low=mention.low if mention.value is None else None,
        high=mention.high,
        comparator=mention.comparator,
        start=start,
        end=end,
        number_start=tokens[mention.number_first].start,
        number_end=tokens[max(mention.number_after, mention.number_first + 1) - 1].end,
        printed=text[start:end],
        unit_kind=mention.kind,
        unit="percent" if mention.kind in ("percent", "ratio") else name,
        per=mention.per,
        change=mention.change,
        zero_words=mention.change_told == "zero",
    )
