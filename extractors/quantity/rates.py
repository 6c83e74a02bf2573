"""The rate that a number is told at: 300 reports a day, 5-10 models per month, 12 per 1,000 users."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.quantity.mentions import Mention, low_at
from extractors.quantity.numerals import read_numeral
from extractors.quantity.tokens import Token
from extractors.quantity.units import unit_at
from extractors.quantity.vocabulary import is_plural, vocabulary

REACH = 9
"""Tokens between a count and its rate."""

MASS_REACH = 3
"""Tokens from the "of" of a mass to its rate: tonnes of food a year."""

ADVERB_REACH = 4
"""Tokens between a count and "daily"."""

_EVERY = frozenset(("per", "a", "an", "each", "every", "/"))
_NO_RATE = frozenset("earlier ago later before after old older early late from sooner prior".split())
"""Behind these "a year" is a date: a year earlier."""
_BEFORE_DATE = frozenset("of within in inside once for after over under".split())
_PERIODS = {"24 hours": "day", "7 days": "week", "30 days": "month", "12 months": "year", "365 days": "year"}
_ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annually": "year",
    "yearly": "year",
}
_AFTER_ADVERB = frozenset("and or in to on from by at with across through for since but".split())


def read_rate(tokens: Sequence[Token], mention: Mention) -> None:
    """Sets `per`, a unit in the singular; looks past the noun that is counted, to the next number or stop."""
    if mention.sense not in ("quantity", "duration") or mention.per is not None or mention.kind == "multiple":
        return
    words = vocabulary()
    for at in range(mention.after, min(mention.after + REACH, len(tokens))):
        token, low = tokens[at], tokens[at].low
        if token.kind in ("number", "break") or low in ".,;:!?()" or low in words.cardinals:
            return
        if low in _EVERY:
            if low == "/" and not token.glued:
                return
            alone = low in ("a", "an") and at != mention.after and not is_plural(low_at(tokens, at - 1))
            if alone and not _of_mass(tokens, mention, at):
                continue
            rate = _denominator(tokens, at + 1, time_only=low not in ("per", "/"))
            if rate is not None or low == "per":
                mention.per = rate
                return
        elif low in _ADVERBS and at <= mention.after + ADVERB_REACH and mention.kind != "percent":
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is None or following.kind != "word" or following.low in _AFTER_ADVERB:
                mention.per = _ADVERBS[low]
                return


def _of_mass(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    """Whether a mass stands between a measure and its rate: tonnes of food a year."""
    near = (
        mention.kind == "measure"
        and low_at(tokens, mention.after) == "of"
        and at <= mention.after + MASS_REACH
    )
    return near and low_at(tokens, at - 1) not in _BEFORE_DATE


def is_rate_base(tokens: Sequence[Token], earlier: Mention, mention: Mention) -> bool:
    """Whether a number is the 1,000 of "12 tests per 1,000 users" and no quantity of its own."""
    bare = mention.kind in ("count", "measure") and earlier.per is not None
    return bare and low_at(tokens, mention.first - 1) in ("per", "every")


def _denominator(tokens: Sequence[Token], at: int, *, time_only: bool) -> str | None:
    """The unit of a rate: month, tonne, 100000 users."""
    if at >= len(tokens):
        return None
    low = tokens[at].low
    period = vocabulary().denominators.get(low)
    if period is not None:
        following = low_at(tokens, at + 1)
        ends = following == "on" and (at + 2 >= len(tokens) or tokens[at + 2].kind != "word")
        return None if following in _NO_RATE or ends else period  # "a year on, ..."
    if time_only:
        return None
    if low in vocabulary().scales and at + 1 < len(tokens) and tokens[at + 1].kind == "word":
        near = range(at + 1, min(at + 4, len(tokens)))
        last = next((one for one in near if is_plural(tokens[one].low)), at + 1)
        return " ".join(token.low for token in tokens[at : last + 1])  # million vehicle kilometres
    numeral = read_numeral(tokens, at)
    if numeral is not None:
        noun = tokens[numeral.after] if numeral.after < len(tokens) else None
        if numeral.value is None or noun is None or noun.kind != "word":
            return None
        base = f"{_plain(numeral.value)} {noun.low}"
        return _PERIODS.get(base, base)
    found = unit_at(tokens, at)
    if found is not None:
        return found[1].name
    return low if tokens[at].kind == "word" else None


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else str(value.normalize())
