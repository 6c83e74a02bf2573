"""What the quantity grammar reads, said in NewsQuant's terms: which numbers it marks, its names of units, its
signs of change, its concepts. None of this is the product's.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from benchmarks.newsquant_chunks import chunk, words
from benchmarks.newsquant_concepts import concepts
from benchmarks.newsquant_scoring import Answer
from extractors.counted import Counted, counted, noun_phrase, tagged
from extractors.lexicon import lexicon
from extractors.quantity import Reading, read_numbers
from extractors.quantity.changes import direction_of
from extractors.quantity.vocabulary import Unit

MARKED = frozenset(("quantity", "duration", "age", "cadence", "compound", "enumeration", "score", "pronoun"))
CURRENCIES = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "JPY": "japanese yen",
    "CNY": "chinese yuan", "INR": "indian rupee", "AUD": "australian dollar", "CAD": "canadian dollar",
    "NZD": "new zealand dollar", "HKD": "hong kong dollar", "SGD": "singapore dollar",
    "TWD": "new taiwan dollar", "MXN": "mexican peso", "BRL": "brazilian real", "CHF": "swiss franc",
    "SEK": "swedish krona", "NOK": "norwegian krone", "DKK": "danish krone", "ISK": "icelandic krona",
    "CZK": "czech koruna", "PLN": "polish zloty", "HUF": "hungarian forint", "RON": "romanian leu",
    "BGN": "bulgarian lev", "HRK": "croatian kuna", "RUB": "russian ruble", "UAH": "ukrainian hryvnia",
    "TRY": "turkish lira", "ILS": "shekel", "AED": "united arab emirates dirham", "SAR": "saudi riyal",
    "KWD": "kuwaiti dinar", "EGP": "egyptian pound", "ZAR": "south african rand",
    "NGN": "nigerian naira", "KES": "kenyan shilling", "GHS": "ghanaian cedi",
    "KRW": "south korean won", "THB": "thai baht", "VND": "vietnamese dong", "IDR": "indonesian rupiah",
    "MYR": "malaysian ringgit", "PHP": "philippine peso", "PKR": "pakistani rupee",
    "BDT": "bangladeshi taka", "BTC": "bitcoin",
}  # fmt: skip
UNITS = {
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
    "pound": "pound-mass",
    "revolution per minute": "revolutions per minute",
    "part per billion": "parts-per-billion",
    "milliampere hour": "milliampere-hour",
    "million british thermal units": "mega british thermal unit",
}
STOP_WORDS = frozenset(
    "the a an of and or in for to with on at by from its their our his her these those all own".split()
)


def answers(sentence: str) -> list[Answer]:
    """The quantities of one sentence as NewsQuant would have them."""
    sentence = _LOST_SIGNS.sub(lambda sign: _SIGNS[sign.group()], sentence)
    view = tagged(sentence)
    readings = [(reading, _behind(sentence, reading)) for reading in read_numbers(sentence)]
    if not readings:
        return []
    chunked = chunk(view, readings)
    found: list[Answer] = []
    inherited: str | None = None
    results = {
        id(reading.mention.leads_to) for reading, _ in readings if reading.mention.leads_to is not None
    }
    for reading, phrase in readings:
        if id(reading.mention) in results or not _marked(reading, phrase):
            continue
        value = _value(reading)
        if value is None:
            continue
        unit = _unit(sentence, reading, phrase)
        if unit.partition(" ")[0] == "-" and inherited is not None and not _ends(reading):
            unit = inherited + unit[1:]
        elif reading.mention.kind in ("count", "measure") and reading.sense in ("quantity", "enumeration"):
            inherited = unit if unit != "-" else inherited
        about = words(view.tokens, concepts(chunked, reading, phrase))
        found.append(Answer(value, unit.lower(), _change(reading), about))
    return found


def _behind(sentence: str, reading: Reading) -> Counted | None:
    """The noun phrase that stands behind the number, not one that it leaves out."""
    found = counted(sentence, reading.quantity)
    return None if found is None or found.elliptical else found


def _ends(reading: Reading) -> bool:
    """Whether a word follows that a number without a noun of its own does not go with."""
    following = reading.tokens[reading.mention.after : reading.mention.after + 1]
    return bool(following) and following[0].kind == "word" and following[0].low not in _ELLIPSIS


_ELLIPSIS = frozenset(
    "in during per who on at by last this as for from and or to compared while a were was are have"
    " had".split()
)
"""What may follow a number that leaves its noun out: "compared with 63 during the same period"."""

_SIGNS = {"PS": "£ ", "Y=": "¥ "}
_LOST_SIGNS = re.compile(r"\b(?:PS(?=\d+[\d.,]+(?:m|bn|k)?\b)|Y=(?=\d))")
"""The signs of pound and yen were lost in these sentences; the letters in their place are as long."""


def _marked(reading: Reading, phrase: Counted | None) -> bool:
    if reading.quantity.zero_words or reading.sense not in MARKED:
        return False
    mention, tokens = reading.mention, reading.tokens
    if mention.numeral.form == "verb":
        return False
    if reading.sense == "age":
        return tokens[mention.first - 1].low not in ("aged", "ages") or mention.first == 0
    return reading.sense != "pronoun" or phrase is not None


def _value(reading: Reading) -> tuple[float, ...] | None:
    mention = reading.mention
    share = 100 if mention.kind == "ratio" else 1
    if mention.leads_to is not None and mention.value is not None and mention.leads_to.value is not None:
        return tuple(sorted((float(mention.value), float(mention.leads_to.value))))
    if mention.high is not None and mention.low is not None:
        return tuple(sorted((float(mention.low), float(mention.high))))
    if mention.value is None:
        return None if mention.low is None else (float(mention.low), float(mention.low * 10))
    value = float(mention.value) / share
    return (-abs(value) if mention.negative else value,)


def _change(reading: Reading) -> str:
    """A bound before a trend; a level right behind a verb of change ("fell to 49.5") has its trend."""
    mention, tokens = reading.mention, reading.tokens
    before = [token.low for token in tokens[max(mention.first - 3, 0) : mention.first]]
    bound = {">=": ">", "<=": "<"}.get(mention.comparator, mention.comparator)
    if mention.low is not None or mention.leads_to is not None:
        return "="
    if bound != "=":
        return bound
    if mention.change is not None and mention.change_told == "verb":
        return mention.change
    if before[-1:] == ["to"] and mention.leads_to is None:
        for word in reversed(before[:-1]):
            if way := direction_of(word):
                return way
    return "~" if before[-1:] and before[-1] in ("averaged", "averaging", "averages") else "="


def _unit(sentence: str, reading: Reading, phrase: Counted | None) -> str:
    mention, quantity = reading.mention, reading.quantity
    if reading.sense == "age":
        return f"{mention.unit.name if isinstance(mention.unit, Unit) else 'year'} of age"
    if mention.kind in ("percent", "percentage_points"):
        name = "percentage"
    elif mention.kind == "ratio":
        return "% " + (_noun(sentence, reading, phrase) or "-")
    elif mention.kind == "multiple":
        return "count"
    elif mention.kind == "currency":
        name = CURRENCIES.get(str(mention.unit), str(mention.unit))
    elif isinstance(mention.unit, Unit):
        name = UNITS.get(mention.unit.name, mention.unit.name)
        if mention.unit.per:
            return name
    else:
        name = _noun(sentence, reading, phrase) or "-"
        if name in ("time",):
            return "count"
    return f"{name} per {quantity.per}" if quantity.per else name


def _noun(sentence: str, reading: Reading, phrase: Counted | None) -> str:
    """The counted noun phrase in base forms, without stop words and participles."""
    if phrase is None:
        return ""
    tokens, starts, tags = tagged(sentence)
    first, after = bisect_left(starts, phrase.start), bisect_left(starts, phrase.core_end)
    partitive = reading.sense == "pronoun"
    superlative = partitive and any(_is_superlative(token.low) for token in tokens[first:after])
    if after < len(tokens) and (tokens[after].low == "of" or (superlative and tokens[after].low == "in")):
        complement = noun_phrase(tokens, tags, after + 1 + (tags[after + 1 : after + 2] == ["D"]))
        if complement and (superlative or not tokens[complement.head].text[:1].isupper()):
            after = complement.after
    if reading.sense == "compound":
        after = first + 1
    kept: list[str] = []
    for at in range(first, after):
        token = tokens[at]
        if token.kind not in ("word", "name") or token.low in STOP_WORDS or token.low in ("most", "combined"):
            continue
        if tags[at] in ("E", "A") and token.low.endswith("ed") and at + 1 < after:
            continue
        kept.append(_base_form(token.text, tags[at], partitive=partitive))
    return " ".join(kept)


def _base_form(word: str, tag: str, *, partitive: bool) -> str:
    low = word.lower().removesuffix("'s").removesuffix("’s")
    if tag == "N" and not (word.isupper() and len(word) > 1):
        return lexicon().lemma(low, "noun") or low
    if partitive and _is_superlative(low):
        irregular = lexicon().irregular["adj"].get(low, ())
        if low == "best":
            return "good"
        return irregular[0] if irregular else lexicon().lemma(low.removesuffix("est"), "adj") or _short(low)
    return low


def _is_superlative(word: str) -> bool:
    return word == "best" or (word.endswith("est") and len(word) > 5)


def _short(superlative: str) -> str:
    """hottest: hot, largest: large, earliest: early."""
    stem = superlative.removesuffix("est")
    for base in (stem, stem + "e", stem[:-1], stem.removesuffix("i") + "y"):
        if lexicon().may_be(base, "adj"):
            return base
    return superlative
