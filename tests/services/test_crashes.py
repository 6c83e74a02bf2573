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

LETTERS = 32
SENTENCES = 8
SILENT = 60
"""Seconds after which a run counts as dead here; it says that it lives every 30, Prefect's shortest."""
WORDS = "1 minute"
UNDER_WAY = ("PENDING", "RUNNING", "CANCELLING")

AUTOMATIONS = f"""
from datetime import timedelta
from pipeline.operations.automations import closing_stuck_runs, put
put(closing_stuck_runs(silent=timedelta(seconds={SILENT}), pending=timedelta(seconds={SILENT})))
"""


class World(Services):
    """Everything that a run needs, on a PostgreSQL of its own, each part of which can be killed and started
    again. Making it takes as long as a case does, so the cases share it: each begins with letters that have
    all been changed, and ends with one more release.
    """

    server: subprocess.Popen[bytes]
    poller: subprocess.Popen[bytes]
    """The worker."""
    ends: ExitStack
    """What ends them all."""

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
        self.rounds = 0
        """How often all letters have been written."""
        listed = [
            f"  - {{id: s{number}, title: L, publisher: acme, url: letter-{number}.txt, "
            "assertions: [{kind: metric, minimum: 1}]}\n"
            for number in range(LETTERS)
        ]
        (home / "sources.yaml").write_text("sources:\n" + "".join(listed))

    def years(self) -> range:
        """What each letter speaks of: a year more with every round."""
        return range(2000, 2000 + SENTENCES + self.rounds)

    def write_letters(self) -> None:
        """Letters that no run has seen."""
        self.rounds += 1
        for number in range(LETTERS):
            said = "\n\n".join(f"In {year}, we removed {number} models." for year in self.years())
            (self.home / f"letter-{number}.txt").write_text(f"Acme Report\n\n{said}\n")

    def releases(self) -> list[Path]:
        folder = self.home / "out" / "releases"
        found = folder.iterdir() if folder.exists() else ()
        return [one for one in found if one.is_dir() and not one.is_symlink()]

    def start_run(self) -> str:
        """Begins a refresh and returns the id of its run once the first of the letters is kept."""
        done = self.shell("deployment", "run", "refresh/refresh")
        assert done.returncode == 0, done.stdout + done.stderr
        wait_until(lambda: self.in_state("RUNNING", "refresh"), 180, lambda: self.log("worker"))
        (run,) = self.in_state("RUNNING", "refresh")
        wait_until(lambda: self.kept() > 0, 180, lambda: self.log("worker"))
        return str(run["id"])

    def kept(self) -> int:
        """Letters of this round that the store holds so far; 0 while it does not answer."""
        engine = create_engine(self.store)
        try:
            with engine.connect() as connection:
                all_rounds = connection.scalar(text("SELECT count(*) FROM extractions"))
            return int(all_rounds or 0) - LETTERS * (self.rounds - 1)
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

    def nothing_runs(self) -> bool:
        """Whether the server knows of no run that is under way; no, while it does not answer."""
        try:
            return self.answers() and not any(self.in_state(state) for state in UNDER_WAY)
        except OSError:
            return False

    def start_server(self, ends: ExitStack) -> None:
        self.server = ends.enter_context(
            self.running("server", "start", "--host", "127.0.0.1", "--port", self.port)
        )
        wait_until(self.answers, 90, lambda: self.log("server"))

    def start_worker(self, ends: ExitStack) -> None:
        self.poller = ends.enter_context(self.running("worker", "start", "--pool", "pledgewatch"))

    def deploy(self) -> None:
        command = [sys.executable, "-m", "pipeline.operations.worker", "--deploy-only"]
        for one in (command, [sys.executable, "-c", AUTOMATIONS]):
            done = subprocess.run(one, env=self.environment, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

    def kill_machine(self) -> None:
        """SIGKILL for the worker, its run and their children, as when their machine loses its power."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                if os.getpgid(process) != self.server.pid:
                    os.kill(process, signal.SIGKILL)

    def assert_in_the_middle(self) -> None:
        assert self.kept() < LETTERS
        assert len(self.releases()) == self.rounds - 1

    def assert_whole(self) -> None:
        """All is there, once, and nothing half."""
        lines = (self.home / "out" / "records.jsonl").read_text().splitlines()
        ids = [json.loads(line)["id"] for line in lines]
        assert len(ids) == len(set(ids)) == LETTERS * len(self.years())
        engine = create_engine(self.store)
        with engine.connect() as connection:
            held = "SELECT count(*) FROM records r JOIN documents d ON d.extraction_id = r.extraction_id"
            assert connection.scalar(text(held)) == len(ids)
        engine.dispose()
        assert self.kept() == LETTERS
        assert not list(self.home.rglob("*.part"))
        assert not list((self.home / "out" / "releases").glob(".building-*"))
        assert len(self.releases()) == self.rounds
        for release in self.releases():
            subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=True)


@pytest.fixture(scope="module")
def world(postgresql: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running() as database, ExitStack() as ends:
        engine = create_engine(database.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE prefect"))
        engine.dispose()
        world = World(tmp_path_factory.mktemp("crashes"), database)
        world.start_server(ends)
        world.deploy()
        world.start_worker(ends)
        world.ends = ends
        yield world


def kill(victim: str, world: World) -> None:
    """SIGKILL, and what somebody who notices would do: start it again."""
    if victim == "worker":
        end(world.poller, signal.SIGKILL)
        world.assert_in_the_middle()
        world.start_worker(world.ends)
    elif victim == "its machine":
        world.kill_machine()
        world.assert_in_the_middle()
        world.start_worker(world.ends)
    elif victim == "server":
        end(world.server, signal.SIGKILL)
        world.assert_in_the_middle()
        world.start_server(world.ends)
    else:
        world.assert_in_the_middle()
        world.database.kill()
        world.database.start()


@pytest.mark.parametrize("victim", ["worker", "its machine", "server", "database"])
def test_what_is_killed_in_the_middle_is_made_whole_by_the_next_run(victim: str, world: World) -> None:
    wait_until(world.nothing_runs, 90, lambda: world.log("server") + world.log("worker"))
    world.write_letters()
    run = world.start_run()
    kill(victim, world)
    # What becomes of the run itself, docs/operations.md says for each; it ends in any case.
    wait_until(world.nothing_runs, 3 * SILENT, lambda: world.log("server") + world.log("worker"))
    (found,) = world.ask("flow_runs/filter", flow_runs={"id": {"any_": [run]}})
    assert found["state_type"] in ("COMPLETED", "FAILED", "CRASHED")
    if victim == "its machine":
        assert found["state_type"] == "CRASHED"
        assert f"no sign of life for {WORDS}" in found["state"]["message"]
    done = world.run("refresh/refresh")
    assert done.returncode == 0, done.stdout + done.stderr + world.log("worker")
    world.assert_whole()
