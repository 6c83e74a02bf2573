"""Numbers in digits: 1,234.5, 36.2 million, 4bn, 2½, 3/4, 1.99×10−30."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.quantity.forms import Numeral
from extractors.quantity.mentions import low_at
from extractors.quantity.tokens import Token, number_value
from extractors.quantity.vocabulary import is_plural, vocabulary
from schemas.quantities import LIMIT

LARGEST_EXPONENT = 40
_ROUND = frozenset(Decimal(10) ** power for power in range(1, 10))


def read_digits(tokens: Sequence[Token], at: int, *, decimal_comma: bool) -> Numeral | None:
    """The number at a number token with its scale words and fraction; None when it is none or too large."""
    value = number_value(tokens[at].text, decimal_comma=decimal_comma)
    if value is None:
        return None
    numeral = Numeral(at, at + 1, value, "digits", value)
    fraction = _written_fraction(tokens, at, value)
    if fraction is not None:
        return fraction
    _read_behind(tokens, numeral, value)
    told = numeral.value if numeral.value is not None else numeral.low
    return numeral if told is not None and abs(told) < LIMIT else None


def _read_behind(tokens: Sequence[Token], numeral: Numeral, value: Decimal) -> None:
    words, after = vocabulary(), numeral.after
    if after >= len(tokens):
        return
    following = tokens[after]
    low, behind = following.low, low_at(tokens, after + 1)
    joined = following.glued and following.kind == "word"
    if low in words.glyphs and following.glued:
        numeral.value = numeral.mantissa = value + words.glyphs[low]
        numeral.after = after + 1
    elif low == "and" and behind == "a" and low_at(tokens, after + 2) == "half":
        numeral.value = numeral.mantissa = value + Decimal("0.5")
        numeral.after = after + 3
    elif joined and low in words.suffixes:
        if low in ("m", "mm", "t") and following.text.islower():
            numeral.suffix = following.text
        else:
            numeral.scale(words.suffixes[low], after + 1)
        return
    elif joined and low == "s" and behind == "of" and value in _ROUND:
        numeral.value, numeral.low, numeral.form, numeral.after = None, value, "vague", after + 1
        return  # 1,000s of
    elif following.text in ("M", "B") and is_plural(behind):
        numeral.scale(words.suffixes[low], after + 1)
        return
    power = _power_of_ten(tokens, numeral.after)
    if power is not None and numeral.value is not None:
        numeral.value, numeral.after, numeral.scaled = numeral.value.scaleb(power[0]), power[1], True
    else:
        _read_scales(tokens, numeral)


def _read_scales(tokens: Sequence[Token], numeral: Numeral) -> None:
    """Scale words behind the digits, a hyphen between them allowed: 36.2 million, 4bn, 10-million."""
    words = vocabulary()
    while numeral.after < len(tokens):
        at = numeral.after
        if tokens[at].low in "-‑–" and tokens[at].glued and low_at(tokens, at + 1) in words.scales:
            at += 1
        low = tokens[at].low
        factor = words.scales.get(low) or words.abbreviated_scales.get(low)
        if factor is None or (low in ("score", "gross", "cr") and not tokens[at].glued):
            return
        if numeral.value is not None and numeral.value * factor >= LIMIT:
            return
        numeral.scale(factor, at + 1)


def _power_of_ten(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """x 10^6, ×10−30: the exponent and the token after it."""
    if low_at(tokens, at) not in ("×", "x", "·", "*") or low_at(tokens, at + 1) != "10":
        return None
    at += 2
    if low_at(tokens, at) == "^":
        at += 1
    sign = 1
    if at < len(tokens) and tokens[at].low in "-−–" and tokens[at].glued:
        sign, at = -1, at + 1
    if at < len(tokens) and tokens[at].kind == "number" and tokens[at].glued and tokens[at].text.isdigit():
        exponent = int(tokens[at].text) if len(tokens[at].text) <= 2 else LARGEST_EXPONENT + 1
        return (sign * exponent, at + 1) if exponent <= LARGEST_EXPONENT else None
    return None


def _written_fraction(tokens: Sequence[Token], at: int, top: Decimal) -> Numeral | None:
    """3/4, when it is one: small whole numbers, the upper the smaller, and no date around it."""
    if low_at(tokens, at + 1) not in ("/", "⁄") or not tokens[at + 1].glued:
        return None
    below = tokens[at + 2] if at + 2 < len(tokens) else None
    if below is None or below.kind != "number" or not below.glued or not below.text.isdigit():
        return None
    if not tokens[at].text.isdigit() or len(below.text) > 3:
        return None
    bottom = int(below.text)
    if not 0 < top < bottom or low_at(tokens, at + 3) in ("/", "⁄"):
        return None
    share = top / bottom
    return Numeral(at, at + 3, share, "part", share)
