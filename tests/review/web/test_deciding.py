"""What forms decide, without a browser: sent twice, about findings, about publishers, about many records."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from pipeline.review.events import source_corrections
from pipeline.review.queue import Entry, Filter
from pipeline.review.web.desk import Desk
from tests.review.web.world import client_of


def plain_metric(desk: Desk) -> Entry:
    entries = desk.queue.page(Filter(kind="metric", source="harbourline-report"), now=desk.now(), limit=100)
    return next(one for one in entries if not one.blind and one.subject == "record")


def form_of(entry: Entry, event_id: str = "e1") -> dict[str, str]:
    return {"event_id": event_id, "base_version": str(entry.version), "seen": json.dumps(entry.record)}


def test_a_decision_that_is_sent_twice_is_one(desk: Desk) -> None:
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    for _ in range(2):
        assert client.post(f"/records/{entry.id}/accept", data=form_of(entry)).status_code == 303
    assert [event.action for event in desk.decisions.of(entry.id)] == ["accept"]


def test_an_undo_that_is_sent_again_undoes_nothing_more(desk: Desk) -> None:
    """The answer was lost on the way, so the browser sent the form once more."""
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    other = next(
        one for one in desk.queue.page(Filter(kind="gap"), now=desk.now()) if one.subject == "record"
    )
    client.post(f"/records/{other.id}/accept", data=form_of(other, "e1"))
    client.post(f"/records/{entry.id}/accept", data=form_of(entry, "e2"))
    for _ in range(2):
        assert client.post("/undo", data={"event_id": "u1"}).status_code in (200, 303)
    assert [event.action for event in desk.decisions.of(entry.id)] == ["accept", "undo"]
    assert [event.action for event in desk.decisions.of(other.id)] == ["accept"]


@pytest.mark.parametrize("event_id", ["", "x" * 500], ids=["none", "no id of ours"])
@pytest.mark.parametrize("action", ["accept", "reject", "comment"])
def test_a_form_without_its_id_is_refused(action: str, event_id: str, desk: Desk) -> None:
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    form = form_of(entry, event_id) | {"reason": "a date", "comment": "hm"}
    assert client.post(f"/records/{entry.id}/{action}", data=form).status_code == 422
    assert desk.decisions.all() == []


def test_a_rejection_needs_a_reason(desk: Desk) -> None:
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    assert client.post(f"/records/{entry.id}/reject", data=form_of(entry)).status_code == 422
    assert desk.decisions.all() == []


def test_a_stale_decision_is_refused_with_409(desk: Desk) -> None:
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    client.post(f"/records/{entry.id}/accept", data=form_of(entry))
    late = client.post(f"/records/{entry.id}/reject", data=form_of(entry, "e2") | {"reason": "a date"})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert len(desk.decisions.of(entry.id)) == 1


def test_a_finding_is_set_aside_for_a_reason_and_stands_again(desk: Desk) -> None:
    client = client_of(desk, "reviewer")
    finding = desk.queue.page(Filter(subject="finding"), now=desk.now())[0]
    address = f"/findings/{finding.id}/dismiss"
    assert client.post(address, data={"event_id": "f1"}).status_code == 422
    client.post(address, data={"event_id": "f2", "reason": "The year has only begun"})
    assert desk.queue.entry(finding.id, now=desk.now()).status == "dismissed"
    assert "The year has only begun" in client.get(f"/records/{finding.id}").text
    client.post(address, data={"event_id": "f3"})
    assert desk.queue.entry(finding.id, now=desk.now()).waiting


@pytest.mark.parametrize(
    ("changed", "code"),
    [({}, 303), ({"reason": ""}, 422), ({"corrected": "many"}, 422), ({"corrected": "91,400"}, 422)],
)
def test_a_publishers_error_is_recorded_with_its_reason(
    desk: Desk, changed: dict[str, str], code: int
) -> None:
    form = {
        "event_id": "s1", "source": "harbourline-report", "quote": "We closed 91,400 accounts",
        "printed": "91,400", "corrected": "94,100", "reason": "Digits turned round", "status": "open",
        **changed,
    }  # fmt: skip
    assert client_of(desk, "reviewer").post("/source-corrections", data=form).status_code == code
    kept = source_corrections(desk.store).all()
    assert [int(one.corrected) for one in kept] == ([94100] if code == 303 else [])


def test_many_are_accepted_only_as_they_are_on_the_screen(desk: Desk) -> None:
    client, entry = client_of(desk, "reviewer"), plain_metric(desk)
    shown = client.get("/queue", params={"rule": entry.rule, "snapshot": entry.snapshot}).text
    found = re.search(rf'name="version-{entry.id}" value="([^"]+)"', shown)
    assert found is not None
    form = {"event_id": "m1", "record": entry.id, f"version-{entry.id}": "0-ffff"}
    assert client.post("/queue/accept", data=form).status_code == 422
    form[f"version-{entry.id}"] = unescape(found.group(1))
    assert client.post("/queue/accept", data=form).status_code == 303
    assert desk.queue.entry(entry.id, now=desk.now()).status == "accepted"
