"""The measure of the web page benchmark, and its last line."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest

from benchmarks import webpages


def score_of(pairs: list[tuple[str, str]]) -> webpages.Score:
    score = webpages.Score()
    for truth, text in pairs:
        score.add(truth, text, 0.5)
    return score


@pytest.mark.parametrize(
    ("pairs", "precision", "recall", "why"),
    [
        ([("a b c d e", "a b c d e")], 1.0, 1.0, "the same text"),
        ([("a b c d e", "a b c d x")], 0.5, 0.5, "one of two shingles"),
        ([("a b c d", "")], 0.0, 0.0, "no prediction"),
        ([("a b c d", ""), ("a b", "a b")], 1.0, 0.5, "no prediction leaves the mean precision"),
        ([("a b c d a b c d", "a b c d")], 1.0, 0.2, "shingles count as often as they stand there"),
    ],
)
def test_measure(pairs: list[tuple[str, str]], precision: float, recall: float, why: str) -> None:
    score = score_of(pairs)
    assert (score.precision, score.recall) == (pytest.approx(precision), pytest.approx(recall)), why


def test_pages_per_second() -> None:
    assert score_of([("a", "a"), ("b", "b")]).pages_per_second == 2.0


@pytest.mark.shared
def test_the_measure_is_that_of_the_scorer_beside_the_data(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("scorer", shared / "benchmarks" / "webpages" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    truth = {"a": "one two three four five six", "b": "seven eight", "c": "nine ten eleven twelve"}
    given = {"a": "zero one two three four five", "b": "", "c": "nine ten eleven twelve thirteen"}
    totals, _ = scorer.score(truth, given)
    own = score_of([(truth[key], given[key]) for key in truth])
    assert (own.f1, own.precision, own.recall) == pytest.approx(
        (totals["f1"], totals["precision"], totals["recall"])
    )


def test_the_last_line_names_its_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The company read every report that came in and answered most of them within the week."
    (tmp_path / "html").mkdir()
    page = f"<html><body><article><p>{text}</p></article></body></html>"
    (tmp_path / "html" / "one.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "truth.json").write_text(json.dumps({"one": {"articleBody": text}}))
    peers = {"pledgewatch": webpages.pledgewatch, "trafilatura default": lambda page: text}
    monkeypatch.setattr(webpages, "programs", lambda: peers)
    assert webpages.main([str(tmp_path)]) == 0
    words = capsys.readouterr().out.splitlines()[-1].split()
    assert words[:3] == ["webpages", "f1", "1.0000"]
    assert words[3::2] == ["pages_per_second", "trafilatura_f1", "trafilatura_pages_per_second"]


def test_a_folder_without_the_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert webpages.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.shared
def test_text_is_found_at_least_as_well_as_promised(shared: Path) -> None:
    truth, pages = webpages.load(shared / "benchmarks" / "webpages")
    score = webpages.Score()
    for key, page in pages.items():
        score.add(truth[key], webpages.pledgewatch(page), 1.0)
    assert score.f1 >= 0.975
