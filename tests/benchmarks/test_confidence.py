"""The confidence of rules: counting, and the leave-one-out table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.confidence import calibration, count
from extractors.confidence import confidence, wilson_lower_bound
from extractors.rules import read_rule_files


def test_counts_add_up_over_documents() -> None:
    judged = [[("gap.lacks", True), ("gap.lacks", False)], [("gap.lacks", True), ("gap.yet-to", True)]]
    assert count(judged) == {"gap.lacks": (2, 3), "gap.yet-to": (1, 1)}


def test_a_document_is_not_its_own_witness() -> None:
    """Its rules are judged by the other documents alone; what only it has is not measured."""
    judged = {"a": [("gap.lacks", True)], "b": [("gap.lacks", False), ("gap.yet-to", True)]}
    told, unmeasured = calibration(judged)
    assert told == [(wilson_lower_bound(0, 1), True), (wilson_lower_bound(1, 1), False)]
    assert unmeasured == 1


@pytest.mark.parametrize(
    ("right", "made", "bound", "why"),
    [
        (0, 0, 0.0, "nothing was made, nothing is known"),
        (1, 1, 0.2065, "one success says little"),
        (95, 100, 0.8882, "a hundred say more"),
        (0, 10, 0.0, "never right"),
    ],
)
def test_wilson(right: int, made: int, bound: float, why: str) -> None:
    assert wilson_lower_bound(right, made) == pytest.approx(bound, abs=1e-4), why


def test_the_committed_counts_are_those_of_rules_that_exist() -> None:
    file = Path(__file__).resolve().parents[2] / "extractors" / "rule_confidence.json"
    known = {rule.id for rule in read_rule_files()} | {"metric.quantity", "metric.table-cell"}
    counts = json.loads(file.read_text("utf-8"))
    assert counts.keys() <= known
    assert all(0 <= right <= made for right, made in counts.values())


def test_a_rule_that_was_never_measured_has_no_confidence() -> None:
    assert confidence("gap.no-such-rule") == 0
    assert confidence("metric.table-cell") > 0.9
