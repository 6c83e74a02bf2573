"""A worker that fails, dies, hangs or answers with nonsense costs one task; the next one is served."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from extractors.readers.errors import Unreadable
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


class TestAbandoning:
    """Ctrl-C while threads wait for children: none waits for ever, none begins anew."""

    def waiting(self, call: Callable[[], object]) -> Future[object]:
        future: Future[object] = self.threads.submit(call)
        time.sleep(1)
        assert not future.done()
        return future

    @pytest.fixture(autouse=True)
    def _threads(self) -> Iterator[None]:
        with ThreadPoolExecutor(8) as self.threads:
            yield
        workers.warm_up()

    def test_who_waits_is_told(self) -> None:
        running = self.waiting(lambda: run_apart(time.sleep, 60, seconds=60))
        queued = [self.waiting(lambda: run_apart(time.sleep, 60, seconds=60)) for _ in range(workers.WORKERS)]
        reading = self.waiting(lambda: workers.readers().run(time.sleep, 60))
        workers.abandon()
        for one in (running, *queued):
            with pytest.raises(Problem, match="the run was stopped"):
                one.result(timeout=5)
        with pytest.raises(Unreadable, match="reading it was stopped"):
            reading.result(timeout=5)

    def test_nothing_begins_until_the_next_run(self) -> None:
        workers.abandon()
        with pytest.raises(Problem, match="the run was stopped"):
            run_apart(abs, -5, seconds=60)
        with pytest.raises(Problem, match="the run was stopped"):
            workers.readers()
        workers.warm_up()
        assert run_apart(abs, -5, seconds=60).result == 5
