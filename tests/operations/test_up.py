"""`pledgewatch up` and `pledgewatch status` as their user meets them: real processes on free ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.services.prefect_services import ROOT, Services, end, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

PROGRAM = Path(sys.executable).parent / "pledgewatch"
SOURCES = """sources:
  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt, organisations: [lanternwick],
     cadence: {every: P1Y, first: "2020"}, assertions: [{kind: metric, minimum: 1}]}
"""
LETTER = "Lanternwick Report 2020\n\nIn 2020, Lanternwick banned 1,200 accounts.\n"


class Up(Services):
    """Everything that the one command starts, over a folder of sources."""

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.home / "up.log").open("ab") as log:
            process = subprocess.Popen(
                [PROGRAM, "up", "--port", self.port],
                cwd=self.home,
                env=self.environment | {"PREFECT_API_URL": ""},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(lambda: self.log("up").count("ready: "), 150, lambda: self.log("up"))
            yield process
        finally:
            end(process, signal.SIGINT)

    def pledgewatch(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.home,
            env=self.environment | {"COLUMNS": "200"} | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def service(tmp_path: Path, new_store: object, new_prefect_tables: object) -> Up:
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "letter.txt").write_text(LETTER)
    return Up(tmp_path, **new_prefect_tables())  # type: ignore[operator]


def test_one_command_starts_everything_and_ctrl_c_ends_it(service: Up) -> None:
    with service.up() as process:
        deployments = service.ask("deployments/filter")
        declared = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
        assert {one["name"] for one in deployments} == {one["name"] for one in declared}
        closing = {one["name"] for one in service.ask("automations/filter")}
        assert closing > {
            "pledgewatch: close runs that fell silent",
            "pledgewatch: close runs that never began",
        }

        again = service.pledgewatch("up", "--port", service.port)
        assert again.returncode == 1
        assert again.stderr.splitlines() == [
            f"pledgewatch: port {service.port} is taken, perhaps by another `pledgewatch up`: "
            "choose one with --port"
        ]

        done = service.shell("deployment", "run", "refresh/refresh", "--watch")
        assert done.returncode == 0, done.stdout + done.stderr + service.log("up")
        assert '"printed":"1,200"' in (service.home / "out" / "records.jsonl").read_text()
        wrong = ("--param", 'places={"sources": "/nowhere.yaml"}')
        failed = service.shell("deployment", "run", "refresh/refresh", *wrong, "--watch")
        assert failed.returncode == 1

        status = service.pledgewatch("status")
        assert status.returncode == 1, "the last run failed"
        assert f"http://127.0.0.1:{service.port} · 1 worker polls" in status.stdout
        assert "refresh/refresh: its last run" in status.stdout
        assert "failed: /nowhere.yaml: there is no such file" in status.stdout
        assert "1 records unreviewed" in status.stdout
        assert "lanternwick 2021 since 2022-" in status.stdout
        situation = json.loads(service.pledgewatch("status", "--json").stdout)
        weekly = next(one for one in situation["server"]["deployments"] if "weekly" in one["name"])
        assert weekly["next"]["since"] > situation["at"]

        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, service.log("up")
        assert time.monotonic() - begin < 30
    assert service.log("up").splitlines()[-1] == "stopped; what was read is kept"
    assert "Traceback" not in service.log("up").split("SIGINT received")[1]
    assert service.processes() == {}
    assert not service.answers()


def test_a_service_that_ends_by_itself_ends_the_others_and_is_named(service: Up) -> None:
    with service.up() as process:
        server = next(
            int(line.split("pid=")[1].rstrip(")"))
            for line in service.log("up").splitlines()
            if "server started" in line
        )
        os.kill(server, signal.SIGKILL)
        assert process.wait(timeout=90) == 1
    assert "pledgewatch: server ended by itself" in service.log("up")
    assert service.processes() == {}
