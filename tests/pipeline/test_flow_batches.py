"""How many documents a task takes, and what the flows are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.flows.extracting import LARGEST, SINGLE, TASKS, batches
from pipeline.flows.parameters import Choice, Places, Publishing, locate
from pipeline.flows.publishing import unreviewed
from pipeline.problems import Problem
from pipeline.stages import Due
from schemas.records import Review
from schemas.sources import Source
from tests.pipeline.extractions import extraction_of


def due(count: int) -> list[Due]:
    listed = Source(id="acme", title="A", publisher="acme", url="a.html")
    return [Due(listed, f"http://a.test/{number}", None, "f") for number in range(count)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("documents", "size", "tasks", "reason"),
    [
        (0, None, 0, "nothing to do is no task"),
        (1, None, 1, "one document"),
        (SINGLE, None, SINGLE, "few documents: each can be looked up"),
        (SINGLE + 1, None, SINGLE + 1, "still fewer than the tasks that many are cut into"),
        (1000, None, TASKS, "many documents"),
        (100_000, None, 100_000 // LARGEST, "no batch grows beyond the largest"),
        (10, 4, 3, "as somebody has asked for"),
    ],
)
def test_documents_are_cut_into_tasks(documents: int, size: int | None, tasks: int, reason: str) -> None:
    given = due(documents)
    cut = batches(given, size)
    assert len(cut) == tasks, reason
    assert [one for batch in cut for one in batch] == given, "each of them once, in their order"


SOURCES = [
    Source(id="a", title="A", publisher="p", url="a.html", kind="statistics", tags=("annual",)),
    Source(id="b", title="B", publisher="p", url="b.html", kind="progress_page", tags=("annual", "sbd")),
    Source(id="c", title="C", publisher="p", url="c.html", kind="statistics"),
]


@pytest.mark.parametrize(
    ("choice", "chosen", "named"),
    [
        (Choice(), "abc", "all sources"),
        (Choice(only="b"), "b", "b"),
        (Choice(kinds=("statistics",)), "ac", "statistics"),
        (Choice(tags=("annual",)), "ab", "#annual"),
        (Choice(kinds=("statistics",), tags=("annual",)), "a", "statistics, #annual"),
    ],
)
def test_a_choice_narrows_and_is_named_in_words(choice: Choice, chosen: str, named: str) -> None:
    assert "".join(source.id for source in choice.of(SOURCES, Path("sources.yaml"))) == chosen
    assert str(choice) == named


@pytest.mark.parametrize("choice", [Choice(only="b", kinds=("statistics",)), Choice(tags=("unknown",))])
def test_a_choice_of_nothing_is_told(choice: Choice) -> None:
    with pytest.raises(Problem, match=r"sources\.yaml: no source is "):
        choice.of(SOURCES, Path("sources.yaml"))


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Choice.model_validate({"onyl": "a"})
    with pytest.raises(ValidationError):
        Publishing(most_unreviewed=1.5)


def test_settings_fill_in_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  - {id: a, title: A, publisher: p, url: a.html}\n", encoding="utf-8"
    )
    monkeypatch.setenv("PLEDGEWATCH_SOURCES", str(tmp_path / "sources.yaml"))
    monkeypatch.setenv("PLEDGEWATCH_DATA", "/data")
    monkeypatch.setenv("PLEDGEWATCH_OUT", "/out")
    here = locate(Places(out=Path("/elsewhere")))
    assert (here.data, here.out) == (Path("/data"), Path("/elsewhere"))
    assert [source.id for source in here.chosen] == ["a"]


@pytest.mark.parametrize(("most", "told"), [(1.0, False), (0.5, False), (0.49, True), (0.0, True)])
def test_too_many_unreviewed_records_are_a_reason_to_ask(most: float, told: bool) -> None:
    records = list(extraction_of("A gap remains.", "Another gap remains.").records)
    records[0] = records[0].model_copy(update={"review": Review(status="accepted")})
    lines = unreviewed(records, most)
    assert bool(lines) is told
    assert not told or lines[0].startswith("1 of 2 records are unreviewed")


def test_nothing_at_all_is_not_unreviewed() -> None:
    assert unreviewed([], 0.0) == []


def test_a_task_runner_that_there_is_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.flows.runner import task_runner

    monkeypatch.setenv("PLEDGEWATCH_TASK_RUNNER", "carrier-pigeon")
    with pytest.raises(Problem, match="PLEDGEWATCH_TASK_RUNNER is set to 'carrier-pigeon'"):
        task_runner()
