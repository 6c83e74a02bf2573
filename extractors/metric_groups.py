"""Whom a number leans on that names nothing: the group told before, or what the sentence before was about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.counted_phrase import CountedPhrase
from extractors.word_lists import any_of, words
from schemas.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SMALL_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_GROUP = re.compile(
    rf"(?i)\b(?P<count>{'|'.join(_SMALL_NUMBERS)}|\d{{1,3}})\s+(?:[a-z-]+\s+){{0,2}}?(?P<noun>[a-z]{{3,}}(?<!s)s)\b"
)
_OF_GROUP = re.compile(
    rf"(?i)\s*of\s+(?:the|these|those|our|its)\s+(?P<count>{'|'.join(_SMALL_NUMBERS)}|\d{{1,3}})\b(?!\s+\w+s\b)"
)
_ACTORS = re.compile(any_of("metrics.actors_plural"))
_ACTS = re.compile(
    r"(?i)\s+(?:have\s+(?:an?\b|no\b|yet\b|not\b|also\b|appointed|published|named|set|signed|adopted|hired|said|told|agreed)"
    r"|(?:publish|refuse|offer|employ|declined|refused|promised)\b)"
)
_FEW = 20
_AT_SOME = re.compile(r"(?i)\bat\s+(?:only\s+|just\s+)?$")
_ENDS = re.compile(r"\s*(?:[.;]|$)")


class Groups:
    """The groups of a document, taken in sentence by sentence."""

    def __init__(self) -> None:
        self._groups: dict[str, str] = {}
        """How many there are, as printed, to who they are: "the four providers"."""
        self._actors: str | None = None
        """Who was last spoken of in the plural."""
        self.thing_before: str | None = None
        """What the sentence before was about."""

    def note(self, text: str) -> None:
        """Takes in the groups that a sentence numbers."""
        for match in _GROUP.finditer(text):
            self._groups.setdefault(match["count"].lower(), match["noun"].lower())

    def actors_of(self, phrase: CountedPhrase, text: str, quantity: Quantity) -> str | None:
        """Who they are of whom some have or did something: "Two have appointed an officer"."""
        if quantity.unit_kind != "count" or not phrase.stands_alone or quantity.zero_words:
            return None
        if quantity.value is None or quantity.value > _FEW:
            return None
        acts = not text[: quantity.start].strip() and _ACTS.match(text, quantity.end)
        places = _AT_SOME.search(text, 0, quantity.start) and _ENDS.match(text, quantity.end)
        return self._actors if acts or places else None

    def of(self, quantity: Quantity, text: str) -> str | None:
        """Who they are of whom a number takes some: "two of the four" after "four providers"."""
        match = _OF_GROUP.match(text, quantity.end)
        return self._groups.get(match["count"].lower()) if match else None

    @property
    def last(self) -> str | None:
        """What was last spoken of: the things of the sentence before, else who acts."""
        return self.thing_before or self._actors

    def close(self, doc: Doc, *, goes_on: bool) -> None:
        """Takes in what a sentence was about, once its own figures are read; `goes_on` tells that it stood
        right behind the last one.
        """
        for match in _ACTORS.finditer(doc.text):
            self._actors = match.group().lower()
        self.thing_before = _thing_of(doc) or (self.thing_before if goes_on else None)


def _thing_of(doc: Doc) -> str | None:
    """The things that a sentence is about: its plural subject or, where a person acts, its object."""
    nouns = [one for one in doc if one.tag_ == "NNS" and one.dep_ in ("nsubj", "nsubjpass", "dobj")]
    things = [one.lower_ for one in nouns if one.lower_ not in words("metrics.actors_plural")]
    return things[0] if things else None
