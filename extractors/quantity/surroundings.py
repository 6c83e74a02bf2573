"""The words around a number, and the word lists that say what they make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.quantity.mentions import HYPHENS, Mention
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import is_plural, load, vocabulary


@dataclass(frozen=True)
class SenseWords:
    """The lists of senses.yaml, which says what each is for."""

    label_words: frozenset[str]
    weak_label_words: frozenset[str]
    law_words: frozenset[str]
    numbered_names: frozenset[str]
    person_words: frozenset[str]
    part_leads: frozenset[str]
    after_times: frozenset[str]
    months: frozenset[str]
    year_leads: frozenset[str]
    address_words: frozenset[str]
    identifier_leads: frozenset[str]
    enumerated: frozenset[str]
    clock_words: frozenset[str]
    duration_measures: frozenset[str]
    zero_before: frozenset[str]
    zero_after: frozenset[str]
    number_prefixes: frozenset[str]
    eras: frozenset[str]
    counting_verbs: frozenset[str]
    before_pronoun_one: frozenset[str]
    after_pronoun_one: frozenset[str]
    pointing: frozenset[str]
    counted_compounds: frozenset[str]
    function_words: frozenset[str]


@cache
def sense_words() -> SenseWords:
    """The lists, loaded at their first use."""
    data: dict[str, Any] = load("senses.yaml")
    return SenseWords(**{key: frozenset(map(str, words)) for key, words in data.items() if key != "examples"})


class Surroundings:
    """The words around a mention, "" past either end of the text."""

    def __init__(self, tokens: Sequence[Token], mention: Mention) -> None:
        self.tokens = tokens
        self.mention = mention
        self.words = sense_words()
        self.before = self.at(mention.first - 1)
        self.before2 = self.at(mention.first - 2)
        self.after = self.at(mention.after)
        self.after2 = self.at(mention.after + 1)
        self.number = tokens[mention.numeral.first]
        self.digits = mention.numeral.form == "digits"
        self.plain = self.digits and self.number.text.isdigit() and not mention.numeral.scaled
        """Digits alone, no separator or point: what dates, labels and names are written in."""

    def at(self, place: int) -> str:
        """The lower-cased token at `place`."""
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""

    def token(self, place: int) -> Token | None:
        """The token at `place`."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def glued(self, place: int, signs: str) -> bool:
        """Whether one of `signs` stands at `place` with no white space before it."""
        token = self.token(place)
        return token is not None and token.glued and token.low in signs

    def capitalised(self, place: int) -> bool:
        """Whether a word that begins with a capital stands at `place`."""
        token = self.token(place)
        return token is not None and token.kind == "word" and token.text[:1].isupper()

    @property
    def noun_follows(self) -> bool:
        """Whether a lower-case plural is among the next three words: something is counted."""
        for place in range(self.mention.after, self.mention.after + 3):
            token = self.token(place)
            if token is None or token.kind != "word" or token.low in self.words.function_words:
                return False
            if token.text[:1].isupper() and not token.text.isupper():
                return False
            if is_plural(token.low):
                return True
        return False

    @property
    def in_name(self) -> bool:
        """Whether the number is glued into a name: GPT-4, CPF-TR-0047, example.com/2024."""
        first = self.mention.numeral.first
        before, outer = self.token(first - 1), self.token(first - 2)
        if before is None or not self.number.glued:
            return False
        if before.kind in ("word", "name"):
            return before.kind == "name" or not (
                before.text.isupper() or before.text in vocabulary().currency_codes
            )
        if before.low not in HYPHENS and before.low not in "/._=&@\\":
            return False
        if not before.glued or outer is None or outer.kind not in ("word", "name"):
            return False
        return before.low not in HYPHENS or outer.low not in self.words.number_prefixes
