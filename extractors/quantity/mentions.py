"""A number with what is written onto it: sign, currency, unit, scale letter, hyphenated noun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.quantity.numerals import Numeral, apply_suffix
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Table, Unit, vocabulary
from schemas.quantities import Comparator

Sense = Literal[
    "quantity",
    "duration",
    "age",
    "date",
    "time",
    "ordinal",
    "reference",
    "name",
    "cadence",
    "compound",
    "pronoun",
    "enumeration",
    "score",
    "rate",
]
"""What a number in the text is there for. Only a `quantity` is reported; the other senses say why not."""

HYPHENS = frozenset("-‐‑–—−")
MINUS = frozenset("-−–")


@dataclass(slots=True)
class Mention:
    """One number, or the two ends of a range, in the tokens `first` to `after` (exclusive).

    `low` and `high` are set on a range, and `low` alone on a vague number. `percent` values are in points.
    """

    numeral: Numeral
    first: int
    after: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    kind: Literal["count", "percent", "percentage_points", "currency", "measure", "multiple", "ratio"] = (
        "count"
    )
    unit: Unit | str | None = None
    per: str | None = None
    comparator: Comparator = "="
    change: Literal["up", "down"] | None = None
    change_told: str = ""
    """Where the change is told: `verb`, `noun`, `comparison` or `sign`."""
    negative: bool = False
    sense: Sense = "quantity"
    hyphenated: bool = False
    """A hyphen ties it to the noun behind it: a three-month cadence."""
    number_first: int = 0
    number_after: int = 0
    leads_to: Mention | None = None
    """The level that a change from this one arrives at: the 500 of "rose from 400 to 500"."""
    joined_by: str = ""
    """The word or sign between the ends of a range."""

    @property
    def told_unit(self) -> bool:
        """Whether a unit, a currency or a percent sign is written at the number itself."""
        return self.kind not in ("count", "ratio")


def read_mention(
    tokens: Sequence[Token], numeral: Numeral, floor: int, *, signs_only: bool = False
) -> Mention:
    """The numeral with its unit. `floor` is the first token that does not belong to the number before it."""
    mention = Mention(numeral, numeral.first, numeral.after, numeral.value, low=numeral.low)
    if numeral.form == "part" and numeral.value is not None:
        mention.kind, mention.value = "ratio", per_cent(numeral.value)
    elif numeral.form == "multiple":
        mention.kind = "multiple"
    _prefix(tokens, mention, floor)
    if numeral.form == "verb":
        halved = tokens[numeral.first].low in vocabulary().halving_verbs
        mention.kind = "ratio" if halved else "multiple"
        mention.change, mention.change_told = ("down" if halved else "up"), "multiple"
    elif mention.kind != "multiple":
        _suffix(tokens, mention, signs_only)
    _minus(tokens, mention, floor)
    mention.number_first, mention.number_after = numeral.first, numeral.after
    return mention


def per_cent(share: Decimal) -> Decimal:
    """A share of 1 in per cent, to four places: a third is 33.3333."""
    value = round(share * 100, 4)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def match(table: Table, tokens: Sequence[Token], at: int, *, case: bool = False) -> tuple[int, object] | None:
    """The longest phrase of `table` that begins at `tokens[at]`: the token after it, and its meaning."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    for phrase, meaning in table.get(token.text if case else token.low, ()):
        end = at + len(phrase)
        if end <= len(tokens) and all(
            (tokens[at + k].text if case else tokens[at + k].low) == phrase[k] for k in range(1, len(phrase))
        ):
            return end, meaning
    return None


_DOLLARS = {
    "us": "USD",
    "u.s.": "USD",
    "u.s": "USD",
    "hk": "HKD",
    "nz": "NZD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "s": "SGD",
    "nt": "TWD",
}


def _prefix(tokens: Sequence[Token], mention: Mention, floor: int) -> None:
    """A currency before the digits: $5, US $5, USD 5, RM5."""
    if mention.numeral.form not in ("digits", "vague"):
        return
    at = mention.first - 1
    if at >= floor and tokens[at].low in MINUS and tokens[at + 1].glued and _is_money(tokens, at - 1, floor):
        mention.negative, at = True, at - 1
    if not _is_money(tokens, at, floor):
        return
    words = vocabulary()
    token = tokens[at]
    code = words.currency_signs.get(token.text) or words.currency_codes.get(token.text)
    assert code is not None
    if code == "USD" and token.text == "$" and at > floor and tokens[at - 1].text.isupper():
        other = _DOLLARS.get(tokens[at - 1].low)
        if other and (len(tokens[at - 1].text) > 1 or token.glued):
            code, at = other, at - 1
    mention.kind, mention.unit, mention.first = "currency", code, at


def _is_money(tokens: Sequence[Token], at: int, floor: int) -> bool:
    if at < floor or at < 0:
        return False
    words = vocabulary()
    token = tokens[at]
    if token.text in words.currency_signs:
        return True
    return (
        token.kind == "word"
        and token.text in words.currency_codes
        and (len(token.text) == 3 or tokens[at + 1].glued or token.text in ("Rs", "RM", "Rp"))
    )


def _minus(tokens: Sequence[Token], mention: Mention, floor: int) -> None:
    at = mention.first - 1
    if at < floor:
        return
    token = tokens[at]
    before_glued = token.glued
    if token.low in ("-", "−", "–") and tokens[at + 1].glued and not before_glued:
        mention.negative, mention.first = True, at
    elif token.low == "minus" or (
        token.low in HYPHENS and token.glued and at > floor and tokens[at - 1].low == "minus"
    ):
        mention.negative, mention.first = True, at if token.low == "minus" else at - 1
    elif token.low == "+" and tokens[at + 1].glued and not before_glued:
        mention.first, mention.change, mention.change_told = at, "up", "sign"
    if mention.negative and mention.value is not None and mention.kind != "measure":
        mention.change, mention.change_told = "down", "sign"


def _suffix(tokens: Sequence[Token], mention: Mention, signs_only: bool) -> None:
    at = mention.after
    if at >= len(tokens):
        return
    if _percent(tokens, mention, at, signs_only):
        return
    if (
        tokens[at].text in vocabulary().currency_signs
        and mention.kind == "count"
        and not _low(tokens, at + 1).isdigit()
    ):
        mention.kind, mention.unit, mention.after = (
            "currency",
            vocabulary().currency_signs[tokens[at].text],
            at + 1,
        )
        return
    if signs_only:
        return
    if mention.numeral.suffix:
        _letter(tokens, mention)
        at = mention.after
    hyphen = at < len(tokens) and tokens[at].low in HYPHENS and tokens[at].glued and _joins(tokens, at)
    if _multiple(tokens, mention, at, hyphen=hyphen):
        return
    if mention.kind == "currency":
        _currency_after_sign(tokens, mention, at)
    elif mention.kind == "count":
        place = at + 1 if hyphen else at
        if _currency(tokens, mention, place) or _measure(tokens, mention, place):
            mention.hyphenated = hyphen
            return
    if hyphen and mention.kind == "count":
        mention.hyphenated = True


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether the hyphen at `at` ties the number to a word behind it."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and following.kind == "word" and (following.glued or tokens[at].low == "-")


def _percent(tokens: Sequence[Token], mention: Mention, at: int, signs_only: bool) -> bool:
    low = tokens[at].low
    if mention.kind not in ("count",):
        return False
    if (
        low in HYPHENS
        and tokens[at].glued
        and _low(tokens, at + 1) in ("percent", "per", "percentage", "pct", "point")
    ):
        if _low(tokens, at + 1) == "point":
            return False
        at += 1
        low = tokens[at].low
    if low in ("%", "％", "٪"):
        after = at + 1
    elif signs_only:
        return False
    elif low in ("percent", "pct", "percents"):
        after = at + 1
    elif low == "per" and _low(tokens, at + 1) == "cent":
        after = at + 2
    elif low == "percentage" and _low(tokens, at + 1) in ("point", "points"):
        after = at + 1
    elif low in ("pp", "ppt", "ppts", "p.p."):
        mention.kind, mention.unit, mention.after = "percentage_points", "percentage points", at + 1
        return True
    else:
        return False
    if not signs_only and _low(tokens, after) in HYPHENS and _low(tokens, after + 1) in ("point", "points"):
        after += 1
    if not signs_only and _low(tokens, after) in ("point", "points"):
        mention.kind, mention.unit, mention.after = "percentage_points", "percentage points", after + 1
    else:
        mention.kind, mention.unit, mention.after = "percent", "percent", after
    return True


_LONG = frozenset(
    [
        "tall",
        "high",
        "long",
        "wide",
        "deep",
        "away",
        "above",
        "below",
        "from",
        "apart",
        "across",
        "thick",
        "tower",
        "pool",
        "sprint",
        "race",
        "dash",
        "run",
        "freestyle",
        "hurdles",
        "relay",
        "radius",
        "diameter",
    ]
)


def _letter(tokens: Sequence[Token], mention: Mention) -> None:
    """m, mm or t written onto digits: a scale before a noun or behind a currency, else metres and tonnes."""
    numeral = mention.numeral
    following = tokens[numeral.after + 1] if numeral.after + 1 < len(tokens) else None
    article = mention.first > 0 and tokens[mention.first - 1].low in ("a", "an")
    million = mention.kind == "currency" or (
        numeral.suffix == "m"
        and following is not None
        and following.kind == "word"
        and following.low not in _LONG
        and not article
        and following.low not in ("x", "by", "per", "and", "or", "to", "in", "at", "with")
    )
    if (million and numeral.suffix != "mm") or (numeral.suffix == "mm" and mention.kind == "currency"):
        apply_suffix(numeral)
        mention.value, mention.after = numeral.value, numeral.after
    else:
        numeral.suffix = ""


def _multiple(tokens: Sequence[Token], mention: Mention, at: int, *, hyphen: bool) -> bool:
    low = _low(tokens, at)
    if mention.kind != "count":
        return False
    if hyphen and _low(tokens, at + 1) == "fold":
        mention.after = at + 2
    elif (
        low == "fold"
        or (
            low in ("x", "×")
            and at < len(tokens)
            and tokens[at].glued
            and not _low(tokens, at + 1)[:1].isdigit()
        )
        or (low == "times" and _low(tokens, at + 1) in _COMPARING)
    ):
        mention.after = at + 1
    else:
        return False
    mention.kind = "multiple"
    return True


_COMPARING = frozenset(
    [
        "as",
        "more",
        "the",
        "higher",
        "larger",
        "greater",
        "faster",
        "bigger",
        "fewer",
        "less",
        "lower",
        "that",
        "smaller",
        "what",
        "its",
        "their",
        "longer",
        "over",
    ]
)


def _currency_after_sign(tokens: Sequence[Token], mention: Mention, at: int) -> None:
    """$5 million AUD, $75 U.S.: the code behind tells which dollar it is."""
    if at >= len(tokens):
        return
    text = tokens[at].text
    code = vocabulary().currency_codes.get(text)
    if text in ("US", "U.S.", "USD") and mention.unit == "USD":
        mention.after = at + 1
    elif code and len(text) == 3:
        if mention.unit in ("USD", code):
            mention.unit = code
            mention.after = at + 1
    else:
        found = match(vocabulary().currency_names, tokens, at)
        if found and found[1] == mention.unit:
            mention.after = found[0]


def _currency(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    words = vocabulary()
    if at >= len(tokens):
        return False
    token = tokens[at]
    code = words.currency_codes.get(token.text) if len(token.text) == 3 or token.text == "kn" else None
    if code and token.kind == "word" and _low(tokens, at + 1) != "$":
        mention.kind, mention.unit, mention.after = "currency", code, at + 1
        return True
    found = match(words.currency_names, tokens, at)
    if found is None and token.low in ("us", "u.s.") and token.text.isupper():
        found = match(words.currency_names, tokens, at)
    if found is not None:
        mention.kind, mention.unit, mention.after = "currency", str(found[1]), found[0]
        return True
    if token.low in words.bare_currencies and _talks_of_money(tokens, mention):
        mention.kind, mention.unit, mention.after = "currency", words.bare_currencies[token.low], at + 1
        return True
    return False


def _talks_of_money(tokens: Sequence[Token], mention: Mention) -> bool:
    if (
        mention.numeral.scaled
        and mention.numeral.mantissa != mention.value
        and (mention.value or 0) >= 1_000_000
    ):
        return True
    money = vocabulary().money_words
    return any(token.low in money for token in tokens[max(0, mention.first - 8) : mention.first])


def _measure(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    found = _unit(tokens, at)
    if found is None:
        return False
    mention.after, mention.unit = found
    mention.kind = "measure"
    if mention.unit.per:
        mention.per = mention.unit.per
    elif mention.unit.dimension != "time" and _low(tokens, mention.after) in ("/", "per"):
        below = _unit(tokens, mention.after + 1)
        if below is not None:
            mention.after, mention.per = below[0], below[1].name
    elif [token.low for token in tokens[mention.after : mention.after + 3]] in _HYPHENED_RATE:
        below = _unit(tokens, mention.after + 3)
        if below is not None:
            mention.after, mention.per = below[0], below[1].name
    return True


_HYPHENED_RATE = (["-", "a", "-"], ["-", "per", "-"])


def _unit(tokens: Sequence[Token], at: int) -> tuple[int, Unit] | None:
    """A unit of measure by symbol or word."""
    words = vocabulary()
    symbol = match(words.unit_symbols, tokens, at, case=True)
    word = match(words.unit_words, tokens, at)
    if symbol is not None and symbol[0] == at + 1:
        text = tokens[at].text
        slash = at + 1 < len(tokens) and tokens[at + 1].low == "/" and tokens[at + 1].glued
        single = text in words.attached_only and not tokens[at].glued and not slash
        if single or (text in ("in.", "″", "′") and not tokens[at].glued):
            symbol = None
        elif (
            text in ("m", "g", "V", "W", "F", "L", "b", "l")
            and not tokens[at].glued
            and _low(tokens, at + 1) == "."
        ):
            symbol = symbol
    best = max((one for one in (symbol, word) if one), key=lambda one: one[0], default=None)
    if best is None or not isinstance(best[1], Unit):
        return None
    return best[0], best[1]


def unit_at(tokens: Sequence[Token], at: int) -> tuple[int, Unit] | None:
    """The unit of measure that begins at `tokens[at]`, with the token after it."""
    return _unit(tokens, at)
