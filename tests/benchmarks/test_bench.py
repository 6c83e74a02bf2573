"""`pledgewatch bench` and the report of gains and losses: judged against a gold file of a few lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.changes import compare
from pipeline.bench import judge, match, tally
from pipeline.cli import app
from pipeline.problems import Problem

TEXT = """Acme Transparency Report
========================

In May 2024 Acme removed 300 posts. It has yet to have its figures audited.
Acme has launched a classifier for grooming.
"""
GAP = {"kind": "gap", "organisation": "acme", "quote": "It has yet to have its figures audited."}
METRIC = {
    "kind": "metric",
    "organisation": "acme",
    "quote": "In May 2024 Acme removed 300 posts.",
    "value": 300,
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "acme.txt").write_text(TEXT, encoding="utf-8")
    records = [GAP, METRIC]
    (tmp_path / "acme.gold.json").write_text(json.dumps({"document": "acme.txt", "records": records}))
    return tmp_path


def test_each_rule_is_told_right_and_wrong(gold: Path) -> None:
    counts = tally(judge([gold]))
    assert counts["gap.yet-to"] == (1, 1)
    assert counts["metric.quantity"] == (1, 1)
    assert counts[_progress_rule(gold)] == (0, 1), "gold leaves the classifier out"


def _progress_rule(gold: Path) -> str:
    """The rule that tells of the classifier; which of several it is does not matter here."""
    (rule,) = (one for one in tally(judge([gold])) if one.startswith("progress."))
    return rule


def test_the_command_shows_a_rule_with_its_quotes_and_its_bound(gold: Path) -> None:
    shown = CliRunner().invoke(app, ["bench", str(gold), "--rule", _progress_rule(gold)]).output
    assert "wrong (1)" in shown
    assert "launched a classifier" in shown
    assert "0 of 1 right: precision 0.000" in shown


def test_an_unknown_rule_is_answered_with_those_that_there_are(gold: Path) -> None:
    problem = CliRunner().invoke(app, ["bench", str(gold), "--rule", "gap.yettto"]).exception
    assert isinstance(problem, Problem)
    assert "gap.yet-to" in str(problem)


def test_a_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"holds no NAME\.gold\.json"):
        list(judge([tmp_path]))


@pytest.mark.parametrize(
    ("made", "right", "why"),
    [
        (METRIC, True, "the same number in the same sentence"),
        (METRIC | {"value": 301}, False, "another number"),
        (METRIC | {"quote": "300"}, True, "the cell inside the sentence"),
        (METRIC | {"kind": "gap"}, False, "another kind"),
        (GAP | {"quote": "It has yet to be audited."}, True, "most of its words"),
        (GAP | {"quote": "Nothing of the sort."}, False, "other words"),
    ],
)
def test_what_counts_as_the_same_record(made: dict[str, object], right: bool, why: str) -> None:
    full = {"low": None, "high": None, "dimensions": None, "value": None} | made
    assert (0 in match([GAP, METRIC], [full])) is right, why


def test_gains_losses_and_changes_are_told_apart() -> None:
    base = {"low": None, "high": None, "dimensions": None, "value": None, "printed": "300", "rule": "r"}
    old = [base | METRIC | {"unit": None}, base | GAP]
    new = [base | METRIC | {"unit": "posts"}, base | GAP | {"quote": "A classifier was launched."}]
    told = [(sign, line.split(" ")[0]) for sign, line in compare(old, new, [GAP, METRIC], frozenset())]
    assert told == [("-", "right"), ("~", "right"), ("+", "wrong")]
