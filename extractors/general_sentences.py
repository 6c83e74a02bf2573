"""Sentences of no fact at all: definitions, lists of contents, postal addresses."""

from __future__ import annotations

import re

_DEFINES = re.compile(
    r"^\W*(?:An?|Any)\s+[“\"‘]?[a-z-]+(?:\s+[a-z-]+){0,3}?[”\"’]?\s+(?:is|means|counts\s+as)\s+"
    r"(?:[“\"‘]|(?:an?|any|one|each|every|everything|anything)\s|(?:only\s+)?(?:considered|counted|treated|regarded|classed"
    r"|deemed|recorded|defined|said)\b)"
)
"""Opens what a word is to mean: "A site is a building ...", "A prompt is "refused" when ..."."""
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\b|…{2,}\s*\d{1,3}\b")
_STREETS = (
    "rue via calle avenue boulevard place plaza rua quai chemin strada corso de la du des di del".split()
)
_NUMBERED_STREET = re.compile(
    r"^(?P<who>[^\d.;:?!]+),\s+\d{1,4}[a-z]?\s+(?P<where>[^\d.;:?!]+(?:,[^.;:?!]*)?)\.?$"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SMALL = frozenset("and for of the on in at".split())


def states_no_fact(text: str) -> bool:
    """Whether a sentence defines a word, lists contents with their pages, or gives a postal address."""
    if _DEFINES.match(text) or len(_LEADER.findall(text)) > 1:
        return True
    address = _NUMBERED_STREET.match(text.strip())
    if address is None:
        return False
    names = [one for one in _WORD.findall(text) if one not in _SMALL and one not in _STREETS]
    return len(names) > 1 and all(one[0].isupper() for one in names)
