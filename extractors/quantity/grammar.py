"""The quantity grammar: text in, quantities out, each with its place, its number, its unit and its bound.

One pass cuts the text into tokens; numbers are read where they begin, get their unit, are joined into ranges,
then get their bound, their sense and their change. Only numbers whose sense is `quantity` are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.quantity.bounds import read_bounds
from extractors.quantity.changes import read_change
from extractors.quantity.mentions import Mention, Sense
from extractors.quantity.numerals import read_numeral
from extractors.quantity.ranges import join_ranges
from extractors.quantity.senses import read_sense
from extractors.quantity.tokens import DECIMAL_COMMA, Token, tokenize
from extractors.quantity.units import read_mention, unit_at
from extractors.quantity.vocabulary import Unit, vocabulary
from extractors.quantity.zeros import find_zeros
from schemas.quantities import Quantity


class Reading(NamedTuple):
    """A number found in the text and what it is there for; `mention` and `tokens` say how it was read."""

    sense: Sense
    quantity: Quantity
    mention: Mention
    tokens: Sequence[Token]


def find_quantities(text: str, *, language: str = "en") -> list[Quantity]:
    """The quantities that `text` states, in order and without overlaps; offsets count from its start.

    `language` is an ISO 639-1 code: outside English, numbers are read in that language's number format, and
    only digits with a per cent or currency sign or bare digits are taken. Never raises; linear in `len(text)`.
    """
    return [
        reading.quantity for reading in read_numbers(text, language=language) if reading.sense == "quantity"
    ]


def read_numbers(text: str, *, language: str = "en") -> list[Reading]:
    """Every number in `text` with its sense, dates, ages and labels among them."""
    base = language.lower().partition("-")[0]
    english = base == "en"
    tokens = tokenize(text, decimal_comma=base in DECIMAL_COMMA)
    mentions = _mentions(tokens, english=english, decimal_comma=base in DECIMAL_COMMA)
    if english:
        mentions = join_ranges(tokens, mentions)
    earlier: Mention | None = None
    for mention in mentions:
        if english:
            read_bounds(tokens, mention, earlier)
        earlier = mention
    earlier = None
    for mention in mentions:
        mention.sense = read_sense(tokens, mention)
        if earlier is not None and earlier.per is not None and _is_rate_base(tokens, mention):
            mention.sense = "rate"
        if english:
            _read_rate(tokens, mention)
            read_change(tokens, mention, earlier)
        earlier = mention
    if english:
        mentions = _drop_repeats(tokens, mentions)
        mentions = sorted([*mentions, *find_zeros(tokens, mentions)], key=lambda one: one.first)
    return [_reading(text, tokens, mention) for mention in mentions]


def _mentions(tokens: Sequence[Token], *, english: bool, decimal_comma: bool) -> list[Mention]:
    mentions: list[Mention] = []
    starts = _starts() if english else frozenset()
    floor = at = 0
    while at < len(tokens):
        token = tokens[at]
        numeral = None
        if token.kind == "number" or token.low in starts:
            numeral = read_numeral(tokens, at, decimal_comma=decimal_comma)
        if numeral is None:
            at += 1
            continue
        mention = read_mention(tokens, numeral, floor, signs_only=not english)
        mentions.append(mention)
        floor = at = max(mention.after, at + 1)
    return mentions


def _starts() -> frozenset[str]:
    global _STARTS
    if not _STARTS:
        words = vocabulary()
        _STARTS = frozenset(
            {*words.cardinals, *words.vague, *words.vague_multipliers, *words.glyphs, *words.multiples}
            | {*words.multiplying_verbs, *words.halving_verbs}
            | {"a", "an", "half", "another"}
        )
    return _STARTS


_STARTS: frozenset[str] = frozenset()

RATE_REACH = 9
"""Tokens between a count and its rate: 5-10 problematic models per month."""


def _read_rate(tokens: Sequence[Token], mention: Mention) -> None:
    if mention.sense not in ("quantity", "duration") or mention.per is not None or mention.kind == "multiple":
        return
    words = vocabulary()
    for at in range(mention.after, min(mention.after + RATE_REACH, len(tokens))):
        token = tokens[at]
        low = token.low
        if token.kind in ("number", "break") or low in ".,;:!?()" or (low in words.cardinals):
            return
        if low in _EVERY and not (low == "a" and at != mention.after and not _rate_noun_before(tokens, at)):
            if low == "/" and not token.glued:
                return
            rate = _denominator(tokens, at + 1, time_only=low not in ("per", "/"))
            if rate is not None:
                mention.per = rate[0]
            if rate is not None or low == "per":
                return
        elif low in _ADVERBS and at <= mention.after + 4 and mention.kind in ("count", "currency", "measure"):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is None or following.kind != "word" or following.low in _AFTER_ADVERB:
                mention.per = _ADVERBS[low]
                return


_EVERY = frozenset(["per", "a", "an", "each", "every", "/"])
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annually": "year",
    "yearly": "year",
    "hourly": "hour",
}
_AFTER_ADVERB = frozenset(
    ["and", "or", "in", "to", "on", "from", "by", "at", "with", "across", "through", "for", "since", "but"]
)


def _rate_noun_before(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].kind == "word" and tokens[at - 1].low.endswith("s")


def _denominator(tokens: Sequence[Token], at: int, *, time_only: bool) -> tuple[str, int] | None:
    """The unit of a rate: month, tonne, 100,000 users."""
    if at >= len(tokens):
        return None
    words = vocabulary()
    low = tokens[at].low
    if low in words.denominators:
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        return None if following in _NO_RATE else (words.denominators[low], at + 1)
    if time_only:
        return None
    numeral = read_numeral(tokens, at)
    if numeral is not None:
        noun = tokens[numeral.after] if numeral.after < len(tokens) else None
        if numeral.value is None or noun is None or noun.kind != "word":
            return None
        base = f"{_plain(numeral.value)} {noun.low}"
        return _PERIODS.get(base, base), numeral.after + 1
    found = unit_at(tokens, at)
    if found is not None:
        return found[1].name, found[0]
    return (low, at + 1) if tokens[at].kind == "word" else None


_PERIODS = {"24 hours": "day", "7 days": "week", "30 days": "month", "12 months": "year", "365 days": "year"}
_NO_RATE = frozenset("earlier ago later before after on old older early late from sooner prior".split())


def _is_rate_base(tokens: Sequence[Token], mention: Mention) -> bool:
    """The 1,000 of "12 tests per 1,000 users"."""
    return (
        mention.kind in ("count", "measure")
        and mention.first > 0
        and tokens[mention.first - 1].low in ("per", "every")
    )


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else str(value.normalize())


REPEAT_REACH = 10
"""Tokens between words and the exact figure in brackets: Half of that packaging by weight (50.4%)."""


def _drop_repeats(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """One quantity for "zero (0)" and "half ... (50.4%)": the words with their digits, or the exact figure."""
    kept: list[Mention] = []
    for mention in mentions:
        previous = kept[-1] if kept else None
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


def _reading(text: str, tokens: Sequence[Token], mention: Mention) -> Reading:
    start, end = tokens[mention.first].start, tokens[mention.after - 1].end
    unit = mention.unit
    name = unit.plural if isinstance(unit, Unit) else unit
    if mention.kind in ("percent", "ratio"):
        name = "percent"
    quantity = Quantity(
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
        unit=name,
        per=mention.per,
        change=mention.change,
        zero_words=mention.change_told == "zero",
    )
    return Reading(mention.sense, quantity, mention, tokens)
