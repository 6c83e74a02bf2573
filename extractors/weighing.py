"""How far a clause speaks for each kind of statement: its signs in, a probability for each kind out.

A rule knows one turn of speech, and language has more of them than rules will ever name. So rules have a say,
not the last word. A clause bears signs (extractors/signs.py): the rules that match it, the grammatical forms
of its predicates, its words and pairs of words, its subject and verb, what stands before and above it. Each
sign has a weight for each kind, learnt by logistic regression from annotated documents (`python -m
benchmarks.weights`) and kept in sign_weights.json. A record that a rule makes is left out where the signs
speak clearly against it; a clause that no rule takes is taken where they speak clearly for it.
docs/decisions/rules-and-weights.md says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from math import exp
from typing import NamedTuple, Protocol

from schemas.records import Kind

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
