"""Two numbers that are the ends of one: 5-10, between 5 and 10, from 3 to 7, $10 to $15 billion."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.quantity.changes import direction_of, leads_somewhere
from extractors.quantity.mentions import HYPHENS, Mention, per_cent
from extractors.quantity.tokens import Token
from extractors.quantity.vocabulary import is_plural, vocabulary


def join_ranges(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """The mentions with the pairs that make a range or a ratio joined into one; either end lends its unit.

    "From 400 to 500" after a verb of change stays two numbers, the first of which `leads_to` the second.
    """
    joined: list[Mention] = []
    for mention in mentions:
        if joined:
            left = joined[-1]
            floor = joined[-2].after if len(joined) > 1 else 0
            if _ratio(tokens, left, mention) or _range(tokens, left, mention, floor):
                continue
            _lead(tokens, joined[-3:], mention)
        joined.append(mention)
    return joined


LEAD = 12
"""Tokens between the ends of a change: "from $36,040 at noon to $34,935"."""


def _lead(tokens: Sequence[Token], earlier: Sequence[Mention], right: Mention) -> None:
    """Ties the level that a change arrives at to the one it left."""
    if _low(tokens, right.first - 1) != "to" or right.value is None:
        return
    for left in reversed(earlier):
        if left.leads_to is not None or right.first - left.after > LEAD or left.value is None:
            continue
        same = (left.kind, left.unit) == (right.kind, right.unit) or (left.told_unit and not right.told_unit)
        if same and _low(tokens, left.first - 1) == "from" and _changes_before(tokens, left.first - 1):
            left.leads_to = right
            return


def _changes_before(tokens: Sequence[Token], at: int) -> bool:
    return any(leads_somewhere(token.low) for token in tokens[max(at - VERB_BEFORE, 0) : at])


VERB_BEFORE = 14
"""Tokens back from "from" in which a verb of change is looked for: "doubled the number of staff who ..."."""
_RESTATED = frozenset(("restated", "corrected", "revised", "amended", "adjusted", "updated", "recalculated"))


def _restated_before(tokens: Sequence[Token], at: int) -> bool:
    return any(token.low in _RESTATED for token in tokens[max(at - 8, 0) : at])


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


_CONNECTORS: dict[tuple[str, ...], str] = {
    ("to",): "to",
    ("up", "to"): "to",
    ("through",): "to",
    ("-", "to", "-"): "to",
    ("-", "to"): "to",
    ("and",): "and",
    ("or",): "or",
    **{(sign,): "dash" for sign in HYPHENS},
}


def _range(tokens: Sequence[Token], left: Mention, right: Mention, floor: int) -> bool:
    """Makes `left` the whole range when it and `right` are the ends of one."""
    connector = _connector(tokens, left, right, floor)
    if connector is None or left.value is None or right.value is None or left.value == right.value:
        return False
    if left.high is not None or right.low is not None or not _alike(left, right, connector):
        return False
    if _is_year(tokens, left) != _is_year(tokens, right) and not left.told_unit:
        return False
    before = _low(tokens, left.first - 1)
    if connector == "to" and before != "from" and left.value > right.value and not left.told_unit:
        return False  # gave 3,000 to 14 of them
    if left.told_unit and not right.told_unit and is_plural(_low(tokens, right.after)):
        return False  # €2.5 million to 14 organisations
    if connector == "to" and (before == "by" or direction_of(before) is not None):
        return False
    if connector == "to" and before == "from" and _restated_before(tokens, left.first - 1):
        left.sense = "reference"  # what the publisher takes back is no figure any more
        return False
    if connector == "to" and before == "from" and _changes_before(tokens, left.first - 1):
        _share_scale(left, right)
        left.leads_to = right
        if right.told_unit and not left.told_unit:
            left.kind, left.unit, left.per = right.kind, right.unit, right.per
        return False
    _share_scale(left, right)
    if connector == "or" and not left.value < right.value <= left.value * 2 + 1:
        return False
    if connector == "dash" and left.value >= right.value:
        if not (_is_small(left) and _is_small(right)):
            left.sense = right.sense = "score"
            return False
        left.sense = "score"
    left.low, left.high = min(left.value, right.value), max(left.value, right.value)
    left.value = None
    if right.told_unit:
        left.kind, left.unit, left.per = right.kind, right.unit, right.per
    left.after, left.number_after = right.after, right.number_after
    left.hyphenated = right.hyphenated
    if connector == "and":
        left.first -= 1
    return True


def _connector(tokens: Sequence[Token], left: Mention, right: Mention, floor: int) -> str | None:
    if right.first - left.after > 3:
        return None
    if right.first == left.after:
        return "dash" if right.negative and tokens[right.first].glued else None
    connector = _CONNECTORS.get(tuple(token.low for token in tokens[left.after : right.first]))
    if connector == "dash" and tokens[left.after].glued != tokens[right.first].glued:
        return None  # "5 -10" is no range
    if connector == "and" and (left.first <= floor or _low(tokens, left.first - 1) != "between"):
        return None
    return connector


def _is_year(tokens: Sequence[Token], mention: Mention) -> bool:
    text = tokens[mention.numeral.first].text
    return not mention.told_unit and len(text) == 4 and text.isdigit() and "1900" <= text <= "2100"


def _is_small(mention: Mention) -> bool:
    return mention.kind == "count" and mention.value is not None and mention.value < 200


def _share_scale(left: Mention, right: Mention) -> None:
    """$10 to $15 billion: the scale word stands once, for both ends."""
    if left.numeral.scaled or not right.numeral.scaled or left.value is None or not right.numeral.mantissa:
        return
    if left.value < 1000 and left.value <= right.numeral.mantissa * 20 and right.value is not None:
        left.value = left.value * right.value / right.numeral.mantissa


def _ratio(tokens: Sequence[Token], left: Mention, right: Mention) -> bool:
    """1 in 8, one in every 1,000, three out of ten: one share, in per cent."""
    between = [token.low for token in tokens[left.after : right.first]]
    noun = between[:1] not in (["in"], ["out"]) and tokens[left.after].kind == "word"
    if left.value == 1 and len(between) in (2, 3) and noun:
        between = between[1:]  # one account in eight
    if between not in (["in"], ["in", "every"], ["out", "of"], ["out", "of", "every"]):
        return False
    if (
        left.kind != "count"
        or right.kind != "count"
        or left.negative
        or left.low is not None
        or right.low is not None
    ):
        return False
    top, bottom = left.value, right.value
    if top is None or bottom is None or not 0 < top < bottom or top != int(top) or bottom != int(bottom):
        return False
    every = between[-1] == "every"
    if not every and between[0] == "in":
        year = tokens[right.first].kind == "number" and len(tokens[right.first].text) == 4
        if year or (top > 1 and int(bottom) not in vocabulary().round_denominators) or top > 20:
            return False
        following = tokens[right.after].low if right.after < len(tokens) else ""
        if top > 1 and following in (
            "countries",
            "languages",
            "states",
            "cities",
            "places",
            "years",
            "markets",
        ):
            return False
    if not every and between[0] == "out" and int(bottom) not in vocabulary().round_denominators:
        return False
    left.kind, left.value = "ratio", per_cent(top / bottom)
    left.number_after = left.after = right.after
    return True


def _alike(left: Mention, right: Mention, connector: str) -> bool:
    if left.kind == "ratio" or right.kind == "ratio" or "multiple" in (left.kind, right.kind):
        return left.kind == right.kind
    if left.kind == right.kind and left.unit == right.unit:
        return True
    if connector == "or":
        return left.kind == "count" and not left.numeral.scaled and left.numeral.form == right.numeral.form
    if left.kind == "count":
        return True
    return left.kind == "currency" and right.kind == "count"
