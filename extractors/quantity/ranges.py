"""Two numbers that are the ends of one: 5-10, between 5 and 10, from 3 to 7, three or four, $10 to $15 billion."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.quantity.mentions import HYPHENS, Mention
from extractors.quantity.tokens import Token


def join_ranges(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """The mentions with the pairs that make a range joined into one. A pair keeps the unit of either end."""
    joined: list[Mention] = []
    for mention in mentions:
        if joined:
            whole = _range(tokens, joined[-1], mention, joined[-2].after if len(joined) > 1 else 0)
            if whole is not None:
                joined[-1] = whole
                continue
        joined.append(mention)
    return joined


def _range(tokens: Sequence[Token], left: Mention, right: Mention, floor: int) -> Mention | None:
    between = [token.low for token in tokens[left.after : right.first]]
    if not between or len(between) > 3 or left.high is not None:
        return None
    if left.value is None or right.value is None or right.low is not None:
        return None
    before = tokens[left.first - 1].low if left.first > floor else ""
    dash = between[0] in HYPHENS
    if dash and _is_dash(tokens, left, right, between):
        connector = "dash"
    elif (between[-1] in ("to", "through") and len(between) <= 2) or between[:1] == ["to"]:
        connector = "to"
    elif between[0] == "and" and before == "between":
        connector = "and"
    elif between == ["or"]:
        connector = "or"
    elif right.negative and left.after == right.first and tokens[right.first].glued:
        connector = "dash"
    else:
        return None
    if not _alike(left, right, connector):
        return None
    if left.numeral.scaled is False and right.numeral.scaled and left.value <= right.numeral.mantissa * 20:
        shared = right.value / right.numeral.mantissa if right.numeral.mantissa else 1
        if left.value <= right.numeral.mantissa or (left.value < 100 and connector != "and"):
            left.value = left.value * shared
    if connector == "or" and not (
        left.value < right.value
        and right.value <= left.value * 2 + 1
        and not left.told_unit
        and left.numeral.form == right.numeral.form
        and not left.numeral.scaled
    ):
        return None
    if connector == "dash" and left.value >= right.value:
        left.sense = right.sense = "score"
        return None
    left.rising = left.value < right.value
    if left.value == right.value:
        return None
    left.low, left.high = min(left.value, right.value), max(left.value, right.value)
    left.value = None
    if right.told_unit:
        left.kind, left.unit, left.per = right.kind, right.unit, right.per
    left.after, left.number_after = right.after, right.number_after
    left.hyphenated = right.hyphenated
    if connector == "and":
        left.first -= 1
    return left


def _is_dash(tokens: Sequence[Token], left: Mention, right: Mention, between: list[str]) -> bool:
    """A dash inside a range has white space on both sides or on neither."""
    if len(between) != 1:
        return False
    dash = tokens[left.after]
    following = tokens[right.first]
    return dash.glued == following.glued


def _alike(left: Mention, right: Mention, connector: str) -> bool:
    if left.kind == "ratio" or right.kind == "ratio" or "multiple" in (left.kind, right.kind):
        return left.kind == right.kind
    if left.kind == right.kind and left.unit == right.unit:
        return True
    if left.kind == "count":
        return True
    return left.kind == "currency" and right.kind == "count" and connector != "or"
