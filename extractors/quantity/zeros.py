"""Zeros told in words: "no CSAM was detected", "received no requests", "agreed to none", "not ... any"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from extractors.quantity.forms import Numeral
from extractors.quantity.mentions import Mention
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import load

REACH = 10
"""Tokens between "no" and the verb that would have counted."""


@cache
def _words() -> dict[str, frozenset[str]]:
    data: dict[str, Any] = load("zeros.yaml")
    return {key: frozenset(map(str, words)) for key, words in data.items() if key != "examples"}


def find_zeros(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """A mention with the value 0 for each zero told in words, but none inside the numbers already found."""
    places = [at for at, token in enumerate(tokens) if token.low in _READERS and not _in_path(tokens, at)]
    if not places:
        return []
    taken = {at for mention in mentions for at in range(mention.first, mention.after)}
    found: list[Mention] = []
    for at in places:
        first = _READERS[tokens[at].low](tokens, at) if at not in taken else None
        if first is not None and (not found or first >= found[-1].after):
            found.append(_zero(first, at))
    return found


def _in_path(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is part of a file's name or an address: "none.txt", "/no/"."""
    behind = tokens[at + 1 : at + 3]
    dotted = len(behind) == 2 and behind[0].text == "." and all(one.glued for one in behind)
    slashed = (tokens[at].glued and at > 0 and tokens[at - 1].text == "/") or (
        bool(behind) and behind[0].text == "/" and behind[0].glued
    )
    return dotted or slashed


def _zero(first: int, at: int) -> Mention:
    """A zero from `tokens[first]` to the word `tokens[at]` that tells it."""
    mention = Mention(Numeral(at, at + 1, Decimal(0), "words", Decimal(0)), first, at + 1, Decimal(0))
    mention.change_told, mention.number_first, mention.number_after = "zero", at, at + 1
    return mention


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _noun(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """Past the words before it, the noun that "no" denies; None where it is nothing to count."""
    words = _words()
    for place in range(at, min(at + 6, len(tokens))):
        token = tokens[place]
        if token.low in ("-", "‑"):
            continue
        if token.kind not in ("word", "name"):
            return None
        following = _low(tokens, place + 1)
        if token.low in words["counted"] and following not in words["counted"] | words["modifiers"] - {"of"}:
            return place, token.low
        if token.low in words["modifiers"] or following in words["counted"] or following in ("-", "‑"):
            continue
        return (place, token.low) if token.low not in words["uncounted"] else None
    return None


def _counts_none(tokens: Sequence[Token], at: int) -> bool:
    words = _words()
    if _low(tokens, at + 1) == "." and _low(tokens, at + 2)[:1].isdigit():
        return False
    noun = _noun(tokens, at + 1)
    if noun is None:
        return False
    place, word = noun
    counted = word in words["counted"]
    before = _low(tokens, at - 1)
    if before in words["active_verbs"] and (counted or before not in words["weak_verbs"]):
        return word not in words["uncounted"]
    if (
        counted
        and before in ("were", "was", "are", "been", "of", "with", "on")
        and (
            (before in ("with", "of", "on") and place > at)
            or _low(tokens, at - 2) in ("there", "have", "has", "had")
        )
    ):
        return before != "are" or place > at
    if (
        counted
        and before in ("to", "for", "against", "from", "in")
        and any(_low(tokens, back) in words["active_verbs"] for back in range(max(at - 5, 0), at - 1))
    ):
        return True
    return _denied_later(tokens, at, place, counted)


def _denied_later(tokens: Sequence[Token], at: int, place: int, counted: bool) -> bool:
    """ "No X was found", "No X detected in ...": the verb stands behind the noun."""
    words = _words()
    auxiliary = False
    for later in range(place + 1, min(place + REACH, len(tokens))):
        low = tokens[later].low
        if low in ".;:!?" or tokens[later].kind == "break":
            alone = at == 0 or tokens[at - 1].kind == "break" or tokens[at - 1].low in ".;:•–-|"
            return counted and later == place + 1 and alone
        if low in ("was", "were", "been", "is", "are"):
            auxiliary = True
        elif low in ("have", "has", "had", "does", "do", "can", "will", "may"):
            if _low(tokens, later + 1) not in ("been", "yet"):
                return False
        elif low in words["found_verbs"]:
            if auxiliary:
                return counted or low not in words["weak_verbs"]
            return counted
    return False


def _stands_for_none(tokens: Sequence[Token], at: int) -> bool:
    before, after = _low(tokens, at - 1), _low(tokens, at + 1)
    if before in ("to", "like", "bar", "if") and _low(tokens, at - 2) in ("second", "like", "bar"):
        return False
    if after in ("other", "too", "the", "so") or before in ("bar", "but", "if", "or"):
        return False
    if after == "of":
        if (
            _low(tokens, at + 2) in ("the", "these", "those", "our", "its", "their")
            and _low(tokens, at + 3) == "above"
        ):
            return False
        for later in range(at + 2, min(at + 2 + REACH, len(tokens))):
            low = tokens[later].low
            if low in ("has", "have", "had", "can", "could", "does", "do", "will", "is", "are"):
                return _low(tokens, later + 1) == "been"
            if low in _words()["found_verbs"] or low in ("was", "were"):
                return True
            if low in ".;,":
                break
        return _low(tokens, at + 2) not in ("that", "this", "it", "what")  # "none of that absolves"
    return after in ("", ".", ",", ";", ")", "were", "was", "have", "from", "in", "to") and not (
        after == "have" and _low(tokens, at + 2) != "been"
    )


def _not_any(tokens: Sequence[Token], at: int) -> int | None:
    """The "not" of "did not identify any X": its token, when a verb that counts stands between."""
    words = _words()
    verb = _low(tokens, at - 1)
    if verb not in words["active_verbs"]:
        return None
    noun = _noun(tokens, at + 1)
    if noun is None or (verb in words["weak_verbs"] and noun[1] not in words["counted"]):
        return None
    for place in range(at - 2, max(at - 5, -1), -1):
        low = tokens[place].low
        if low in ("not", "never") or low.endswith(("n't", "n’t")):
            past = (
                _low(tokens, place - 1) in ("did", "has", "have", "had")
                or low.endswith(("n't", "n’t"))
                or low == "never"
            )
            return place if past else None
    return None


def _no(tokens: Sequence[Token], at: int) -> int | None:
    return at if _counts_none(tokens, at) else None


def _none(tokens: Sequence[Token], at: int) -> int | None:
    return at if _stands_for_none(tokens, at) else None


def _single(tokens: Sequence[Token], at: int) -> int | None:
    """Not a single report."""
    return at - 2 if [token.low for token in tokens[max(at - 2, 0) : at]] == ["not", "a"] else None


_READERS: dict[str, Callable[[Sequence[Token], int], int | None]] = {
    "no": _no,
    "none": _none,
    "any": _not_any,
    "single": _single,
}
