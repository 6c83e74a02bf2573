"""The notation in which vocabulary is written down: short phrases in, matchers out.

    ban                 the word in any regular inflection: bans, banned, banning; common irregular verbs too
    red teaming         a blank also stands for a hyphen or for nothing: red-teaming, redteaming
    remove|delete       either word
    nudif*              any ending
    remove .. model     up to six words between, within one sentence

Capitals do not matter. A phrase matches whole words only.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_IRREGULAR = {
    "become": "became", "begin": "began|begun", "bring": "brought", "build": "built", "buy": "bought",
    "cut": "cutting", "find": "found", "get": "got|getting", "give": "gave|given", "go": "goes|went|gone",
    "have": "has|had", "hold": "held", "keep": "kept", "make": "made", "put": "putting", "run": "ran",
    "see": "saw|seen", "sell": "sold", "send": "sent", "set": "setting", "spend": "spent",
    "take": "took|taken", "teach": "taught", "think": "thought", "win": "won", "write": "wrote|written",
    "child": "children", "person": "people", "man": "men", "woman": "women", "datum": "data",
    "criterion": "criteria", "policy": "policies", "is": "was|are|were|be|been|being",
}  # fmt: skip

_GAP = r"(?:[^\w.!?;]+\w+){0,6}?[^\w.!?;]+"
_BLANK = r"[\s\u00ad\-‐‑–]*"
_FORM = r"[\w'’&]+\*?"
_NOTATION = re.compile(rf"{_FORM}(?:\|{_FORM})*(?:\s+(?:\.\.\s+)?{_FORM}(?:\|{_FORM})*)*")


class Phrase:
    """One phrase of a vocabulary. Its pattern is compiled when it is first needed.

    Raises ValueError for what the notation does not know.
    """

    def __init__(self, text: str) -> None:
        if not _NOTATION.fullmatch(text):
            raise ValueError(
                f"{text!r} is no phrase: it is written as words, words joined by |, words with * at the end, "
                "and .. between words"
            )
        self.text = text

    def __repr__(self) -> str:
        return f"Phrase({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def _words(self) -> list[list[str]]:
        """The phrase as a list of words, each a list of alternatives; `..` stands for itself."""
        return [[word] if word == ".." else word.lower().split("|") for word in self.text.split()]

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """Strings of which a text must hold one, or the phrase cannot stand in it."""
        return _keys(self._words)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){_source(self._words)}(?!\w)")

    @cached_property
    def _plain(self) -> frozenset[str]:
        """The first word as a noun or an infinitive."""
        return frozenset(form for word in self._words[0] for form in (word, word + "s", word + "es"))

    def _may_stand_in(self, folded: str) -> bool:
        # A substring test costs a fiftieth of a search, and nearly every phrase fails it.
        for key in self._keys:  # noqa: SIM110 - a generator would cost more than the test
            if key in folded:
                return True
        return False

    def search(self, folded: str) -> re.Match[str] | None:
        """Where the phrase first stands in a text given in lower case, or None."""
        return self._pattern.search(folded) if self._may_stand_in(folded) else None

    def is_all_of(self, folded: str) -> bool:
        """Whether the phrase is the whole of a text given in lower case."""
        return self._may_stand_in(folded) and self._pattern.fullmatch(folded) is not None

    def ends(self, folded: str, word: str) -> bool:
        """Whether the phrase stands anywhere in the text with `word` (lower case) as its last word."""
        return self._may_stand_in(folded) and any(
            match.group().endswith(word) for match in self._pattern.finditer(folded)
        )

    def search_participle(self, folded: str) -> bool:
        """Whether the phrase stands in the text with its first word inflected as only a verb is: `accounts
        banned`, but not `reports` for `report`.
        """
        return self._may_stand_in(folded) and any(
            match.group().split()[0] not in self._plain for match in self._pattern.finditer(folded)
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(min_length=1))


def _keys(words: list[list[str]]) -> tuple[str, ...]:
    """Strings of which a text must hold one, or the phrase cannot stand in it."""
    keys: list[str] = []
    for word in max(words, key=lambda word: 0 if word == [".."] else min(map(len, word))):
        forms = [word, *_IRREGULAR.get(word, "").split("|")]
        keys += (form.rstrip("*") if form.endswith("*") else _stem(form) for form in forms if form)
    return tuple(dict.fromkeys(keys))


def _stem(word: str) -> str:
    """What every regular inflection of the word begins with."""
    return word[:-1] if len(word) > 2 and word[-1] in "ey" else word


def _source(words: list[list[str]]) -> str:
    source = ""
    for i, word in enumerate(words):
        if word == [".."]:
            source += _GAP
            continue
        if i and words[i - 1] != [".."]:
            source += _BLANK
        forms = "|".join(_inflected(alternative) for alternative in word)
        source += f"(?:{forms})"
    return source


def _inflected(word: str) -> str:
    """Regular expression of a word and its regular inflections, generous rather than exact."""
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w*"
    irregular = f"|{_IRREGULAR[word]}" if word in _IRREGULAR else ""
    if len(word) < 3:
        return re.escape(word) + irregular
    stem, last = re.escape(word[:-1]), word[-1]
    if last == "e":
        return f"{stem}(?:e|es|ed|ing){irregular}"
    if last == "y" and word[-2] not in "aeiou":
        return f"{stem}(?:y|ies|ied|ying){irregular}"
    return f"{re.escape(word)}(?:s|es|{re.escape(last)}?ed|{re.escape(last)}?ing)?{irregular}"
