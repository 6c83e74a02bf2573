"""A flow run that is killed in the middle: the next does what is missing, and every record exists once."""

from __future__ import annotations

import json
import os
import signal
import subprocess

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.services.prefect_services import Services, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

LETTERS = 40


def children_of(process: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return [int(child) for child in listed.stdout.split()]


def test_a_killed_run_is_completed_by_the_next(services: Services) -> None:
    listed = services.home / "many.yaml"
    entries = []
    for number in range(LETTERS):
        entries.append(f"  - {{id: m{number}, title: L, publisher: acme, url: m-{number}.txt}}\n")
        said = "\n\n".join(f"In {year}, we removed {number} models." for year in range(2010, 2020))
        (services.home / f"m-{number}.txt").write_text(said)
    listed.write_text("sources:\n" + "".join(entries))
    places = {"sources": str(listed), "out": str(services.home / "out-many")}

    def read() -> int:
        engine = create_engine(services.environment["PLEDGEWATCH_DATABASE_URL"])
        try:
            with engine.connect() as connection:
                return int(
                    connection.scalar(text("SELECT count(*) FROM documents WHERE source LIKE 'm%'")) or 0
                )
        except DBAPIError:
            return 0
        finally:
            engine.dispose()

    given = [f"--param=places={json.dumps(places)}", '--param=publishing={"release": false}']
    assert services.shell("deployment", "run", "refresh/refresh", *given).returncode == 0
    wait_until(lambda: read() > 1, 180, lambda: services.log("worker"))
    for run in children_of(services.worker):
        os.kill(run, signal.SIGKILL)
    wait_until(lambda: services.runs("refresh", "CRASHED"), 180, lambda: services.log("worker"))
    done = read()
    assert done < LETTERS, "it was killed in the middle"
    again = services.run("refresh/refresh", places=places, publishing={"release": False})
    assert again.returncode == 0, again.stdout + again.stderr + services.log("worker")
    lines = (services.home / "out-many" / "records.jsonl").read_text().splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids)) == LETTERS * 10
    rows = json.loads(
        services.artifacts(services.runs("refresh", "COMPLETED")[0]["id"])["extracted-documents"]["data"]
    )
    assert 0 < len(rows) <= LETTERS - done, "what was done is not done again"
