"""A release that should be looked at first waits for somebody, says so, and does as answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services.prefect_services import Services, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

STRICT = {"most_unreviewed": 0.0}


def releases(services: Services) -> list[Path]:
    folder = services.home / "out" / "releases"
    return sorted(path for path in folder.glob("[0-9]*")) if folder.is_dir() else []


def waiting(services: Services) -> dict[str, Any]:
    """The run that waits for an answer."""
    wait_until(lambda: services.runs("publish-on-review", "PAUSED"), 180, lambda: services.log("worker"))
    run: dict[str, Any] = services.runs("publish-on-review", "PAUSED")[0]
    return run


def ended(services: Services, run: str) -> None:
    def over() -> bool:
        found = services.ask("flow_runs/filter", flow_runs={"id": {"any_": [run]}})
        return bool(found[0]["state_type"] in ("COMPLETED", "FAILED", "CRASHED"))

    wait_until(over, 180, lambda: services.log("worker"))


@pytest.fixture(scope="module", autouse=True)
def _something_to_publish(services: Services) -> None:
    assert services.run("refresh/refresh", publishing={"release": False}).returncode == 0


def test_a_form_asks_and_the_answer_decides(services: Services) -> None:
    before = releases(services)
    given = ["--param", 'publishing={"most_unreviewed": 0.0, "wait_minutes": 5}']
    assert services.shell("deployment", "run", "publish/publish-on-review", *given).returncode == 0
    run = waiting(services)
    form = services.ask(f"flow_runs/{run['id']}/input/filter", prefix="", limit=10)
    described = str(form)
    assert "records are unreviewed" in described
    assert "Publish it all the same" in described
    refused = services.ask(f"flow_runs/{run['id']}/resume", run_input={"publish": "perhaps"})
    assert refused["status"] == "REJECT", "an answer that is none changes nothing"
    assert releases(services) == before
    taken = services.ask(
        f"flow_runs/{run['id']}/resume",
        run_input={"publish": True, "by": "Ann", "reason": "reviewers are on leave"},
    )
    assert taken["status"] == "ACCEPT"
    ended(services, run["id"])
    assert len(releases(services)) == len(before) + 1
    told = services.artifacts(run["id"])
    assert "Ann decided to publish: reviewers are on leave." in told["release"]["data"]
    assert "records are unreviewed" in told["release"]["data"]
    assert "release-link" in told


@pytest.mark.parametrize(("unanswered", "published"), [("stop", False), ("publish", True)])
def test_nobody_answers_and_the_default_is_taken(
    unanswered: str, published: bool, services: Services
) -> None:
    before = releases(services)
    # What was published already is no reason for another release.
    letter = services.home / "letter.txt"
    letter.write_text(letter.read_text() + f"\nIn 2022, Lanternwick banned {900 + published} accounts.\n")
    assert services.run("refresh/refresh", publishing={"release": False}).returncode == 0
    done = services.run(
        "publish/publish-on-review",
        publishing={**STRICT, "wait_minutes": 0.05, "unanswered": unanswered},
    )
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    run = services.runs("publish-on-review", "COMPLETED")[0]
    told = services.artifacts(run["id"])["release"]["data"]
    assert f"the default was taken: {unanswered}" in told
    assert (len(releases(services)) > len(before)) is published
    assert ("Nothing was published" in told) is not published


def test_a_release_nothing_speaks_against_is_made_at_once(services: Services) -> None:
    done = services.run("publish/publish-on-review")
    assert done.returncode == 0, done.stdout + done.stderr + services.log("worker")
    assert releases(services)
