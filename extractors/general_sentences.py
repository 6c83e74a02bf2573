"""Sentences of no fact at all: definitions, lists of contents, postal addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DEFINES = re.compile(
    r"^\W*(?:An?|Any)\s+[“\"‘]?[a-z-]+(?:\s+[a-z-]+){0,3}?[”\"’]?\s+(?:is|means|counts\s+as)\s+"
    r"(?:[“\"‘]|(?:an?|any|one|each|every|everything|anything)\s|(?:only\s+)?(?:considered|counted|treated|regarded|classed"
    r"|deemed|recorded|defined|said)\b)"
)
"""Opens what a word is to mean: "A site is a building ...", "A prompt is "refused" when ..."."""
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\b|…{2,}\s*\d{1,3}\b")
_STREETS = (
    "mnt ul ulica utca gata gate vei straat strasse str av rue via calle avenue boulevard"
    " place plaza rua quai chemin strada corso de la du des di del"
).split()
_NUMBERED_STREET = re.compile(
    r"^(?P<who>[^\d.;:?!]+),\s+\d{1,4}[a-z]?\s+(?P<where>[^\d.;:?!]+(?:,[^.;:?!]*)?)\.?$"
)
_STREET_NUMBERED = re.compile(
    r"^(?P<who>[^\d.;:?!,]+(?:,[^\d.;:?!,]+)*),\s+(?P<street>[^\d.;:?!,]+)\s+\d{1,4}[a-z]?,\s+(?:[A-Z-]{0,4}\d{3,6}\s+)?[^\d.;:?!]+\.?$"
)
"""The continental way: "Harbour Trust, Rue du Bailli 81, 1050 Brussels"."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SMALL = frozenset("and for of the on in at".split())


def states_no_fact(text: str) -> bool:
    """Whether a sentence defines a word, lists contents with their pages, or gives a postal address."""
    if _DEFINES.match(text) or len(_LEADER.findall(text)) > 1:
        return True
    address = _NUMBERED_STREET.match(text.strip()) or _STREET_NUMBERED.match(text.strip())
    if address is None:
        return False
    names = [one for one in _WORD.findall(text) if one not in _SMALL and one not in _STREETS]
    return len(names) > 1 and all(one[0].isupper() for one in names)


def only_names(doc: Doc) -> bool:
    """Whether a sentence says what a term means, without a verb of its own: "The time by which half of all
    reports have been answered."
    """
    root = next((token for token in doc if token.head == token), None)
    if root is None or root.pos_ != "NOUN" or not doc.text.rstrip().endswith("."):
        return False
    opens = doc[0].lower_ in ("the", "a", "an") and root.i <= _TERM
    clause = next((child for child in root.children if child.dep_ == "relcl"), None)
    return opens and clause is not None and not any(child.dep_ == "conj" for child in root.children)


_TERM = 4
"""Words into a sentence in which the term it defines stands."""
