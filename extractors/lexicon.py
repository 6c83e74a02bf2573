"""Which parts of speech an English word may be, without parsing: from the word lists (WordNet's) that the
English pipeline's lemmatizer carries. Loading takes 20 ms, a look-up a microsecond.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from extractors.language import DEFAULT_PIPELINE

PartOfSpeech = Literal["noun", "verb", "adj", "adv"]


@dataclass(frozen=True)
class Lexicon:
    """Base forms, irregular forms and suffix rules for each part of speech."""

    index: Mapping[str, frozenset[str]]
    irregular: Mapping[str, Mapping[str, Sequence[str]]]
    rules: Mapping[str, Sequence[tuple[str, str]]]

    def lemma(self, word: str, part: PartOfSpeech) -> str | None:
        """The base form of a lower-cased word read as `part`, or None when it cannot be that."""
        irregular = self.irregular[part].get(word)
        if irregular:
            return irregular[0]
        index = self.index[part]
        if word in index and not (part == "noun" and word.endswith("s") and word[:-1] in index):
            return word
        for suffix, ending in self.rules.get(part, ()):
            if word.endswith(suffix) and len(word) > len(suffix) + 1:
                base = word[: len(word) - len(suffix)] + ending
                if base in index:
                    return base
        if part == "verb" and word.endswith(("ed", "ing")):
            stem = word[: -2 if word.endswith("ed") else -3]
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in index:
                return stem[:-1]
        return None

    def may_be(self, word: str, part: PartOfSpeech) -> bool:
        """Whether a lower-cased word can be read as `part`."""
        return self.lemma(word, part) is not None


class Readings(NamedTuple):
    """The base form of a word in each part of speech that it may be."""

    noun: str | None
    verb: str | None
    adjective: str | None
    adverb: str | None


@lru_cache(maxsize=50_000)
def readings(word: str) -> Readings:
    """The base forms of a lower-cased word; texts repeat their words, so the last many are kept."""
    lemma = lexicon().lemma
    return Readings(lemma(word, "noun"), lemma(word, "verb"), lemma(word, "adj"), lemma(word, "adv"))


@cache
def lexicon() -> Lexicon:
    """The lexicon of the installed English pipeline; empty where the pipeline carries none."""
    from spacy.lookups import Lookups
    from spacy.strings import get_string_id

    tables = Lookups()
    package = importlib.import_module(os.environ.get("PLEDGEWATCH_SPACY_MODEL", DEFAULT_PIPELINE))
    for found in sorted(Path(package.__file__ or "").parent.rglob("lemmatizer/lookups/lookups.bin")):
        tables = Lookups().from_disk(found.parent)

    def table(name: str, part: str, empty: object) -> object:
        return tables.get_table(name).get(get_string_id(part), empty) if name in tables else empty

    parts = ("noun", "verb", "adj", "adv")
    return Lexicon(
        index={part: frozenset(table("lemma_index", part, ())) for part in parts},  # type: ignore[call-overload]
        irregular={part: table("lemma_exc", part, {}) for part in parts},  # type: ignore[misc]
        rules={part: [tuple(rule) for rule in table("lemma_rules", part, ())] for part in parts},  # type: ignore[attr-defined]
    )
