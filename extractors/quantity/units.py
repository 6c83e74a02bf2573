"""What is written onto a number: minus, currency, per cent, unit of measure, multiple, hyphenated noun."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.quantity.forms import Numeral
from extractors.quantity.mentions import HYPHENS, MINUS, Mention, low_at, match, per_cent
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Unit, vocabulary

MONEY_REACH = 8
"""Tokens before "two million pounds" that are searched for a word of money."""


def read_mention(
    tokens: Sequence[Token], numeral: Numeral, floor: int, *, signs_only: bool = False
) -> Mention:
    """The numeral with its unit. `floor` is the first token that does not belong to the number before it;
    `signs_only` reads no unit in words, for languages whose words are not known here."""
    mention = Mention(numeral, numeral.first, numeral.after, numeral.value, low=numeral.low)
    mention.number_first, mention.number_after = numeral.first, numeral.after
    if numeral.form == "verb":
        halved = tokens[numeral.first].low in vocabulary().halving_verbs
        mention.kind = "ratio" if halved else "multiple"
        mention.change, mention.change_told = ("down" if halved else "up"), "multiple"
        return mention
    if numeral.form == "multiple":
        mention.kind = "multiple"
        return mention
    if numeral.form == "part" and numeral.value is not None:
        mention.kind, mention.value = "ratio", per_cent(numeral.value)
    _read_before(tokens, mention, floor)
    if mention.after < len(tokens):
        _read_behind(tokens, mention, signs_only=signs_only)
    _read_sign(tokens, mention, floor)
    mention.number_after = numeral.after
    return mention


def unit_at(tokens: Sequence[Token], at: int) -> tuple[int, Unit] | None:
    """The unit of measure that begins at `tokens[at]`, by symbol or word, with the token after it."""
    if at >= len(tokens):
        return None
    words = vocabulary()
    symbol = match(words.unit_symbols, tokens, at, case=True)
    if symbol is not None and symbol[0] == at + 1 and tokens[at].text in words.attached_only:
        divided = low_at(tokens, at + 1) == "/" and tokens[at + 1].glued
        if not tokens[at].glued and not divided:
            symbol = None
    word = match(words.unit_words, tokens, at)
    found = max((one for one in (symbol, word) if one is not None), key=lambda one: one[0], default=None)
    return (found[0], found[1]) if found is not None and isinstance(found[1], Unit) else None


def _read_before(tokens: Sequence[Token], mention: Mention, floor: int) -> None:
    """A currency before the digits: $5, US $5, USD 5, RM5, $-5."""
    if mention.numeral.form not in ("digits", "vague"):
        return
    at = mention.first - 1
    if at > floor and tokens[at].low in MINUS and tokens[at + 1].glued and _is_money(tokens, at - 1):
        mention.negative, at = True, at - 1
    if at < floor or not _is_money(tokens, at):
        return
    words, token = vocabulary(), tokens[at]
    code = words.currency_signs.get(token.text) or words.currency_codes[token.text]
    before = tokens[at - 1] if at > floor else None
    if token.text == "$" and before is not None and (len(before.text) > 1 or token.glued):
        dollar = words.dollars.get(before.text)
        if dollar:
            code, at = dollar, at - 1
    mention.kind, mention.unit, mention.first = "currency", code, at


def _is_money(tokens: Sequence[Token], at: int) -> bool:
    words, token = vocabulary(), tokens[at]
    if token.text in words.currency_signs:
        return True
    known = token.kind == "word" and token.text in words.currency_codes
    return known and (len(token.text) == 3 or tokens[at + 1].glued or token.text in ("Rs", "RM", "Rp"))


def _read_sign(tokens: Sequence[Token], mention: Mention, floor: int) -> None:
    """A plus or minus: "+5%" and "-5%" are changes, "-5 °C" is below zero."""
    at = mention.first - 1
    if at >= floor:
        sign, joined = tokens[at], tokens[at + 1].glued
        if sign.low in MINUS and joined and not sign.glued:
            mention.negative, mention.first = True, at
        elif sign.low in HYPHENS and sign.glued and at > floor and tokens[at - 1].low == "minus":
            mention.negative, mention.first = True, at - 1
        elif sign.low == "minus":
            mention.negative, mention.first = True, at
        elif sign.low == "+" and joined and not sign.glued:
            mention.first, mention.change, mention.change_told = at, "up", "sign"
    if not mention.negative or mention.value is None:
        return
    if mention.kind == "measure":
        mention.value = -mention.value
    else:
        mention.change, mention.change_told = "down", "sign"


def _read_behind(tokens: Sequence[Token], mention: Mention, *, signs_only: bool) -> None:
    at = mention.after
    if mention.kind == "count":
        if _percent(tokens, mention, at, signs_only=signs_only):
            return
        sign = vocabulary().currency_signs.get(tokens[at].text)
        if sign is not None and not low_at(tokens, at + 1)[:1].isdigit():
            mention.kind, mention.unit, mention.after = "currency", sign, at + 1
            return
    if signs_only:
        return
    if mention.numeral.suffix:
        _read_letter(tokens, mention)
        at = mention.after
    if mention.kind == "currency":
        _currency_behind_sign(tokens, mention, at)
    if mention.kind != "count":
        return
    hyphen = low_at(tokens, at) in HYPHENS and tokens[at].glued and _is_word(tokens, at + 1)
    place = at + 1 if hyphen else at
    if _multiple(tokens, mention, at, place):
        return
    found = _currency(tokens, mention, place) or _measure(tokens, mention, place)
    mention.hyphenated = hyphen and not (found and mention.after == at)


def _is_word(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "word"


def _percent(tokens: Sequence[Token], mention: Mention, at: int, *, signs_only: bool) -> bool:
    """%, per cent, percentage points, pp."""
    if tokens[at].low in ("%", "％", "٪"):
        after = at + 1
        if signs_only:
            mention.kind, mention.unit, mention.after = "percent", "percent", after
            return True
    elif signs_only:
        return False
    else:
        hyphen = tokens[at].low in HYPHENS and tokens[at].glued
        found = match(vocabulary().percent_words, tokens, at + 1 if hyphen else at)
        if found is None:
            return False
        after = found[0]
        if found[1] == "percentage points":
            mention.kind, mention.unit, mention.after = "percentage_points", "percentage points", after
            return True
    points = after + 1 if low_at(tokens, after) in HYPHENS else after
    if low_at(tokens, points) in ("point", "points"):
        mention.kind, mention.unit, mention.after = "percentage_points", "percentage points", points + 1
    else:
        mention.kind, mention.unit, mention.after = "percent", "percent", after
    return True


def _read_letter(tokens: Sequence[Token], mention: Mention) -> None:
    """m, mm or t written onto digits: a scale behind a currency or before a noun, else metres and tonnes."""
    numeral = mention.numeral
    following = numeral.after + (2 if low_at(tokens, numeral.after + 1) == "+" else 1)
    article = low_at(tokens, mention.first - 1) in ("a", "an")
    noun = _is_word(tokens, following) and low_at(tokens, following) not in vocabulary().after_metres
    if mention.kind == "currency" or (numeral.suffix == "m" and noun and not article):
        numeral.scale(vocabulary().suffixes[numeral.suffix], numeral.after + 1)
        mention.value, mention.after = numeral.value, numeral.after
    numeral.suffix = ""


def _multiple(tokens: Sequence[Token], mention: Mention, at: int, place: int) -> bool:
    """Threefold, 3-fold, 3x, three times as many."""
    times = low_at(tokens, at) == "times" and low_at(tokens, at + 1) in vocabulary().after_times
    sign = low_at(tokens, at) in ("x", "×") and tokens[at].glued and not low_at(tokens, at + 1)[:1].isdigit()
    if low_at(tokens, place) == "fold":
        at = place
    elif not times and not sign:
        return False
    mention.kind, mention.after = "multiple", at + 1
    return True


def _currency_behind_sign(tokens: Sequence[Token], mention: Mention, at: int) -> None:
    """$5 million AUD, $75 U.S.: the code behind tells which dollar it is."""
    if at >= len(tokens):
        return
    text = tokens[at].text
    code = vocabulary().currency_codes.get(text)
    named = match(vocabulary().currency_names, tokens, at)
    if mention.unit == "USD" and text in ("US", "U.S.", "USD"):
        mention.after = at + 1
    elif code and len(text) == 3 and mention.unit in ("USD", code):
        mention.unit, mention.after = code, at + 1
    elif named is not None and named[1] == mention.unit:
        mention.after = named[0]


def _currency(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    """5 million euros, 5 million USD, "invested two million pounds"."""
    if at >= len(tokens):
        return False
    words, token = vocabulary(), tokens[at]
    if low_at(tokens, at + 1)[:1].isdigit():
        return False  # "between 2021 and 2023 EUR 19.6 million"
    code = words.currency_codes.get(token.text) if token.kind == "word" else None
    after = at + 1
    if (
        code is None
        or low_at(tokens, after) == "$"
        or (len(token.text) < 3 and token.text not in ("kn", "Rs"))
    ):
        named = match(words.currency_names, tokens, at)
        if named is not None:
            after, code = named[0], str(named[1])
        elif token.low in words.bare_currencies and _talks_of_money(tokens, mention):
            code = words.bare_currencies[token.low]
        else:
            return False
    mention.kind, mention.unit, mention.after = "currency", code, after
    return True


def _talks_of_money(tokens: Sequence[Token], mention: Mention) -> bool:
    if mention.numeral.scaled and mention.value is not None and mention.value >= 1_000_000:
        return True
    money = vocabulary().money_words
    return any(token.low in money for token in tokens[max(0, mention.first - MONEY_REACH) : mention.first])


def _measure(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    """A unit of measure, and what it is divided by: 10 kV/cm, 400 metres per second, barrel-a-day."""
    found = unit_at(tokens, at)
    if found is None:
        return False
    mention.kind, mention.after, unit = "measure", *found
    mention.unit, mention.per = unit, unit.per
    if unit.per is not None or unit.dimension == "time":
        return True
    behind = [token.low for token in tokens[mention.after : mention.after + 3]]
    divides = 3 if behind in (["-", "a", "-"], ["-", "per", "-"]) else int(behind[:1] in (["/"], ["per"]))
    below = unit_at(tokens, mention.after + divides) if divides else None
    if below is not None:
        mention.after, mention.per = below[0], below[1].name
    return True
