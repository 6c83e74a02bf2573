"""Deployments against a real server and a real worker: what README.md says to do by hand, done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.records import record_adapter
from tests.services.prefect_services import ROOT, Services, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]

SOURCES = "sources:\n  - {id: letter, title: Letter, publisher: lanternwick, url: letter.txt}\n"
LETTER = "Lanternwick Report 2024\n\nIn 2024, Lanternwick banned 1,200 accounts.\n"


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

    with services.running("server", "start", "--host", "127.0.0.1", "--port", services.port):
        wait_until(services.answers, 90, lambda: services.log("server"))
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
