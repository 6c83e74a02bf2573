"""Numbers in words: eighty-six, a dozen, two-thirds, hundreds of thousands, doubled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.quantity.forms import Numeral
from extractors.quantity.mentions import low_at
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Vocabulary, vocabulary
from schemas.quantities import LIMIT

HYPHENS = ("-", "‑", "–")
HALF = Decimal("0.5")


def read_cardinal(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A cardinal: eighty-six, two hundred and five, a dozen, half a million, one and a half million."""
    words, first = vocabulary(), at
    total = Decimal(0)
    begin = _beginning(tokens, at, words)
    if begin is None:
        return None
    current, at = begin
    begun, scaled = at > first, False
    last = 0  # the number word before, to see which may follow it
    while at < len(tokens):
        low, behind = tokens[at].low, low_at(tokens, at + 1)
        if (
            low in HYPHENS
            and tokens[at].glued
            and begun
            and (behind in words.cardinals or behind in words.scales)
        ):
            at += 1
            continue
        if low == "and" and last >= 100 and behind in words.cardinals:
            at += 1
            continue
        if low == "and" and begun and behind == "a" and low_at(tokens, at + 2) == "half":
            current, at, last = current + HALF, at + 3, 0
            continue
        if low in words.cardinals:
            value = words.cardinals[low]
            if not _may_follow(last, value):
                break
            current, last = current + value, value or 1
        elif begun and low in words.scales and low not in ("score", "gross"):
            factor = words.scales[low]
            if factor == 100 and current > 99:
                break
            if factor in (12, 100):
                current *= factor
            else:
                total, current = total + current * factor, Decimal(0)
            last, scaled = max(factor, 100), True
            if total + current >= LIMIT:
                return None
        else:
            break
        begun, at = True, at + 1
    if not begun or not last:
        return None
    if tokens[at - 1].low in HYPHENS:
        at -= 1
    return Numeral(first, at, total + current, "words", total + current, scaled=scaled)


def _beginning(tokens: Sequence[Token], at: int, words: Vocabulary) -> tuple[Decimal, int] | None:
    """What an article or "half a" before a scale word counts, and the token after it."""
    low, behind = tokens[at].low, low_at(tokens, at + 1)
    if low in ("a", "an", "another"):
        return (Decimal(1), at + 1) if behind in words.scales else None
    if low == "half":
        scale = behind in ("a", "an") and low_at(tokens, at + 2) in words.scales
        return (HALF, at + 2) if scale else None
    return Decimal(0), at


def _may_follow(last: int, value: int) -> bool:
    """Six after eighty or after a scale word; nothing after six: "six seven" are two numbers."""
    if not last:
        return True
    return value > 0 and (last >= 100 or (20 <= last < 100 and value < 10))


def read_part(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A part of a whole: half of, a third, two-thirds, three quarters of, ¾."""
    words, low = vocabulary(), tokens[at].low
    if low in words.glyphs:
        return _share(at, at + 1, words.glyphs[low])
    if low == "half":
        return _half(tokens, at)
    article = low in ("a", "an")
    top = 1 if article else words.cardinals.get(low, 0)
    named = at + 2 if low_at(tokens, at + 1) in HYPHENS else at + 1
    name, behind = low_at(tokens, named), low_at(tokens, named + 1)
    bottom = words.parts.get(name)
    if bottom is None or not 0 < top < 20 or (name == "half" and behind in words.after_half):
        return None
    if (name.endswith("s") and name != "half") != (top > 1):
        return None
    if name == "quarter" and behind not in words.after_quarter:
        return None  # of the year, unless it is said of what
    alone = named + 1 >= len(tokens) or tokens[named + 1].kind != "word" or behind in words.after_part
    if (article or name == "third") and name not in ("half", "quarter") and top == 1 and not alone:
        return None  # "a fifth report" is an ordinal
    share = Decimal(top) / Decimal(bottom)
    factor = words.scales.get(low_at(tokens, named + 3)) if behind == "of" else None
    if factor and low_at(tokens, named + 2) == "a":
        return Numeral(at, named + 4, share * factor, "words", share * factor, scaled=True)
    return _share(at, named + 1, share)


def _share(first: int, after: int, share: Decimal) -> Numeral:
    return Numeral(first, after, share, "part", share)


def _half(tokens: Sequence[Token], at: int) -> Numeral | None:
    """Half of, half the models; but not the first half, half a million, half-year, half past."""
    words, before, behind = vocabulary(), low_at(tokens, at - 1), low_at(tokens, at + 1)
    if before in words.before_half or behind in words.after_half or before in HYPHENS:
        return None
    if behind in ("a", "an") and low_at(tokens, at + 2) in words.scales:
        return None
    return _share(at, at + 1, HALF)


def read_vague(tokens: Sequence[Token], at: int) -> Numeral | None:
    """Dozens, hundreds of thousands, a few hundred: the lower end that the words warrant."""
    words, low, behind = vocabulary(), tokens[at].low, low_at(tokens, at + 1)
    if low == "a":
        few = read_vague(tokens, at + 1) if behind == "few" else None
        return _at_least(at, few.after, few.low) if few is not None and few.low is not None else None
    if low in words.vague_multipliers:
        factor = words.scales.get(behind) if behind not in ("score", "gross") else None
        return _at_least(at, at + 2, Decimal(factor)) if factor else None
    lowest, after = Decimal(words.vague[low]), at + 1
    while low_at(tokens, after) == "of" and low_at(tokens, after + 1) in words.vague and lowest < LIMIT:
        lowest *= words.vague[low_at(tokens, after + 1)]
        after += 2
    if (low == "tens" and after == at + 1) or (low == "scores" and low_at(tokens, after) != "of"):
        return None
    return _at_least(at, after, min(lowest, LIMIT))


def _at_least(first: int, after: int, lowest: Decimal) -> Numeral:
    return Numeral(first, after, None, "vague", Decimal(1), low=lowest)


def read_multiplying_verb(tokens: Sequence[Token], at: int) -> Numeral | None:
    """Reports doubled, halved its response times, double the number. Halving has the value 50: per cent."""
    words, low, behind = vocabulary(), tokens[at].low, low_at(tokens, at + 1)
    factor = words.multiplying_verbs.get(low)
    if factor is not None:
        inflected = low.endswith(("d", "ing"))
        if behind in ("down", "as", "up", "-") or not (inflected or behind in words.after_double):
            return None
        return Numeral(at, at + 1, Decimal(factor), "verb", Decimal(factor))
    if low in words.halving_verbs:
        return Numeral(at, at + 1, Decimal(50), "verb", Decimal(50))
    return None
