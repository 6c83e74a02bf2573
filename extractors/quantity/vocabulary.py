"""The words of the quantity grammar, read once from the YAML files of this folder into look-up tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extractors.quantity.tokens import tokenize
from schemas.quantities import Comparator

FOLDER = Path(__file__).parent


class Unit(NamedTuple):
    """A unit of measure: British singular name, its plural, what it measures, and the rate it carries."""

    name: str
    plural: str
    dimension: str
    per: str | None


Phrase = tuple[str, ...]
Table = dict[str, list[tuple[Phrase, Any]]]
"""Phrases by their first (or last) word, the longest first, with what they stand for."""


@dataclass(frozen=True)
class Vocabulary:
    """Look-up tables, keyed by lower-cased tokens unless said otherwise."""

    cardinals: dict[str, int]
    tens: frozenset[str]
    scales: dict[str, int]
    abbreviated_scales: dict[str, int]
    suffixes: dict[str, int]
    vague: dict[str, int]
    vague_multipliers: frozenset[str]
    parts: dict[str, int]
    glyphs: dict[str, Decimal]
    multiples: dict[str, int]
    multiplying_verbs: dict[str, int]
    halving_verbs: frozenset[str]
    after_double: frozenset[str]
    before_half: frozenset[str]
    after_half: frozenset[str]
    after_quarter: frozenset[str]
    after_part: frozenset[str]
    round_denominators: frozenset[int]
    after_times: frozenset[str]
    after_metres: frozenset[str]
    percent_words: Table
    comparators_before: Table
    comparators_after: Table
    comparator_fillers: frozenset[str]
    not_up_to_after: frozenset[str]
    not_about_after: frozenset[str]
    currency_signs: dict[str, str]
    currency_codes: dict[str, str]
    currency_names: Table
    bare_currencies: dict[str, str]
    dollars: dict[str, str]
    money_words: frozenset[str]
    unit_words: Table
    unit_symbols: Table
    attached_only: frozenset[str]
    denominators: dict[str, str]


def load(name: str) -> dict[str, Any]:
    """One vocabulary file of this folder as plain data."""
    data: dict[str, Any] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), _Loader)
    return data


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads `no`, `on` and `off` as the words they are, where YAML 1.1 reads truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded at its first use."""
    numbers, bounds, units = load("numerals.yaml"), load("comparators.yaml"), load("units.yaml")
    glyphs = {sign: Decimal(top) / Decimal(bottom) for sign, (top, bottom) in numbers["glyphs"].items()}
    words, symbols = _units(units)
    return Vocabulary(
        cardinals={**numbers["units"], **numbers["tens"]},
        tens=frozenset(numbers["tens"]),
        scales=numbers["scales"],
        abbreviated_scales=numbers["abbreviated_scales"],
        suffixes=numbers["suffixes"],
        vague=numbers["vague"],
        vague_multipliers=frozenset(numbers["vague_multipliers"]),
        parts=numbers["parts"],
        glyphs=glyphs,
        multiples=numbers["multiples"],
        multiplying_verbs={
            word: factor for factor, forms in numbers["multiplying_verbs"].items() for word in forms
        },
        halving_verbs=frozenset(numbers["halving_verbs"]),
        after_double=frozenset(numbers["after_double"]),
        before_half=frozenset(numbers["before_half"]),
        after_half=frozenset(numbers["after_half"]),
        after_quarter=frozenset(numbers["after_quarter"]),
        after_part=frozenset(numbers["after_part"]),
        round_denominators=frozenset(numbers["round_denominators"]),
        after_times=frozenset(numbers["after_times"]),
        after_metres=frozenset(numbers["after_metres"]),
        percent_words=_by_first(
            [(_phrase(text), unit) for unit, texts in numbers["percent_words"].items() for text in texts]
        ),
        comparators_before=_by_last(_comparators(bounds["before"])),
        comparators_after=_by_first(_comparators(bounds["after"])),
        comparator_fillers=frozenset(bounds["fillers"]),
        not_up_to_after=frozenset(bounds["not_up_to_after"]),
        not_about_after=frozenset(bounds["not_about_after"]),
        unit_words=words,
        unit_symbols=symbols,
        attached_only=frozenset(units["attached_only"]),
        denominators={word: "year" if word == "annum" else word for word in units["denominators"]},
        **_currencies(load("currencies.yaml")),
    )


def currency_letters() -> frozenset[str]:
    """Codes of currencies, in their own case."""
    return frozenset(_currency_codes(load("currencies.yaml")))


def _currency_codes(data: dict[str, Any]) -> dict[str, str]:
    return {
        letters: code
        for code, entry in data.items()
        if isinstance(entry, dict) and code != "dollars"
        for letters in entry.get("codes", [] if entry.get("not_word") else [code])
    }


def _phrase(text: str, *, keep_case: bool = False) -> Phrase:
    return tuple(token.text if keep_case else token.low for token in tokenize(text))


def _by_first(phrases: list[tuple[Phrase, Any]]) -> Table:
    return _table(phrases, 0)


def _by_last(phrases: list[tuple[Phrase, Any]]) -> Table:
    return _table(phrases, -1)


def _table(phrases: list[tuple[Phrase, Any]], key: int) -> Table:
    table: Table = defaultdict(list)
    for phrase, meaning in phrases:
        table[phrase[key]].append((phrase, meaning))
    return {word: sorted(found, key=lambda one: -len(one[0])) for word, found in table.items()}


def _comparators(bounds: dict[Comparator, list[str]]) -> list[tuple[Phrase, Any]]:
    return [(_phrase(text), sign) for sign, texts in bounds.items() for text in texts]


def plural(noun: str) -> str:
    """The regular plural of a unit's or a currency's name."""
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def is_plural(word: str) -> bool:
    """Whether a lower-cased word is shaped like a plural noun."""
    return word in _PLURALS or (
        len(word) > 2
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s", "’s"))
        and word not in _NOT_PLURAL
    )


_PLURALS = frozenset(
    "people men women children staff personnel police data media teeth feet mice criteria".split()
)
_NOT_PLURAL = frozenset(
    "news series species gas plus less as was has its always perhaps bias canvas whereas".split()
)


def _units(data: dict[str, Any]) -> tuple[Table, Table]:
    words: list[tuple[Phrase, Any]] = []
    symbols: list[tuple[Phrase, Any]] = []
    for dimension, units in data.items():
        if dimension in ("attached_only", "denominators", "examples"):
            continue
        for name, entry in units.items():
            head, _, rest = name.partition(" ")
            many = entry.get("plural")
            if many is None:
                many = f"{plural(head)} {rest}" if rest.startswith(("per ", "Cels")) else plural(name)
            unit = Unit(name, many, dimension, entry.get("per"))
            spelled = {name, many if " per " in many or "per" not in entry else name}
            if "per" in entry:
                spelled = {name, name.replace(head, plural(head), 1)}
            for other in entry.get("words", ()):
                first, _, tail = other.partition(" ")
                spelled |= {other, plural(other)}
                if first in ("degree", "newton", "watt", "part"):
                    spelled.add(f"{plural(first)} {tail}")
            words += [(_phrase(one), unit) for one in spelled]
            symbols += [(_phrase(one, keep_case=True), unit) for one in entry.get("symbols", ())]
    return _by_first(words), _by_first(symbols)


def _currencies(data: dict[str, Any]) -> dict[str, Any]:
    signs: dict[str, str] = {}
    bare: dict[str, str] = {}
    names: list[tuple[Phrase, Any]] = []
    for code, entry in data.items():
        if code in ("money_words", "dollars", "examples"):
            continue
        signs |= dict.fromkeys(entry.get("signs", ()), code)
        for name in entry.get("names", ()):
            names += [(_phrase(one), code) for one in (name, plural(name))]
        for name in entry.get("bare", ()):
            bare |= {name: code, plural(name): code}
    return {
        "currency_signs": signs,
        "currency_codes": _currency_codes(data),
        "currency_names": _by_first(names),
        "bare_currencies": bare,
        "dollars": data["dollars"],
        "money_words": frozenset(data["money_words"]),
    }
