"""A worker that fails, dies, hangs or answers with nonsense costs one task; the next one is served."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.problems import Problem
from pipeline.sources_file import load_sources
from pipeline.workers import Crash, run_apart


@pytest.fixture(scope="module", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


def test_a_result_comes_with_its_seconds() -> None:
    result, seconds = run_apart(divmod, 7, 2, seconds=60)
    assert result == (3, 1)
    assert 0 <= seconds < 1


def test_what_a_person_can_put_right_is_raised_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no such file"):
        run_apart(load_sources, tmp_path / "gone.yaml", seconds=60)


@pytest.mark.parametrize(
    ("function", "arguments", "raised", "said"),
    [
        (int, ("x",), Crash, "ValueError: invalid literal"),
        (sys.exit, (3,), Crash, "SystemExit: 3"),
        (threading.Lock, (), Crash, "cannot pickle"),
        (os._exit, (9,), Problem, "the process that worked on it died"),
        (os.abort, (), Problem, "the process that worked on it died"),
        (time.sleep, (60,), Problem, "not done after 1 seconds"),
    ],
    ids=["raises", "exits", "answers what cannot be pickled", "vanishes", "aborts", "hangs"],
)
def test_a_task_that_goes_wrong_harms_no_other(
    function: Callable[..., object], arguments: tuple[object, ...], raised: type[Exception], said: str
) -> None:
    with pytest.raises(raised, match=said):
        run_apart(function, *arguments, seconds=1 if function is time.sleep else 60)
    assert run_apart(abs, -5, seconds=60).result == 5


def test_workers_start_again_after_they_were_stopped() -> None:
    workers.stop()
    workers.stop()
    assert run_apart(abs, -5, seconds=60).result == 5
