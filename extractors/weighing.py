"""How far a clause speaks for each kind of statement: its signs in, a probability for each kind out.

A rule knows one turn of speech, and language has more of them than rules will ever name. So rules have a say,
not the last word. A clause bears signs: the rules that match it, the grammatical forms of its predicates, its
words and pairs of words, its subject and verb, what stands above it. Each sign has a weight for each kind,
learnt by logistic regression from annotated documents (`python -m benchmarks.weights`) and kept in
sign_weights.json. A record that a rule makes is left out where the signs speak clearly against it; a clause
that no rule takes is taken where they speak clearly for it. docs/decisions/rules-and-weights.md says why.

Names of organisations are no signs, nor are numbers: a weight is about language.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING, NamedTuple, Protocol

from extractors.predication import forms
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from extractors.candidates import Statement
    from extractors.rules import Match

AGAINST = 0.1
"""A rule's record stands only where its kind is at least as probable."""
FOR = 0.5
"""A clause without a rule is taken for a kind where that is more probable than this."""
YIELDS = 0.3
"""A gap without a rule yields to progress that a rule names, where that is more probable than this."""
MARGIN = 0.3
"""By how much more probable progress must be for a gap that a rule names to yield to it."""
SURE = 0.8
"""More probable than this, a clause is not set aside for a word of method or history in it."""

_SAYING = ("dobj", "attr", "acomp", "neg", "aux", "prep", "xcomp", "oprd")
"""Relations whose words tell what a verb says."""


class Weighing(NamedTuple):
    """What was weighed: where it stands in the document, and its signs."""

    start: int
    end: int
    signs: frozenset[str]


class Weigher(Protocol):
    """Tells how probable each kind is; an empty answer is no opinion, and rules decide alone."""

    def __call__(self, weighing: Weighing) -> Mapping[Kind, float]:
        """A probability for each kind."""


def no_opinion(weighing: Weighing) -> Mapping[Kind, float]:
    """The weigher of those who want the rules alone."""
    return {}


class Weights:
    """Weights of signs, by kind, with the kind's own weight under the empty sign."""

    def __init__(self, weights: Mapping[Kind, Mapping[str, float]]) -> None:
        self._weights = weights

    def __call__(self, weighing: Weighing) -> Mapping[Kind, float]:
        """A probability for each kind; they need not add up to one, since a clause may be of two kinds."""
        return {kind: self._probability(kind, weighing.signs) for kind in self._weights}

    def _probability(self, kind: Kind, signs: Iterable[str]) -> float:
        weights = self._weights[kind]
        total = weights.get("", 0.0) + sum(weights[sign] for sign in signs if sign in weights)
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def reasons(self, kind: Kind, signs: Iterable[str], most: int = 8) -> list[tuple[str, float]]:
        """The signs that weigh most for or against a kind, the weightiest first."""
        weights = self._weights.get(kind, {})
        found = [(sign, weights[sign]) for sign in signs if sign in weights]
        return sorted(found, key=lambda one: -abs(one[1]))[:most]


@cache
def weights() -> Weights:
    """The weights of the package."""
    file = resources.files("extractors") / "sign_weights.json"
    return Weights(json.loads(file.read_text("utf-8")))


def signs(
    statement: Statement, clause: Span, matches: Iterable[Match], *, figures: int, acts: bool, owns: bool
) -> frozenset[str]:
    """The signs of a clause. `figures` stand in it; `acts` and `owns` say what its subject is to somebody
    who reports (extractors/attribution.py).
    """
    context = statement.context
    found = {
        f"mood:{context.mood}",
        f"above:{context.mood_rule}",
        f"figures:{min(figures, 2)}",
        f"length:{min(len(clause) // 6, 5)}",
    }
    told = {"item": statement.is_item, "first": statement.first_in_block, "acts": acts, "owns": owns}
    found |= {name for name, holds in told.items() if holds}
    if len(clause) < len(statement.doc) - 1:
        found.add("part")
    found |= {f"rule:{match.rule.id}" for match in matches}
    found |= {f"before:{kind}" for kind in statement.before}
    found |= _formal(clause)
    found |= _lexical(clause)
    found |= _relational(clause)
    return frozenset(found)


def _word(token: Token) -> str:
    if token.like_num or any(character.isdigit() for character in token.text):
        return "#"
    named = token.pos_ == "PROPN" or (token.i > 0 and token.text[0].isupper())
    return "@" if named else token.lemma_.lower()


def _formal(clause: Span) -> set[str]:
    found = set()
    for name, places in forms(clause.doc).items():
        for start, end, verb in places:
            if clause.start <= start and end <= clause.end:
                found |= {f"form:{name}", f"form:{name}:{_word(clause.doc[verb])}"}
    return found


def _lexical(clause: Span) -> set[str]:
    said = [_word(token) for token in clause if not token.is_space]
    return {f"word:{one}" for one in said} | {f"pair:{one} {other}" for one, other in pairwise(said)}


def _relational(clause: Span) -> set[str]:
    root = clause.root
    verb = _word(root)
    found = {f"root:{verb}", f"tag:{root.tag_}"}
    for child in root.children:
        if not clause.start <= child.i < clause.end:
            continue
        word = _word(child)
        if child.dep_ in ("nsubj", "nsubjpass"):
            found |= {f"subject:{word}", f"subject:{word} {verb}", f"relation:{child.dep_}"}
        elif child.dep_ in _SAYING:
            found |= {f"{child.dep_}:{word}", f"{child.dep_}:{verb} {word}"}
    return found
