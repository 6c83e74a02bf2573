"""The same flows on Dask: what comes out is what comes out without it, byte for byte."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.problems import Problem
from tests.services.prefect_services import end, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(900)]

PROGRAMS = Path(sys.executable).parent
PAGE = """<html><head><title>Progress reports</title></head><body><main><h1>Progress reports</h1>
<h2>January 2025: Harbourline</h2><p>Since joining the commitments, Harbourline reports it has:</p>
<ul><li>Detected 252,000 violative prompts.</li><li>Removed 188 models from its hub.</li></ul>
<p>Areas requiring progress include:</p>
<ul><li>Adding provenance to every generated image.</li></ul></main></body></html>"""
LETTERS = 60
"""More than have a task of their own, so that batches are made too."""

Refresh = Callable[[str], dict[str, bytes]]


@pytest.fixture(scope="module")
def refresh(
    tmp_path_factory: pytest.TempPathFactory, prefect_api: str, new_store: Callable[[Path], str]
) -> Refresh:
    """Reads the same sources from nothing with the task runner named; returns the files written."""
    folder = tmp_path_factory.mktemp("dask")
    listed = "sources:\n  - {id: page, title: P, publisher: observatory, url: page.html}\n"
    (folder / "page.html").write_text(PAGE)
    for number in range(LETTERS):
        listed += f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt}}\n"
        said = "\n\n".join(f"In {year}, we removed {number + year} models." for year in range(2020, 2024))
        (folder / f"letter-{number}.txt").write_text(f"Acme Report\n\n{said}\n")
    (folder / "broken.pdf").write_text("%PDF-1.7\nthis is no PDF")
    listed += "  - {id: broken, title: B, publisher: acme, url: broken.pdf}\n"
    (folder / "sources.yaml").write_text(listed)

    def run(runner: str) -> dict[str, bytes]:
        place = folder / re.sub(r"\W+", "-", runner)
        environment = {
            "PREFECT_API_URL": prefect_api,
            "PLEDGEWATCH_TASK_RUNNER": runner,
            "PLEDGEWATCH_DATA": str(place / "data"),
            "PLEDGEWATCH_OUT": str(place / "out"),
            "PLEDGEWATCH_DATABASE_URL": new_store(place),
        }
        done = subprocess.run(
            [PROGRAMS / "pledgewatch", "run"],
            cwd=folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert done.stdout.count("failed") == 1, "the broken PDF alone"
        # Beside them lies a mark of the store that they were made from, which is another one each time.
        made = (path for path in (place / "out").iterdir() if not path.name.startswith("."))
        return {path.name: path.read_bytes() for path in made}

    return run


@pytest.fixture(scope="module")
def expected(refresh: Refresh) -> dict[str, bytes]:
    files = refresh("threads")
    assert files["records.jsonl"].count(b"\n") == LETTERS * 4 + 3
    return files


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, as they would be on two machines."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    serving = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    working = ["worker", address, "--no-nanny", "--nthreads", "4", "--memory-limit", "0", "--no-dashboard"]
    log = tmp_path / "dask.log"
    with ExitStack() as ends:
        for command in (serving, working, working):
            process = subprocess.Popen(
                [PROGRAMS / "dask", *command],
                cwd=tmp_path,
                stdout=ends.enter_context(log.open("ab")),
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            ends.callback(end, process)
        wait_until(lambda: log.read_text().count("Registered to:") == 2, 60, log.read_text)
        yield address


def test_a_local_cluster_makes_the_same_files(refresh: Refresh, expected: dict[str, bytes]) -> None:
    assert refresh("dask") == expected


def test_a_cluster_of_two_workers_makes_the_same_files(
    scheduler: str, refresh: Refresh, expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert refresh(scheduler) == expected
    assert "Compute Failed" not in (tmp_path / "dask.log").read_text()


@pytest.mark.parametrize("name", ["daks", "8786", "scheduler:8786", "http://scheduler:8786", "tcp://"])
def test_a_runner_that_there_is_none_of_is_told_in_one_line(
    name: str, prefect_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.flows.runner import task_runner

    monkeypatch.setenv("PLEDGEWATCH_TASK_RUNNER", name)
    with pytest.raises(
        Problem, match=f"PLEDGEWATCH_TASK_RUNNER is set to '{re.escape(name)}': choose `threads`"
    ):
        task_runner()
