"""What the quantity grammar reads, said in NewsQuant's terms: which numbers it marks, its names of units, its signs of
change, its concepts. None of this is the product's.
"""

from __future__ import annotations

import re

from benchmarks.newsquant_concepts import concepts
from benchmarks.newsquant_scoring import Answer, concept_words
from extractors.counted import Counted, counted
from extractors.lexicon import lexicon
from extractors.quantity import Reading, read_numbers
from extractors.quantity.tokens import tokenize
from extractors.quantity.vocabulary import Unit

MARKED = frozenset(("quantity", "duration", "age", "cadence", "compound", "enumeration", "score", "pronoun"))
CURRENCIES = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "JPY": "japanese yen", "CNY": "chinese yuan",
    "INR": "indian rupee", "AUD": "australian dollar", "CAD": "canadian dollar", "NZD": "new zealand dollar",
    "HKD": "hong kong dollar", "SGD": "singapore dollar", "TWD": "new taiwan dollar", "MXN": "mexican peso",
    "BRL": "brazilian real", "CHF": "swiss franc", "SEK": "swedish krona", "NOK": "norwegian krone",
    "DKK": "danish krone", "ISK": "icelandic krona", "CZK": "czech koruna", "PLN": "polish zloty",
    "HUF": "hungarian forint", "RON": "romanian leu", "BGN": "bulgarian lev", "HRK": "croatian kuna",
    "RUB": "russian ruble", "UAH": "ukrainian hryvnia", "TRY": "turkish lira", "ILS": "shekel",
    "AED": "united arab emirates dirham", "SAR": "saudi riyal", "KWD": "kuwaiti dinar", "EGP": "egyptian pound",
    "ZAR": "south african rand", "NGN": "nigerian naira", "KES": "kenyan shilling", "GHS": "ghanaian cedi",
    "KRW": "south korean won", "THB": "thai baht", "VND": "vietnamese dong", "IDR": "indonesian rupiah",
    "MYR": "malaysian ringgit", "PHP": "philippine peso", "PKR": "pakistani rupee", "BDT": "bangladeshi taka",
    "BTC": "bitcoin",
}  # fmt: skip
UNITS = {"degree Celsius": "celsius", "degree Fahrenheit": "fahrenheit", "pound": "pound-mass",
         "revolution per minute": "revolutions per minute", "part per billion": "parts-per-billion"}  # fmt: skip
STOP_WORDS = frozenset(
    "the a an of and or in for to with on at by from its their our his her these those all own".split()
)


def answers(sentence: str) -> list[Answer]:
    """The quantities of one sentence as NewsQuant would have them."""
    sentence = _LOST_SIGNS.sub(lambda sign: _SIGNS[sign.group()], sentence)
    readings = read_numbers(sentence)
    found: list[Answer] = []
    results = {id(reading.mention.leads_to) for reading in readings if reading.mention.leads_to is not None}
    for reading in readings:
        phrase = counted(sentence, reading.quantity)
        if id(reading.mention) in results or not _marked(reading, phrase):
            continue
        value = _value(reading)
        if value is None:
            continue
        unit = _unit(sentence, reading, phrase)
        found.append(Answer(value, unit.lower(), _change(reading), concepts(sentence, reading, phrase)))
    return found


_SIGNS = {"PS": "£ ", "Y=": "¥ "}
_LOST_SIGNS = re.compile(r"\b(?:PS(?=\d+[\d.,]+(?:m|bn|k)?\b)|Y=(?=\d))")
"""The signs of pound and yen were lost in these sentences; the letters in their place are as long."""


def _marked(reading: Reading, phrase: Counted | None) -> bool:
    if reading.quantity.zero_words or reading.sense not in MARKED:
        return False
    mention, tokens = reading.mention, reading.tokens
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
    return (-value if mention.negative else value,)


def _change(reading: Reading) -> str:
    mention = reading.mention
    if mention.change is not None and mention.change_told in ("verb",):
        return mention.change
    if mention.negative:
        return "="
    if mention.value is None and mention.high is None:
        return "="
    return {">=": ">", "<=": "<"}.get(mention.comparator, mention.comparator)


def _unit(sentence: str, reading: Reading, phrase: Counted | None) -> str:
    mention, quantity = reading.mention, reading.quantity
    if reading.sense == "age":
        return f"{mention.unit.name if isinstance(mention.unit, Unit) else 'year'} of age"
    if mention.kind in ("percent", "percentage_points"):
        name = "percentage"
    elif mention.kind == "ratio":
        return "% " + (_noun(sentence, phrase) or "-")
    elif mention.kind == "multiple":
        return "count"
    elif mention.kind == "currency":
        name = CURRENCIES.get(str(mention.unit), str(mention.unit))
    elif isinstance(mention.unit, Unit):
        name = UNITS.get(mention.unit.name, mention.unit.name)
        if mention.unit.per:
            return name
    else:
        name = _noun(sentence, phrase) or "-"
        if name in ("time",):
            return "count"
    return f"{name} per {quantity.per}" if quantity.per else name


def _noun(sentence: str, phrase: Counted | None) -> str:
    if phrase is None:
        return ""
    words = [
        token
        for token in tokenize(sentence[phrase.start : phrase.core_end])
        if token.kind in ("word", "name")
    ]
    kept = [token.text for token in words if token.low not in STOP_WORDS]
    if not kept:
        return ""
    head = kept[-1]
    if not head[:1].isupper() or head.isupper():
        kept[-1] = lexicon().lemma(head.lower(), "noun") or head
    return " ".join(kept)
