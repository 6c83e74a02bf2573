"""A Prefect server and a worker of a temporary home, for the tests that need them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from schemas.records import Record, record_adapter

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).parent / "prefect"
SOURCES = """sources:
  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt, kind: company_report}
  - {id: figures, title: Figures, publisher: lanternwick, url: figures.txt, kind: statistics}
"""
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"
FIGURES = "Lanternwick Statistics 2023\n\nIn 2023, Lanternwick removed 340 models.\n"


class Services:
    """A server and a worker of a temporary home, and the shell that speaks to them."""

    def __init__(self, home: Path, **settings: str):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        self.home = home
        self.api = f"http://127.0.0.1:{port}/api"
        self.port = port
        self.environment = (
            {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
            | {
                "DO_NOT_TRACK": "1",
                "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                "PREFECT_HOME": str(home / "prefect"),
                "PREFECT_API_URL": self.api,
                "PREFECT_SERVER_API_PORT": port,
                "PREFECT_WORKER_QUERY_SECONDS": "1",
                "PLEDGEWATCH_SOURCES": str(home / "sources.yaml"),
                "PLEDGEWATCH_DATA": str(home / "data"),
                "PLEDGEWATCH_OUT": str(home / "out"),
            }
            | settings
        )

    @contextmanager
    def running(self, *arguments: str) -> Iterator[None]:
        """A service in a session of its own, for a worker passes no signal on to its runs."""
        with (self.home / f"{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [PREFECT, *arguments],
                env=self.environment,
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def shell(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`prefect ARGUMENTS` from the checkout, as a person would type it."""
        return subprocess.run(
            [PREFECT, "--no-prompt", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def run(self, deployment: str, **parameters: Any) -> subprocess.CompletedProcess[str]:
        """`prefect deployment run`, waiting for its end."""
        given = [f"--param={name}={json.dumps(value)}" for name, value in parameters.items()]
        return self.shell("deployment", "run", deployment, *given, "--watch")

    def records(self) -> list[Record]:
        lines = (self.home / "out" / "records.jsonl").read_text().splitlines()
        return [record_adapter.validate_json(line) for line in lines]

    def runs(self, deployment: str, *states: str) -> list[Any]:
        """The runs of a deployment that are in one of the states, the newest first."""
        found: list[Any] = self.ask(
            "flow_runs/filter",
            sort="EXPECTED_START_TIME_DESC",
            deployments={"name": {"any_": [deployment]}},
            flow_runs={"state": {"type": {"any_": list(states)}}},
        )
        return found

    def ask(self, path: str, **question: Any) -> Any:
        """The server's answer to a question by its API."""
        request = Request(
            f"{self.api}/{path}",
            data=json.dumps(question).encode(),
            headers={"content-type": "application/json"},
            method="POST",
        )
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")


def wait_until(true: Callable[[], object], seconds: float, otherwise: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.2)


@pytest.fixture(scope="session")
def services(
    tmp_path_factory: pytest.TempPathFactory,
    new_store: Callable[[Path], str],
    new_prefect_tables: Callable[[], dict[str, str]],
) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("services")
    (home / "sources.yaml").write_text(SOURCES)
    (home / "letter.txt").write_text(LETTER)
    (home / "figures.txt").write_text(FIGURES)
    store = new_store(home / "data")
    services = Services(home, PLEDGEWATCH_DATABASE_URL=store, **new_prefect_tables())

    def answers() -> bool:
        try:
            return urlopen(f"{services.api}/health", timeout=2).status == 200
        except OSError:
            return False

    with services.running("server", "start", "--host", "127.0.0.1", "--port", services.port):
        wait_until(answers, 90, lambda: services.log("server"))
        made = services.shell("work-pool", "create", "pledgewatch", "--type", "process")
        assert made.returncode == 0, made.stderr
        deployed = services.shell("deploy", "--all")
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        with services.running("worker", "start", "--pool", "pledgewatch"):
            yield services
