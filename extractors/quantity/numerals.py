"""Reads one number at a place in the tokens: digits, words, scale words, fractions, and numbers left vague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.quantity.tokens import Token, number_value
from extractors.quantity.vocabulary import vocabulary
from schemas.quantities import LIMIT

Form = Literal["digits", "words", "part", "vague", "multiple", "verb"]

PERCENT = Decimal(100)


@dataclass(slots=True)
class Numeral:
    """A number over `tokens[first:after]`.

    `value` is None when only a lower end is told ("hundreds of"): then `low` has it. `mantissa` is the number
    before its scale word. A `part` (a third, 1/3, 1 in 3) has its value as a share of 1.
    """

    first: int
    after: int
    value: Decimal | None
    form: Form
    mantissa: Decimal
    low: Decimal | None = None
    scaled: bool = False
    suffix: str = ""
    """The scale letter written onto the digits, which may yet be a unit (3m)."""


def read_numeral(tokens: Sequence[Token], at: int, *, decimal_comma: bool = False) -> Numeral | None:
    """The longest number that begins at `tokens[at]`, or None."""
    token = tokens[at]
    if token.kind == "number":
        return _digits(tokens, at, decimal_comma)
    if decimal_comma:
        return None
    low = token.low
    words = vocabulary()
    if low in words.cardinals or low in ("a", "an", "half", "another") or low in words.glyphs:
        return _part(tokens, at) or _words(tokens, at) or (_vague(tokens, at) if low == "a" else None)
    if low in words.vague or low in words.vague_multipliers:
        return _vague(tokens, at)
    if low in words.multiples:
        factor = Decimal(words.multiples[low])
        return Numeral(at, at + 1, factor, "multiple", factor)
    return _verb(tokens, at)


def _verb(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A verb that multiplies: reports doubled, halved its response times, double the number."""
    words = vocabulary()
    low = tokens[at].low
    following = _low(tokens, at + 1)
    if low in words.multiplying_verbs:
        adjective = not low.endswith(("d", "ing")) and following not in (
            "the",
            "its",
            "their",
            "our",
            "what",
            "that",
        )
        if adjective or following in ("down", "as", "up", "-"):
            return None
        factor = Decimal(words.multiplying_verbs[low])
        return Numeral(at, at + 1, factor, "verb", factor)
    if low in words.halving_verbs and low != "halves":
        return Numeral(at, at + 1, Decimal(50), "verb", Decimal(50))
    return None


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if at < len(tokens) else ""


def _digits(tokens: Sequence[Token], at: int, decimal_comma: bool) -> Numeral | None:
    words = vocabulary()
    value = number_value(tokens[at].text, decimal_comma=decimal_comma)
    if value is None:
        return None
    after = at + 1
    numeral = Numeral(at, after, value, "digits", value)
    following = tokens[after] if after < len(tokens) else None
    if following is None:
        return numeral if value < LIMIT else None
    low = following.low
    if low in words.glyphs and following.glued:
        numeral.value = numeral.mantissa = value + words.glyphs[low]
        numeral.after = after = at + 2
    elif low in ("/", "⁄") and following.glued:
        fraction = _written_fraction(tokens, at, value)
        if fraction is not None:
            return fraction
    elif low == "and" and _low(tokens, after + 1) == "a" and _low(tokens, after + 2) == "half":
        numeral.value = numeral.mantissa = value + Decimal("0.5")
        numeral.after = after = at + 4
    power = _power_of_ten(tokens, after)
    if power:
        numeral.value = numeral.value * Decimal(10) ** power[0] if numeral.value is not None else None
        numeral.after = power[1]
        numeral.scaled = True
    elif following.glued and following.kind == "word" and low in words.suffixes and after == at + 1:
        if low not in ("m", "mm", "t") or following.text in ("M", "MM", "T"):
            _scale(numeral, words.suffixes[low], after + 1)
        else:
            numeral.suffix = following.text
    elif low == "s" and following.glued and _low(tokens, after + 1) == "of" and value in _ROUND:
        numeral.value, numeral.low, numeral.form, numeral.after = None, value, "vague", after + 1
        return numeral  # 1,000s of
    elif (
        following.text in ("M", "B")
        and after + 1 < len(tokens)
        and tokens[after + 1].low.endswith(_PLURAL_ENDS)
    ):
        _scale(numeral, words.suffixes[low], after + 1)
    else:
        _scales(tokens, numeral)
    return numeral if numeral.value is not None and abs(numeral.value) < LIMIT else None


_ROUND = frozenset(Decimal(10) ** power for power in range(1, 10))
_PLURAL_ENDS = ("s", "people")


def _scale(numeral: Numeral, factor: int, after: int) -> None:
    if numeral.value is not None:
        numeral.value *= factor
    if numeral.low is not None:
        numeral.low *= factor
    numeral.scaled = True
    numeral.after = after


def apply_suffix(numeral: Numeral) -> None:
    """Reads a letter on the digits as a scale after all: 3m is three million."""
    _scale(numeral, vocabulary().suffixes[numeral.suffix.lower()], numeral.after + 1)
    numeral.suffix = ""


def _scales(tokens: Sequence[Token], numeral: Numeral) -> None:
    """Scale words behind the digits, a hyphen between them allowed: 36.2 million, 4bn, 10-million."""
    words = vocabulary()
    while numeral.after < len(tokens):
        at = numeral.after
        if tokens[at].low in "-‑–" and tokens[at].glued and _low(tokens, at + 1) in words.scales:
            at += 1
        low = tokens[at].low
        factor = words.scales.get(low) or words.abbreviated_scales.get(low)
        if factor is None or (low in ("score", "gross", "cr") and not tokens[at].glued):
            return
        if numeral.value is not None and numeral.value * factor >= LIMIT:
            return
        _scale(numeral, factor, at + 1)


def _power_of_ten(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """x 10^6, ×10−30: the exponent and the token after it."""
    if _low(tokens, at) not in ("×", "x", "·", "*") or _low(tokens, at + 1) != "10":
        return None
    at += 2
    if _low(tokens, at) == "^":
        at += 1
    sign = 1
    if at < len(tokens) and tokens[at].low in "-−–" and tokens[at].glued:
        sign, at = -1, at + 1
    if at < len(tokens) and tokens[at].kind == "number" and tokens[at].glued and tokens[at].text.isdigit():
        exponent = int(tokens[at].text) if len(tokens[at].text) <= 2 else 99
        return (sign * exponent, at + 1) if exponent <= 40 else None
    return None


def _written_fraction(tokens: Sequence[Token], at: int, top: Decimal) -> Numeral | None:
    """3/4, when it is one: small whole numbers, the upper the smaller, and no date around it."""
    below = tokens[at + 2] if at + 2 < len(tokens) else None
    if below is None or below.kind != "number" or not below.glued or not below.text.isdigit():
        return None
    if not tokens[at].text.isdigit() or len(below.text) > 3:
        return None
    bottom = int(below.text)
    if not 0 < top < bottom or _low(tokens, at + 3) in ("/", "⁄"):
        return None
    share = top / bottom
    return Numeral(at, at + 3, share, "part", share)


def _words(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A cardinal in words: eighty-six, two hundred and five, a dozen, half a million."""
    words = vocabulary()
    first = at
    total, current = Decimal(0), Decimal(0)
    begun = scaled = False
    low = tokens[at].low
    if low in ("a", "an", "another"):
        if _low(tokens, at + 1) not in words.scales:
            return None
        if _low(tokens, at + 1) == "score" and _low(tokens, at + 2) != "of":
            return None
        current, at, begun = Decimal(1), at + 1, True
    elif low == "half":
        if _low(tokens, at + 1) not in ("a", "an") or _low(tokens, at + 2) not in words.scales:
            return None
        current, at, begun = Decimal("0.5"), at + 2, True
    last = 0  # the value of the number word before, to see which may follow
    while at < len(tokens):
        token = tokens[at]
        low = token.low
        if (
            low in "-‑–"
            and token.glued
            and begun
            and _low(tokens, at + 1) in words.cardinals | words.scales.keys()
        ):
            at += 1
            continue
        if low == "and" and last >= 100 and _low(tokens, at + 1) in words.cardinals:
            at += 1
            continue
        if low == "and" and begun and _low(tokens, at + 1) == "a" and _low(tokens, at + 2) == "half":
            current += Decimal("0.5")
            at += 3
            last = 0
            continue
        if low in words.cardinals:
            value = words.cardinals[low]
            fits = (
                not last
                or last >= 100
                or (last in words.cardinals.values() and 20 <= last < 100 and value < 10)
            )
            if not fits or (last >= 100 and value == 0):
                break
            current += value
            last = value or 1
        elif low in words.scales and begun:
            factor = words.scales[low]
            if low in ("score", "gross") or (factor == 100 and current > 99):
                break
            if factor in (12, 100):
                current *= factor
            else:
                total += current * factor
                current = Decimal(0)
            last, scaled = max(factor, 100), True
            if total + current >= LIMIT:
                return None
        else:
            break
        begun = True
        at += 1
    if not begun or (at == first + 1 and tokens[first].low in ("a", "an", "another")):
        return None
    if tokens[at - 1].low in "-‑–":
        at -= 1
    return Numeral(first, at, total + current, "words", total + current, scaled=scaled)


def _part(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A part of a whole in words or as one sign: half of, a third, two-thirds, three quarters of, ¾."""
    words = vocabulary()
    token = tokens[at]
    if token.low in words.glyphs:
        share = words.glyphs[token.low]
        return Numeral(at, at + 1, share, "part", share)
    if token.low == "half":
        following = _low(tokens, at + 1)
        if following in ("a", "an") and _low(tokens, at + 2) in words.scales:
            return None
        if at and tokens[at - 1].low in _HALF_OF_TIME:
            return None
        if following in ("-", "year", "years", "past", "way", "time", "hour", "term", "day", "century") or (
            tokens[at - 1].low == "-" and at
        ):
            return None
        return Numeral(at, at + 1, Decimal("0.5"), "part", Decimal("0.5"))
    top = 1 if token.low in ("a", "an") else words.cardinals.get(token.low, 0)
    if not 0 < top < 20:
        return None
    following = at + 1
    if _low(tokens, following) in ("-", "‑", "–"):
        following += 1
    name = _low(tokens, following)
    bottom = words.parts.get(name)
    if bottom is None or top >= bottom * 5:
        return None
    plural = name.endswith("s") if name != "half" else False
    if plural != (top > 1):
        return None
    if name in ("quarter", "quarters") and _low(tokens, following + 1) not in _OF_A_QUARTER and top != 3:
        return None  # a quarter of the year, unless it is said of what
    if (
        token.low in ("a", "an")
        and name not in ("half", "third", "quarter")
        and not _stands_alone(tokens, following + 1)
    ):
        return None  # "a fifth report" is an ordinal
    if token.low in ("a", "an", "one") and name == "third" and not _stands_alone(tokens, following + 1):
        return None
    share = Decimal(top) / Decimal(bottom)
    if _low(tokens, following + 1) == "of" and _low(tokens, following + 2) == "a":
        factor = words.scales.get(_low(tokens, following + 3))
        if factor:
            value = share * factor
            return Numeral(at, following + 4, value, "words", value, scaled=True)
    return Numeral(at, following + 1, share, "part", share)


_OF_A_QUARTER = frozenset(("of", "were", "are", "is"))
_HALF_OF_TIME = frozenset(
    ["first", "second", "last", "latter", "next", "previous", "other", "better", "either", "this", "that"]
)


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether no noun follows: "a third of", "a fifth.", but not "a third report"."""
    return at >= len(tokens) or tokens[at].kind != "word" or tokens[at].low in _AFTER_PART


_AFTER_PART = frozenset(
    [
        "of",
        "in",
        "from",
        "to",
        "by",
        "more",
        "less",
        "fewer",
        "higher",
        "lower",
        "were",
        "was",
        "are",
        "is",
        "have",
        "had",
        "has",
        "did",
        "do",
        "said",
        "came",
        "and",
        "or",
        "compared",
        "since",
        "on",
        "over",
        "during",
        "between",
        "last",
        "this",
        "year",
    ]
)


def _vague(tokens: Sequence[Token], at: int) -> Numeral | None:
    """Dozens, hundreds of thousands, several hundred: the lower end that the words warrant."""
    words = vocabulary()
    low = tokens[at].low
    if low == "a":
        few = _vague(tokens, at + 1) if _low(tokens, at + 1) == "few" else None
        return Numeral(at, few.after, None, "vague", Decimal(1), low=few.low) if few else None
    if low in words.vague_multipliers:
        factor = words.scales.get(_low(tokens, at + 1))
        if factor is None or low == "many" or factor == 20:
            return None
        if _low(tokens, at + 1) in ("score", "gross"):
            return None
        return Numeral(at, at + 2, None, "vague", Decimal(1), low=Decimal(factor))
    lowest = Decimal(words.vague[low])
    after = at + 1
    while _low(tokens, after) == "of" and _low(tokens, after + 1) in words.vague and lowest < LIMIT:
        lowest *= words.vague[_low(tokens, after + 1)]
        after += 2
    if low == "tens" and after == at + 1:
        return None
    if low == "scores" and _low(tokens, after) != "of":
        return None
    return Numeral(at, after, None, "vague", Decimal(1), low=min(lowest, LIMIT))
