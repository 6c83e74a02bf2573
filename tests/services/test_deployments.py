"""Deployments against a real server and a real worker: what docs/flows.md says to do by hand, done."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from pipeline.events import announce
from tests.services.conftest import LETTER
from tests.services.prefect_services import ROOT, Services, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

DEPLOYED = {
    "collect-weekly": "pipeline.flows.collecting.collect",
    "collect-due": "pipeline.flows.collecting.collect",
    "collect-daily-statistics": "pipeline.flows.collecting.collect",
    "extract-new": "pipeline.flows.extracting.extract",
    "extract-all": "pipeline.flows.extracting.extract",
    "publish-on-review": "pipeline.flows.publishing.publish",
    "refresh": "pipeline.flows.refreshing.refresh",
}


def test_a_run_started_from_the_shell_makes_records(services: Services) -> None:
    done = services.run("refresh/refresh", choice={"only": "letter"}, publishing={"release": False})
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    assert [record.quote for record in services.records() if record.kind == "metric"] == [
        "In 2024, Lanternwick banned 1,200 accounts."
    ]


def test_the_server_shows_what_the_run_did(services: Services) -> None:
    (run,) = services.runs("refresh", "COMPLETED")
    assert run["name"].startswith("refresh letter · 20")
    within = services.ask("flow_runs/filter", flow_runs={"parent_flow_run_id": {"any_": [run["id"]]}})
    assert {one["name"].split()[0] for one in within} == {"collect", "extract", "publish"}
    expected = {"collect letter", "extract letter.txt"}

    def tasks() -> dict[str, Any]:
        runs = [run["id"], *(one["id"] for one in within)]
        found = services.ask("task_runs/filter", task_runs={"flow_run_id": {"any_": runs}})
        return {one["name"]: one for one in found if one["name"] in expected}

    wait_until(lambda: tasks().keys() == expected, 60, lambda: str(tasks()))
    assert {one["state_type"] for one in tasks().values()} == {"COMPLETED"}
    assert (
        "host:file" in tasks()["collect letter"]["tags"]
        or "host:samples.test" in tasks()["collect letter"]["tags"]
    )
    shown = services.artifacts(run["id"])
    assert shown.keys() >= {"collected-documents", "extracted-documents", "reading-progress"}
    (row,) = json.loads(shown["collected-documents"]["data"])
    assert (row["source"], row["status"]) == ("letter", "new")
    assert shown["reading-progress"]["data"] == 100.0


def test_what_the_run_made_is_known_as_assets(services: Services) -> None:
    def made() -> dict[str, list[str]]:
        found = services.ask(
            "events/filter",
            filter={"event": {"prefix": ["prefect.asset."]}, "occurred": {}},
        )["events"]
        return {
            one["resource"]["prefect.resource.id"]: [
                related["prefect.resource.id"]
                for related in one["related"]
                if related["prefect.resource.role"] == "asset"
            ]
            for one in found
            if one["event"] == "prefect.asset.materialization.succeeded"
        }

    wait_until(lambda: "pledgewatch://records/letter" in made(), 60, lambda: str(made()))
    assert made()["pledgewatch://records/letter"] == ["pledgewatch://snapshots/letter"]
    assert "pledgewatch://snapshots/letter" in made()


def test_a_collection_by_itself_is_followed_by_an_extraction(services: Services) -> None:
    done = services.run("collect/collect-daily-statistics")
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    (run,) = services.runs("collect-daily-statistics", "COMPLETED")
    assert run["name"].startswith("collect statistics · 20")
    wait_until(lambda: services.runs("extract-new", "COMPLETED"), 180, lambda: services.log("worker"))
    (extraction,) = services.runs("extract-new", "COMPLETED")
    (row,) = json.loads(services.artifacts(extraction["id"])["extracted-documents"]["data"])
    assert (row["document"], row["status"]) == ("figures.txt", "new")


def test_a_changed_document_is_announced_in_words(services: Services) -> None:
    (services.home / "letter.txt").write_text(LETTER.replace("1,200", "1,300"))
    done = services.run("refresh/refresh", publishing={"release": False})
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    assert "1,300" in {record.printed for record in services.records() if record.kind == "metric"}
    shown = services.artifacts(services.runs("refresh", "COMPLETED")[0]["id"])
    assert "banned [-1,200-]{+1,300+} accounts" in shown["changes"]["data"]

    def told() -> list[Any]:
        found: list[Any] = services.ask(
            "events/filter",
            filter={"event": {"name": ["pledgewatch.document.changed"]}},
        )["events"]
        return found

    wait_until(told, 60, lambda: services.log("server"))
    assert told()[0]["resource"]["prefect.resource.id"] == "pledgewatch.document.letter"
    assert "1,300" in told()[0]["payload"]["words"]


def test_a_sign_off_is_followed_by_a_publication(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", services.api)
    announce("pledgewatch.document.signed-off", "pledgewatch.document.letter", {"by": "ann"})
    wait_until(lambda: services.runs("publish-on-review", "COMPLETED"), 180, lambda: services.log("worker"))


def test_a_run_that_cannot_begin_fails_with_the_reason(services: Services) -> None:
    done = services.run("refresh/refresh", places={"sources": "/nowhere.yaml"})
    assert done.returncode == 1
    (run,) = services.runs("refresh", "FAILED")
    assert "/nowhere.yaml: there is no such file" in run["state"]["message"]


def test_a_parameter_that_is_none_is_refused_before_anything_runs(services: Services) -> None:
    done = services.run("refresh/refresh", choice={"onyl": "letter"})
    assert done.returncode == 1
    assert "onyl" in done.stdout + done.stderr


@pytest.mark.parametrize("deployment", ["collect-weekly", "collect-due", "collect-daily-statistics"])
def test_a_scheduled_deployment_has_runs_waiting(deployment: str, services: Services) -> None:
    wait_until(lambda: services.runs(deployment, "SCHEDULED"), 180, lambda: services.log("server"))


def test_the_server_knows_every_deployment_and_no_path_of_the_machine(services: Services) -> None:
    deployments = services.ask("deployments/filter")
    assert {one["name"]: one["entrypoint"] for one in deployments} == DEPLOYED
    listed = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    assert {one["name"] for one in listed} == DEPLOYED.keys()
    for deployment in deployments:
        told = json.dumps(deployment)
        assert str(ROOT) not in told
        assert str(services.home) not in told
        described = deployment["parameter_openapi_schema"]["properties"].values()
        assert all(parameter.get("description") for parameter in described)
