"""A worker, a server or a database that is killed in the middle of a run: the next run does what is missing,
every record exists once, no release is half there, and the run that was killed does not stay "Running".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.databases import Databases
from tests.postgresql import PostgreSQL, running
from tests.services.prefect_services import ROOT, Services, end, wait_until

pytestmark = [pytest.mark.services, pytest.mark.postgresql, pytest.mark.timeout(900)]

LETTERS = 40
YEARS = range(2000, 2020)
SILENT = 75
"""Seconds after which a run counts as dead here; it is told to say that it lives every 30."""

AUTOMATIONS = f"""
from datetime import timedelta
from pipeline.operations.automations import closing_stuck_runs, put
put(closing_stuck_runs(silent=timedelta(seconds={SILENT}), pending=timedelta(seconds={SILENT})))
"""


class World(Services):
    """Everything that a run needs, on a PostgreSQL of its own, each part of which can be killed."""

    def __init__(self, home: Path, database: PostgreSQL):
        self.database = database
        self.store = database.url()
        tables = database.url("prefect", "asyncpg")
        super().__init__(
            home,
            PLEDGEWATCH_DATABASE_URL=self.store,
            PREFECT_SERVER_DATABASE_CONNECTION_URL=tables,
            PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY="PT1S",
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY="30",
        )
        listed = "sources:\n"
        for number in range(LETTERS):
            listed += (
                f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt, "
                "assertions: [{kind: metric, minimum: 1}]}\n"
            )
            said = "\n\n".join(f"In {year}, we removed {number} models." for year in YEARS)
            (home / f"letter-{number}.txt").write_text(f"Acme Report\n\n{said}\n")
        (home / "sources.yaml").write_text(listed)

    def start_run(self) -> str:
        """Begins a refresh and returns the id of its run once the first document is kept."""
        done = self.shell("deployment", "run", "refresh/refresh")
        assert done.returncode == 0, done.stdout + done.stderr
        wait_until(lambda: self.kept() > 0, 180, lambda: self.log("worker"))
        (run,) = self.in_state("RUNNING", "refresh")
        return str(run["id"])

    def kept(self) -> int:
        """Documents that the store holds so far."""
        engine = create_engine(self.store)
        try:
            with engine.connect() as connection:
                return int(connection.scalar(text("SELECT count(*) FROM documents")) or 0)
        except DBAPIError:
            return 0
        finally:
            engine.dispose()

    def in_state(self, state: str, flow: str | None = None) -> list[dict[str, Any]]:
        about = {"flows": {"name": {"any_": [flow]}}} if flow else {}
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", flow_runs={"state": {"type": {"any_": [state]}}}, **about
        )
        return found

    def start(self, ends: ExitStack, *arguments: str) -> subprocess.Popen[bytes]:
        process = ends.enter_context(self.running(*arguments))
        if arguments[0] == "server":
            wait_until(self.answers, 90, lambda: self.log("server"))
        return process

    def start_server(self, ends: ExitStack) -> subprocess.Popen[bytes]:
        return self.start(ends, "server", "start", "--host", "127.0.0.1", "--port", self.port)

    def start_worker(self, ends: ExitStack) -> subprocess.Popen[bytes]:
        return self.start(ends, "worker", "start", "--pool", "pledgewatch")

    def deploy(self) -> None:
        command = [sys.executable, "-m", "pipeline.operations.worker", "--deploy-only"]
        for one in (command, [sys.executable, "-c", AUTOMATIONS]):
            done = subprocess.run(one, env=self.environment, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

    def kill_machine(self, server: subprocess.Popen[bytes]) -> None:
        """SIGKILL for the worker, its run and their children, as when their machine loses its power."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                if os.getpgid(process) != server.pid:
                    os.kill(process, signal.SIGKILL)

    def assert_whole(self) -> None:
        """All is there, once, and nothing half."""
        lines = (self.home / "out" / "records.jsonl").read_text().splitlines()
        ids = [json.loads(line)["id"] for line in lines]
        assert len(ids) == len(set(ids)) == LETTERS * len(YEARS)
        engine = create_engine(self.store)
        with engine.connect() as connection:
            held = "SELECT count(*) FROM records r JOIN documents d ON d.extraction_id = r.extraction_id"
            assert connection.scalar(text(held)) == len(ids)
            assert connection.scalar(text("SELECT count(*) FROM extractions")) == LETTERS
        engine.dispose()
        assert not list(self.home.rglob("*.part"))
        releases = self.home / "out" / "releases"
        assert not list(releases.glob(".building-*"))
        (release,) = [one for one in releases.iterdir() if one.is_dir() and not one.is_symlink()]
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=True)


@pytest.fixture
def database(postgresql: Databases) -> Iterator[PostgreSQL]:
    with running() as server:
        engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE prefect"))
        engine.dispose()
        yield server


@pytest.mark.parametrize("victim", ["worker", "its machine", "server", "database"])
def test_what_is_killed_in_the_middle_is_made_whole_by_the_next_run(
    victim: str, database: PostgreSQL, tmp_path: Path
) -> None:
    world = World(tmp_path, database)
    with ExitStack() as ends:
        server = world.start_server(ends)
        world.deploy()
        worker = world.start_worker(ends)
        run = world.start_run()
        if victim == "worker":
            end(worker, signal.SIGKILL)
            world.start_worker(ends)
        elif victim == "its machine":
            world.kill_machine(server)
            world.start_worker(ends)
        elif victim == "server":
            end(server, signal.SIGKILL)
            assert not (world.home / "out" / "releases").exists()
            world.start_server(ends)
        else:
            database.kill()
            assert not (world.home / "out" / "releases").exists()
            database.start()

        def ended() -> bool:
            return world.answers() and not world.in_state("RUNNING")

        wait_until(ended, 200, lambda: world.log("server") + world.log("worker"))
        if victim == "its machine":
            (found,) = world.ask("flow_runs/filter", flow_runs={"id": {"any_": [run]}})
            assert found["state_type"] == "CRASHED"
            assert f"no sign of life for {SILENT} seconds" in found["state"]["message"]
        done = world.shell("deployment", "run", "refresh/refresh", "--watch")
        assert done.returncode == 0, done.stdout + done.stderr + world.log("worker")
        world.assert_whole()
