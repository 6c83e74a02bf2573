"""A Prefect server and a worker of a temporary home, as the tests' own processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from schemas.records import Record, record_adapter

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).parent / "prefect"


class Services:
    """A server and a worker of a temporary home, and the shell that speaks to them."""

    def __init__(self, home: Path, **settings: str):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        self.home = home
        self.worker = 0
        """The worker's process, once it runs."""
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
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A service in a session of its own, for a worker passes no signal on to its runs. One that is
        started again goes on in the same log.
        """
        with (self.home / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [PREFECT, *arguments],
                env=self.environment,
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            end(process)

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            return bool(urlopen(f"{self.api}/health", timeout=2).status == 200)
        except OSError:
            return False

    def shell(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`prefect ARGUMENTS` from the checkout, as a person would type it."""
        return subprocess.run(
            [PREFECT, "--no-prompt", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def run(self, deployment: str, **parameters: Any) -> subprocess.CompletedProcess[str]:
        """`prefect deployment run`, waiting for its end."""
        given = [f"--param={name}={json.dumps(value)}" for name, value in parameters.items()]
        return self.shell("deployment", "run", deployment, *given, "--watch", "--watch-interval=1")

    def records(self) -> list[Record]:
        lines = (self.home / "out" / "records.jsonl").read_text().splitlines()
        return [record_adapter.validate_json(line) for line in lines]

    def artifacts(self, run: str) -> dict[str, Any]:
        """The artifacts of a flow run and of the runs within it, by key."""
        within = self.ask("flow_runs/filter", flow_runs={"parent_flow_run_id": {"any_": [run]}})
        runs = [run, *(one["id"] for one in within)]
        found = self.ask("artifacts/filter", artifacts={"flow_run_id": {"any_": runs}})
        return {one["key"]: one for one in found}

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
        for patience in (1, 2, 4, 0):
            try:
                with urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code != 503 or not patience:  # its database is busy
                    raise
                time.sleep(patience)
        raise AssertionError("the last attempt answers or raises")

    def processes(self) -> dict[int, str]:
        """Every process that has this server's port in its environment, and its command line."""
        mark = f"PREFECT_SERVER_API_PORT={self.port}\0".encode()
        found: dict[int, str] = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (process / "environ").read_bytes():
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        return found

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")


def wait_until(true: Callable[[], object], seconds: float, otherwise: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.2)


def end(process: subprocess.Popen[Any], blow: signal.Signals = signal.SIGTERM) -> None:
    """Ends a process that has a session of its own, and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, blow)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
