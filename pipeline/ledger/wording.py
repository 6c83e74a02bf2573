"""How alike two statements are: lemmas by a light normaliser, weighed by how telling they are.

No parser is needed: what the same gap keeps through its editions is its content words, whatever the grammar
does to them ("Detect ...", "detecting ...", "the detection of ...").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = (
    ("ications", "y"), ("ication", "y"), ("ations", ""), ("ation", ""), ("ating", ""), ("ated", ""),
    ("ates", ""), ("ative", ""), ("ate", ""), ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""),
    ("tions", "t"), ("tion", "t"), ("sions", "s"), ("sion", "s"), ("ically", "ic"), ("ally", "al"),
    ("ness", ""), ("ily", "y"), ("ly", ""), ("ies", "y"), ("ied", "y"), ("ings", ""), ("ing", ""),
    ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ed", ""), ("s", ""),
)  # fmt: skip
_SHORTEST_STEM = 3
NEARLY_VERBATIM = 88.0
"""rapidfuzz's token_sort_ratio from which two wordings are the same whatever their words weigh."""


@cache
def word_lists() -> Mapping[str, Any]:
    """The lists of `wording.yaml`."""
    text = (Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of `wording.yaml`, blind to capitals; alternatives where the file lists several."""
    source = word_lists()[name]
    return re.compile(source if isinstance(source, str) else "|".join(source), re.IGNORECASE)


def quoted(words: str) -> str:
    """Words of a source within a sentence of ours: in quotation marks, without the stop that ended them."""
    return f"“{' '.join(words.split()).rstrip('.;')}”"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word in lower case without its inflection: detect for detecting, detected and detection.

    Light on purpose: inflections go, and of derivations those that make a verb a noun (`-ation`, `-ment`).
    """
    word = word_lists()["irregular"].get(word, word)
    if word.startswith("un") and word[2:] in word_lists()["un_participles"]:
        word = word[2:]
    plural = word.endswith("s")
    while (shorter := _without_suffix(word, plural=plural)) != word:
        word, plural = shorter, False
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


def _without_suffix(word: str, *, plural: bool) -> str:
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(instead) >= _SHORTEST_STEM:
            if suffix == "s" and (not plural or word.endswith(("ss", "us", "is"))):
                continue
            return word[: len(word) - len(suffix)] + instead
    return word


@cache
def _left_out() -> frozenset[str]:
    lists = word_lists()
    words = [*lists["function_words"], *lists["gap_words"]]
    return frozenset(words) | frozenset(stem(word) for word in lists["gap_words"])


@lru_cache(maxsize=20_000)
def lemmas(text: str) -> tuple[str, ...]:
    """The content words of a text, normalised, in order; numbers are words."""
    found: list[str] = []
    for match in _WORD.finditer(text.casefold().replace("’", "'")):
        word = match.group()
        if word in _left_out():
            continue
        found += [one for one in (stem(part) for part in _parts(word)) if one not in _left_out()]
    return tuple(found)


def content_words(text: str) -> frozenset[str]:
    """The set of a text's normalised content words."""
    return frozenset(lemmas(text))


def telling(groups: Iterable[Iterable[frozenset[str]]]) -> dict[str, float]:
    """How much each word tells: 1, or less where several statements of one group share it.

    A group is what one edition lists. That a word returns edition after edition takes nothing from it.
    """
    most: Counter[str] = Counter()
    for group in groups:
        counts = Counter(word for words in group for word in words)
        for word, times in counts.items():
            most[word] = max(most[word], times)
    return {word: 1 / times for word, times in most.items()}


def shared_weight(
    one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]
) -> tuple[float, float]:
    """What part of `one` is in `other`, and what part of both they share (Dice), by weight, in 0..1."""
    both = weight_of(one & other, weights)
    ones, others = weight_of(one, weights), weight_of(other, weights)
    if not both:
        return 0.0, 0.0
    return both / ones, 2 * both / (ones + others)


def weight_of(words: Iterable[str], weights: Mapping[str, float]) -> float:
    """The summed weight of words; a word nobody weighed counts 1."""
    return sum(weights.get(word, 1.0) for word in words)


def nearly_verbatim(one: str, other: str) -> bool:
    """Whether two statements differ in hardly more than inflection and order."""
    left, right = " ".join(lemmas(one)), " ".join(lemmas(other))
    return bool(left) and fuzz.token_sort_ratio(left, right, score_cutoff=NEARLY_VERBATIM) > 0


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two sets have in common; two empty sets are alike."""
    return len(one & other) / len(one | other) if one or other else 1.0


def _parts(word: str) -> list[str]:
    return str(word_lists()["irregular"].get(word, word)).split()
