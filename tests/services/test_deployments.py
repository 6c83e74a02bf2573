"""Deployments against a real server and a real worker: what README.md says to do by hand, done."""

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

from schemas.records import record_adapter

pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).parent / "prefect"
SOURCES = "sources:\n  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt}\n"
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"


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


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory,
    new_store: Callable[[Path], str],
    new_prefect_tables: Callable[[], dict[str, str]],
) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("services")
    (home / "sources.yaml").write_text(SOURCES)
    (home / "letter.txt").write_text(LETTER)
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


def test_a_run_started_from_the_shell_makes_records(services: Services) -> None:
    done = services.shell("deployment", "run", "refresh/manual", "--param", "only=letter", "--watch")
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    lines = (services.home / "out" / "records.jsonl").read_text().splitlines()
    assert [record_adapter.validate_json(line).quote for line in lines if '"metric"' in line] == [
        "In 2024, Lanternwick banned 1,200 accounts."
    ]


def test_the_server_shows_every_stage_of_the_document(services: Services) -> None:
    (run,) = services.ask("flow_runs/filter", sort="EXPECTED_START_TIME_DESC", flow_runs={"state": {
        "type": {"any_": ["COMPLETED"]}}})  # fmt: skip
    assert run["name"] == "refresh letter"
    expected = {"fetch letter", "parse letter.txt", "extract letter.txt", "reconcile", "emit"}

    def stages() -> dict[str, str]:
        found = services.ask("task_runs/filter", task_runs={"flow_run_id": {"any_": [run["id"]]}})
        return {one["name"]: one["state_type"] for one in found}

    wait_until(lambda: stages().keys() >= expected, 15, lambda: str(stages()))
    assert set(stages().values()) == {"COMPLETED"}


def test_a_run_that_cannot_begin_fails_with_the_reason(services: Services) -> None:
    done = services.shell(
        "deployment", "run", "refresh/manual", "--param", "sources=/nowhere.yaml", "--watch"
    )
    assert done.returncode == 1
    (run,) = services.ask("flow_runs/filter", flow_runs={"state": {"type": {"any_": ["FAILED"]}}})
    assert "/nowhere.yaml: there is no such file" in run["state"]["message"]


def test_the_scheduled_deployment_has_runs_waiting(services: Services) -> None:
    def scheduled() -> list[Any]:
        found: list[Any] = services.ask(
            "flow_runs/filter",
            deployments={"name": {"any_": ["weekly"]}},
            flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}},
        )
        return found

    wait_until(scheduled, 60, lambda: services.log("server"))


def test_the_server_knows_no_path_of_the_machine(services: Services) -> None:
    deployments = services.ask("deployments/filter")
    assert {one["name"] for one in deployments} == {"weekly", "manual"}
    for deployment in deployments:
        told = json.dumps(deployment)
        assert str(ROOT) not in told
        assert str(services.home) not in told
        assert deployment["entrypoint"] == "pipeline.flows.refresh"
        described = deployment["parameter_openapi_schema"]["properties"].values()
        assert all(parameter.get("description") for parameter in described)
