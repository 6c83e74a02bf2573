"""A run that asks somebody: who answered is told as it was, and the default is given until it is heard."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import httpx
import pytest

from pipeline.flows.deciding import Verdict, decide
from pipeline.flows.parameters import Publishing

DOUBTS = ["letter: 0 gap records, at least 1 are expected; see ![x](https://evil.example/x.png)"]


def ask(api: str, path: str, **body: Any) -> Any:
    request = Request(f"{api}/{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return json.load(answer)


def asking(publishing: Publishing) -> Callable[[], Verdict]:
    """A flow that does nothing but ask."""
    from prefect import flow
    from prefect.settings import PREFECT_LOGGING_LEVEL, temporary_settings

    def run() -> Verdict:
        with temporary_settings({PREFECT_LOGGING_LEVEL: "CRITICAL"}):
            return flow(name="asks", log_prints=False)(lambda: decide(DOUBTS, publishing))()

    return run


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.flows.deciding.POLL_SECONDS", 0.2)
    monkeypatch.setattr("pipeline.flows.deciding.RETRY_SECONDS", 0.2)


def answers(api: str, stop: threading.Event, given: dict[str, Any], forms: list[Any]) -> None:
    """Somebody who looks for a run that waits, reads its form and answers; a busy server is asked again."""
    while not stop.wait(0.2):
        with suppress(HTTPError):
            for run in ask(api, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["PAUSED"]}}}):
                form = ask(api, f"flow_runs/{run['id']}/input/filter", prefix="", limit=10)
                if "Should this be published" not in str(form):
                    continue  # the run is paused a moment before its form says what is asked
                forms += form
                if ask(api, f"flow_runs/{run['id']}/resume", run_input=given)["status"] == "ACCEPT":
                    return


@pytest.mark.parametrize("name", ["nobody", "Ann"])
def test_a_person_counts_as_one_whatever_they_are_called(name: str, prefect_api: str) -> None:
    stop, forms = threading.Event(), []
    given = {"publish": False, "by": name, "reason": "the page was cut short"}
    person = threading.Thread(target=answers, args=(prefect_api, stop, given, forms))
    person.start()
    try:
        verdict = asking(Publishing(wait_minutes=2, unanswered="publish"))()
    finally:
        stop.set()
        person.join()
    assert verdict == Verdict(False, f"{name} decided to not publish: the page was cut short.")
    assert "at least 1 are expected" in str(forms), "the form says what is asked"
    assert "![x]" not in str(forms), "and shows words of a source as words"


def test_the_default_is_given_again_where_the_server_was_not_heard(
    prefect_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect import get_client

    lost = []

    def unsteady(**how: Any) -> Any:
        if len(lost) < 2:
            lost.append(time.monotonic())
            raise httpx.ConnectError("connection refused")
        return get_client(**how)

    monkeypatch.setattr("pipeline.flows.deciding.get_client", unsteady)
    verdict = asking(Publishing(wait_minutes=0.02, unanswered="publish"))()
    assert len(lost) == 2
    assert verdict.publish
    assert verdict.said.startswith("Nobody decided within 0.02 minutes, so the default was taken")
