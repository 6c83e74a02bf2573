"""Tells a change from a level: "fell by a third" and "18.4% more than" are changes, "rose to 500" is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.quantity.mentions import Mention
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import Unit, load

Direction = Literal["up", "down"]
REACH = 25
"""Tokens between a verb of change and the "by" of its number."""


@dataclass(frozen=True)
class _Words:
    moves: dict[str, Direction]
    pushes: dict[str, Direction]
    nouns: dict[str, Direction]
    comparisons: dict[str, Direction]
    adverbs: frozenset[str]
    phrasal: frozenset[str]
    arrivals: frozenset[str]


@cache
def _words() -> _Words:
    data = load("changes.yaml")

    def table(key: str) -> dict[str, Direction]:
        directions: tuple[Direction, Direction] = ("up", "down")
        return {word: way for way in directions for word in data[way][key]}

    return _Words(
        moves=table("moves"),
        pushes=table("pushes"),
        nouns=table("nouns"),
        comparisons={word: way for way, words in data["comparisons"].items() for word in words},
        adverbs=frozenset(data["adverbs"]),
        phrasal=frozenset(data["phrasal"]),
        arrivals=frozenset(data["arrivals"]),
    )


def direction_of(word: str) -> Direction | None:
    """Which way a verb of change goes, or None for any other word."""
    return _words().moves.get(word) or _words().pushes.get(word)


def leads_somewhere(word: str) -> bool:
    """Whether "from A to B" behind a verb tells two levels, not a range: "fell", "was enlarged"."""
    return direction_of(word) is not None or word in _words().arrivals


def read_change(tokens: Sequence[Token], mention: Mention, earlier: Mention | None) -> None:
    """Sets `change` on a difference from an earlier figure; `earlier` is the number before in the text."""
    floor = earlier.after if earlier is not None else 0
    if mention.change is not None or mention.sense != "quantity":
        return
    words = _words()
    at = mention.first - 1
    by = at >= 0 and tokens[at].low == "by"
    if by:
        way = _verb_before(tokens, at, REACH)
        if way:
            mention.change, mention.change_told = way, "verb"
            return
    else:
        way = _verb_right_before(tokens, at, floor, mention)
        if way:
            mention.change, mention.change_told = way, "verb"
            return
    if at >= 1 and tokens[at].low == "of" and tokens[at - 1].low in words.nouns:
        mention.change, mention.change_told = words.nouns[tokens[at - 1].low], "noun"
        return
    if _same_change(tokens, mention, earlier):
        return
    following = tokens[mention.after].low if mention.after < len(tokens) else ""
    after_that = tokens[mention.after + 1].low if mention.after + 1 < len(tokens) else ""
    if following in words.comparisons and (
        mention.told_unit or mention.kind == "ratio" or after_that == "than"
    ):
        if following in ("more", "less", "fewer") or mention.kind in (
            "percent",
            "percentage_points",
            "multiple",
            "ratio",
        ):
            mention.change, mention.change_told = words.comparisons[following], "comparison"
        return
    for word in (following, after_that):
        if word in words.nouns and (mention.kind in ("percent", "percentage_points", "multiple")):
            mention.change, mention.change_told = words.nouns[word], "noun"
            return


def _same_change(tokens: Sequence[Token], mention: Mention, earlier: Mention | None) -> bool:
    """Takes over the change of "190 points, or 0.6%": the same difference, said twice."""
    if earlier is None or earlier.change is None or mention.first - earlier.after > 4:
        return False
    if earlier.kind == mention.kind or not {"percent", "percentage_points"} & {earlier.kind, mention.kind}:
        return False
    lead = tokens[mention.first - 1].low
    if lead in ("or", "(") and not any(
        token.low in ("and", "to") for token in tokens[earlier.after : mention.first]
    ):
        mention.change, mention.change_told = earlier.change, earlier.change_told
        return True
    return False


def _verb_right_before(tokens: Sequence[Token], at: int, floor: int, mention: Mention) -> Direction | None:
    words = _words()
    shares = mention.kind in ("percent", "percentage_points", "multiple", "ratio")
    steps = 0
    while at >= max(floor, 0) and steps < 4:
        low = tokens[at].low
        if low == "to":
            return None
        if low in words.moves and (shares or mention.told_unit or steps == 0):
            before = tokens[at - 1].low if at else ""
            if low in ("up", "down") and before in words.phrasal:
                return None
            if low in ("increase", "rise", "fall", "drop", "up", "down") and before in (
                "the",
                "an",
                "a",
                "this",
            ):
                return None
            return words.moves[low]
        if low in words.pushes and (shares or _counts_points(tokens, mention)):
            return words.pushes[low]
        if low not in words.adverbs:
            return None
        at -= 1
        steps += 1
    return None


def _counts_points(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether an index or a price is what moved: lost 190 points, added 15 sen."""
    if isinstance(mention.unit, Unit):
        return mention.unit.dimension == "money"
    following = tokens[mention.after].low if mention.after < len(tokens) else ""
    return following in ("points", "point", "places", "spots")


def _verb_before(tokens: Sequence[Token], at: int, reach: int) -> Direction | None:
    """The nearest verb of change before "by", in the same sentence."""
    words = _words()
    for place in range(at - 1, max(at - reach, 0) - 1, -1):
        low = tokens[place].low
        if low in ";:!?" or tokens[place].kind == "break":
            return None
        way = words.moves.get(low) or words.pushes.get(low)
        if way:
            return way
    return None
