"""Weights are learnt from what was annotated, and from nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.weights import FILE, Example, cases, examples, learn, main
from extractors.weighing import Weighing, Weights


def test_a_sign_that_gaps_bear_speaks_for_a_gap() -> None:
    late = [
        Example("g", f"late {n}", frozenset({"word:late", "word:the"}), frozenset({"gap"})) for n in range(9)
    ]
    done = [
        Example("g", f"done {n}", frozenset({"word:done", "word:the"}), frozenset({"progress"}))
        for n in range(9)
    ]
    seldom = [Example("g", "once", frozenset({"word:once"}), frozenset({kind})) for kind in OTHERS]
    learnt = learn([*late, *done, *seldom])
    assert learnt["gap"]["word:late"] > 0 > learnt["gap"]["word:done"]
    assert "word:once" not in learnt["gap"], "one document is too few"
    weigh = Weights(learnt)
    assert weigh(Weighing(0, 1, frozenset({"word:late"})))["gap"] > 0.5


OTHERS = ("no_progress", "commitment", "recommendation")


def test_a_clause_is_of_the_kinds_whose_quotes_it_holds(tmp_path: Path) -> None:
    told = [{"kind": "gap", "quote": "live audio is not scanned"}]
    line = {"text": "A register was set up; live audio is not scanned.", "before": None, "records": told}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    kinds = {one.kinds for one in examples(cases([tmp_path / "a.jsonl"]))}
    assert kinds == {frozenset(), frozenset({"gap"})}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.jsonl", None, "No such file"),
        ("bad.jsonl", "nonsense", "is not annotated"),
        ("empty.jsonl", "", "holds no"),
        ("folder", None, "holds no"),
        ("missing", None, "No such file or folder"),
    ],
)
def test_a_path_from_which_nothing_is_learnt_is_named_and_nothing_is_written(
    name: str, content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / name, FILE.read_bytes()
    if name == "folder":
        path.mkdir()
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit):
        main([str(path)])
    told = capsys.readouterr().err
    assert f"{name}: " in told
    assert said in told
    assert FILE.read_bytes() == before
