"""Finds a quote again in a changed document: where it stood, then word for word elsewhere, then nearly so.

Never where the figures differ: a changed figure is another statement. Pure. Quote, prefix and suffix are
those of the W3C's TextQuoteSelector; the cases are in docs/review.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from extractors.language import sentences
from extractors.quantity import read_numbers
from schemas.documents import Block, Cell, Document
from schemas.evidence import CONTEXT_LENGTH, Evidence

SIMILAR = 90.0
"""Least likeness (rapidfuzz, 0 to 100) of words that count as the same words, slightly edited."""

FAMILIAR = 0.5
"""Least likeness (0 to 1) of the surroundings of a quote that could stand anywhere."""

CERTAIN = 0.9
"""The same for a quote without words, such as the figure of a table cell."""

MARGIN = 0.1
"""By how much the surroundings of the best place must be more alike than those of the next."""

DISTINCTIVE = 24
"""Letters from which on a quote is known by itself."""

_TOO_MANY = 200
"""A quote that stands in so many places is known by none of them."""

_A_PART = 0.8
"""A quote shorter than this share of a sentence may be a part of it."""


class Anchored(NamedTuple):
    """The same words, or nearly, with the same figures: `document.text[start:end]`."""

    start: int
    end: int
    how: Literal["position", "quote", "fuzzy"]
    likeness: float
    """Of the words, 0 to 100."""
    surroundings: float
    """Likeness of what stands before and after, 0 to 1."""


class Changed(NamedTuple):
    """Nearly the same words where they are expected, saying something else: `document.text[start:end]`."""

    start: int
    end: int
    what: Literal["figures", "negation"]


class _Near(NamedTuple):
    start: int
    end: int
    likeness: float
    surroundings: float
    what: Literal["figures", "negation"] | None


class Finder:
    """Finds quotes in one document, which is cut into its sentences once."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def find(self, evidence: Evidence) -> Anchored | Changed | None:
        """Where the evidence's words stand in the document, which may have changed; None where they are gone.

        1. At the same position, word for word, where the words or what surrounds them are distinctive.
        2. Word for word elsewhere, in the most familiar surroundings, where no other place comes close.
        3. Slightly edited (`SIMILAR`), snapped to the bounds of a sentence, where the figures are the same.

        Where the most familiar place holds the words with other figures, or with a `not` more or less, it is
        `Changed`, though the quote itself may occur in another place.
        """
        text, quote = self._document.text, evidence.quote
        letters = sum(character.isalpha() for character in quote)
        needed = 0.0 if letters >= DISTINCTIVE else FAMILIAR if letters >= 3 else CERTAIN
        if text[evidence.start : evidence.end] == quote:
            here = _surroundings(evidence, text, evidence.start, evidence.end)
            if here >= max(needed, FAMILIAR):
                return Anchored(evidence.start, evidence.end, "position", 100.0, here)
        places = list(islice(_occurrences(quote, text), _TOO_MANY))
        if len(places) == _TOO_MANY:
            return None
        exact = sorted(((_surroundings(evidence, text, *place), place) for place in places), reverse=True)
        best = exact[0][0] if exact else -1.0
        # Where the surroundings are all but the same, no other place can be more familiar.
        near = self._nearly(evidence) if letters >= 3 and best + MARGIN < 1 else []
        # Edited in place, while the old words stand elsewhere too: the place decides.
        if near and near[0].surroundings > best + MARGIN and near[0].surroundings >= FAMILIAR:
            return _judged(near)
        if exact and best >= needed and (len(exact) == 1 or best - exact[1][0] >= MARGIN):
            start, end = exact[0][1]
            return Anchored(start, end, "quote", 100.0, best)
        return None if exact else _judged(near)

    def _nearly(self, evidence: Evidence) -> list[_Near]:
        """Places with nearly the same words, digits aside, the best first."""
        text, quote, wanted = self._document.text, evidence.quote, masked(evidence.quote)
        whole, forms = self._cut
        found = []
        for _, _, at in process.extract(
            wanted, forms, scorer=fuzz.ratio, processor=None, score_cutoff=SIMILAR, limit=None
        ):
            found.append(self._near(evidence, *whole[at]))
        for start, end in self._sentences:
            if len(wanted) < _A_PART * (end - start) and (part := _part(quote, text[start:end])):
                found.append(self._near(evidence, start + part[0], start + part[1]))
        apart: list[_Near] = []
        for place in sorted((one for one in found if one is not None), key=_closeness, reverse=True):
            if all(place.end <= one.start or one.end <= place.start for one in apart):
                apart.append(place)
        return apart

    def _near(self, evidence: Evidence, start: int, end: int) -> _Near | None:
        """A place, if its words are alike enough and not the quote itself."""
        words = self._document.text[start:end]
        plain = fuzz.ratio(masked(evidence.quote), masked(words), score_cutoff=SIMILAR)
        if not plain or words == evidence.quote:
            return None
        what = says_the_same(evidence.quote, words)
        likeness = fuzz.ratio(evidence.quote, words)
        if what is None and likeness < SIMILAR:
            return None
        surroundings = _surroundings(evidence, self._document.text, start, end)
        return _Near(start, end, plain if what else likeness, surroundings, what)

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return [
            (block.start + start, block.start + end)
            for block in self._document.content()
            if block.table is None
            for start, end in sentences(self._document.text[block.start : block.end])
        ]

    @cached_property
    def _cut(self) -> tuple[list[tuple[int, int]], list[str]]:
        """Sentences, whole blocks and cells, and each with its numbers masked."""
        ranges = dict.fromkeys(self._sentences)
        for block in self._document.content():
            parts: Sequence[Block | Cell] = (block,) if block.table is None else block.table.cells
            ranges |= dict.fromkeys((part.start, part.end) for part in parts if part.end > part.start)
        return list(ranges), [masked(self._document.text[start:end]) for start, end in ranges]


def anchor(evidence: Evidence, document: Document) -> Anchored | Changed | None:
    """Finds one quote in a document, as `Finder.find`."""
    return Finder(document).find(evidence)


def figures(text: str) -> tuple[object, ...]:
    """The numbers of a text, in digits or in words, dates included: what must not differ.

    The digits as printed count too: a number that the grammar cannot read is not taken for another.
    """
    numbers = [(one.mention.value, one.mention.low, one.mention.high) for one in read_numbers(text)]
    return (re.sub(r"\D", "", text), *numbers)


def says_the_same(one: str, other: str) -> Literal["figures", "negation"] | None:
    """What two nearly equal texts differ in, of what turns a statement into another; None for nothing."""
    if figures(one) != figures(other):
        return "figures"
    return "negation" if _negations(one) != _negations(other) else None


def _negations(text: str) -> list[str]:
    plain = re.sub(r"n['’]t\b|\bcannot\b", " not", text.lower())
    return sorted(_NEGATION.findall(plain))


_NEGATION = re.compile(
    r"\b(?:no|not|none|never|nobody|nothing|neither|nor|without|yet|only|except|fail\w*|lack\w*)\b"
)
_NUMBER = re.compile(r"\d(?:[\d.,'’   ]*\d)?")


def _judged(near: list[_Near]) -> Anchored | Changed | None:
    """The best of the places with nearly the same words; None where two are equally good."""
    if not near:
        return None
    best = near[0]
    if len(near) > 1 and _closeness(best) - _closeness(near[1]) < MARGIN:
        return None
    if best.what is not None:
        return Changed(best.start, best.end, best.what) if best.surroundings >= FAMILIAR else None
    return Anchored(best.start, best.end, "fuzzy", best.likeness, best.surroundings)


def _closeness(near: _Near) -> float:
    return near.likeness / 100 + near.surroundings


def _part(quote: str, sentence: str) -> tuple[int, int] | None:
    """The part of a sentence that is most like the quote, whole words."""
    found = fuzz.partial_ratio_alignment(quote, sentence, score_cutoff=SIMILAR - 10)
    if found is None or found.dest_start == found.dest_end:
        return None
    start, end = found.dest_start, found.dest_end
    while start > 0 and not sentence[start - 1].isspace():
        start -= 1
    while end < len(sentence) and not sentence[end].isspace():
        end += 1
    words = sentence[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    while end > start and sentence[end - 1] in ",;:." and quote[-1] not in ",;:.":
        end -= 1
    return start, end


def masked(text: str) -> str:
    """The text with every number as one sign, so that a changed figure is found beside its old words."""
    return _NUMBER.sub("#", text)


def _occurrences(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the quote stands, not within a longer word or number."""
    before = r"(?<!\w)(?<!\d[.,])" if quote[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if quote[-1].isalnum() else ""
    for match in re.finditer(before + re.escape(quote) + after, text):
        yield match.span()


def _surroundings(evidence: Evidence, text: str, start: int, end: int) -> float:
    """How alike what stands before and after is, 0 to 1; a document's edge is as good as any."""
    sides = [
        (evidence.prefix, text[max(0, start - CONTEXT_LENGTH) : start]),
        (evidence.suffix, text[end : end + CONTEXT_LENGTH]),
    ]
    scores = [fuzz.ratio(then, now) / 100 for then, now in sides if then or now]
    return sum(scores) / len(scores) if scores else 1.0
