"""How far each rule has earned trust: its measured precision, with a lower bound for small counts.

The counts lie in rule_confidence.json, which `python -m benchmarks.confidence` writes from the gold files.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from math import sqrt

_Z = 1.96


def wilson_lower_bound(right: int, made: int, z: float = _Z) -> float:
    """The lower end of the 95% interval for a share of `right` among `made`; 0 when nothing was made.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if made == 0:
        return 0.0
    share = right / made
    centre = share + z * z / (2 * made)
    margin = z * sqrt(share * (1 - share) / made + z * z / (4 * made * made))
    return max(0.0, (centre - margin) / (1 + z * z / made))


@cache
def _counts() -> dict[str, tuple[int, int]]:
    file = resources.files("extractors") / "rule_confidence.json"
    return {rule: (right, made) for rule, (right, made) in json.loads(file.read_text("utf-8")).items()}


def confidence(rule: str) -> float:
    """The lower bound of the rule's measured precision; 0 for a rule that was never measured."""
    return round(wilson_lower_bound(*_counts().get(rule, (0, 0))), 4)
