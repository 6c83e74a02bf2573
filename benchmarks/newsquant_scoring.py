"""Micro precision, recall and F1 over NewsQuant's quantities, as its scorer in ../shared defines them: within
a sentence the pairs with equal values are matched one to one, the pair agreeing best first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

MEASURES = ("value", "value+unit", "value+change", "value+concept_partial", "value+concept_complete")
_RANGE = re.compile(r"(\d[\d.]*)\s*-\s*(\d[\d.]*)")


@dataclass(frozen=True)
class Answer:
    """One quantity in NewsQuant's terms: a number or the sorted ends of a range; `unit` "-" is none."""

    value: tuple[float, ...]
    unit: str
    change: str
    concepts: frozenset[str]


@dataclass(frozen=True)
class Score:
    """Per cent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def concept_words(text: str) -> frozenset[str]:
    """The words of a concept, lower-cased, without the punctuation around them."""
    words = (re.sub(r"^\W+|\W+$", "", word) for word in re.split(r"[,\s]+", text.lower()))
    return frozenset(word for word in words if word)


def read_gold(entry: dict[str, str]) -> Answer:
    """One of the file's quantities."""
    span = _RANGE.fullmatch(entry["value"].strip())
    value = tuple(sorted(map(float, span.groups()))) if span else (float(entry["value"]),)
    return Answer(
        value,
        entry["normalized_unit"].strip().lower(),
        entry["change"].strip(),
        concept_words(entry["referred_concepts"]),
    )


def _agreement(gold: Answer, ours: Answer) -> tuple[bool, bool, bool, bool]:
    same = gold.concepts == ours.concepts
    shared = bool(gold.concepts & ours.concepts) or same
    return gold.unit == ours.unit, gold.change == ours.change, same, shared


def _same_value(left: Answer, right: Answer) -> bool:
    return len(left.value) == len(right.value) and all(
        math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-8) for a, b in zip(left.value, right.value, strict=True)
    )


def align(gold: list[Answer], ours: list[Answer]) -> list[tuple[int, int, tuple[bool, bool, bool, bool]]]:
    """Pairs of indices with what they agree in: unit, change, all concepts, one concept."""
    pairs = [
        (_agreement(g, o), i, j) for i, g in enumerate(gold) for j, o in enumerate(ours) if _same_value(g, o)
    ]
    pairs.sort(key=lambda pair: ([not hit for hit in pair[0]], pair[1], pair[2]))
    taken: list[tuple[int, int, tuple[bool, bool, bool, bool]]] = []
    for agrees, i, j in pairs:
        if all(i != a and j != b for a, b, _ in taken):
            taken.append((i, j, agrees))
    return taken


def score(pairs: Iterable[tuple[list[Answer], list[Answer]]]) -> dict[str, Score]:
    """Scores over (gold, ours) of each sentence."""
    hits = dict.fromkeys(MEASURES, 0)
    golds = answers = 0
    for gold, ours in pairs:
        golds += len(gold)
        answers += len(ours)
        for _, _, (unit, change, complete, partial) in align(gold, ours):
            for name, hit in zip(MEASURES, (True, unit, change, partial, complete), strict=True):
                hits[name] += hit
    return {
        name: Score(100 * hit / answers if answers else 0.0, 100 * hit / golds if golds else 0.0)
        for name, hit in hits.items()
    }
