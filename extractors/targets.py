"""Whether a figure misses the target it is held against: a clause in, yes or no out.

"Fell by 4% against a target of 10%" is short of it, "was 92%, above the 90% target" is not.
"""

from __future__ import annotations

import re

from extractors.quantity import find_quantities
from extractors.word_lists import any_of
from schemas.quantities import Quantity

_HELD_AGAINST = re.compile(
    r"(?i)(?:\b(?:against|versus|vs\.?|compared\s+(?:with|to)|where|while|when|from|for|on)\s+|;\s*)"
    r"(?:(?:a|an|the|its|our|their|this)\s+)?(?:[\w-]+\s+){0,3}?"
    rf"(?:{any_of('metrics.target_nouns')})\s*(?:for\s+(?:the\s+)?\w+\s*)?(?::|=|of|is|was|at|had\s+been|stood\s+at)\s*"
)
_LESS_IS_BETTER = re.compile(any_of("metrics.better_low"))
_IN_TIME = re.compile(r"(?i)\b(?:in|on)\s+time\b|\bwithin\s+(?:an?|\S+)\s+(?:hours?|days?|weeks?)\b")
"""What is better the more often it happens: "answered in time", "within a day"."""
_BY = re.compile(r"(?i)\bby\s+(?:(?:only|just|about|some|around|nearly|almost|over|more\s+than)\s+)?$")


def misses_target(text: str) -> bool:
    """Whether the clause gives a figure and, behind it, a target that the figure does not reach."""
    held = _HELD_AGAINST.search(text)
    if held is None:
        return False
    quantities = find_quantities(text)
    target = next((one for one in quantities if held.end() <= one.start <= held.end() + _NEAR), None)
    stated = [one for one in quantities if one.end <= held.start() + 1]
    if target is None or not stated:
        return False
    alike = [one for one in stated if _alike(one, target)] or stated
    return _falls_short(text, alike[-1], target)


_NEAR = 25
"""Characters between the word for a target and its figure."""


def _alike(one: Quantity, other: Quantity) -> bool:
    return (one.unit_kind, one.unit) == (other.unit_kind, other.unit)


def _falls_short(text: str, stated: Quantity, target: Quantity) -> bool:
    reached, wanted = stated.value or stated.high, target.value or target.low
    if reached is None or wanted is None:
        return False
    changes = stated.change is not None or _BY.search(text[: stated.start]) is not None
    lower = not changes and _LESS_IS_BETTER.search(_IN_TIME.sub(" ", text)) is not None
    return reached > wanted if lower else reached < wanted
