"""What happens is told to Prefect's server, and harms nobody where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

SCRIPT = (
    "from pipeline.events import announce\n"
    "announce('pledgewatch.record.reviewed', 'pledgewatch.record.cafe', {'by': 'ann'})\n"
)


def received(api: str, resource: str) -> list[Any]:
    question = {"filter": {"resource": {"id": [resource]}}}
    request = Request(
        f"{api}/events/filter", json.dumps(question).encode(), {"content-type": "application/json"}
    )
    with urlopen(request, timeout=10) as answer:
        found: list[Any] = json.load(answer)["events"]
        return found


def expect_event(api: str, resource: str) -> Any:
    end = time.monotonic() + 20
    while not (found := received(api, resource)):
        assert time.monotonic() < end, "the event has not come"
        time.sleep(0.1)
    (event,) = found
    return event


def test_an_event_reaches_the_server_from_a_process_that_has_not_loaded_prefect(prefect_api: str) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
    event = expect_event(prefect_api, "pledgewatch.record.cafe")
    assert event["event"] == "pledgewatch.record.reviewed"
    assert event["payload"] == {"by": "ann"}


def test_outside_a_run_the_server_is_asked_for_anew_though_prefect_is_loaded(prefect_api: str) -> None:
    script = f"import os, prefect.events\nos.environ['PREFECT_API_URL'] = {prefect_api!r}\n" + SCRIPT.replace(
        "cafe", "loaded"
    )
    elsewhere = os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, env=elsewhere)
    assert expect_event(prefect_api, "pledgewatch.record.loaded")["related"] == []


def test_without_a_server_nothing_is_sent_and_prefect_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    script = SCRIPT + "import sys\nassert 'prefect' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


@pytest.mark.parametrize(
    ("payload", "why"),
    [("{'by': 'ann'}", "Connection refused"), ("{'by': object()}", "not JSON serializable")],
    ids=["no server answers", "the payload is no JSON"],
)
def test_what_cannot_be_sent_is_logged_and_is_no_error(
    payload: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    script = "import logging\nlogging.basicConfig(level='INFO')\n" + SCRIPT.replace("{'by': 'ann'}", payload)
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, timeout=60, capture_output=True, text=True
    )
    assert "pledgewatch.record.cafe was not sent: " in done.stderr
    assert why in done.stderr
