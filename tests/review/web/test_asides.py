"""What waits and is no record: seen with its reason, saved to be looked at elsewhere, set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.review.queue import Filter
from pipeline.review.web.aside_pages import file_name
from pipeline.review.web.aside_values import follow_rule
from pipeline.review.web.desk import Desk
from schemas.sources import Follow
from tests.review.web.world import client_of, scan, with_a_proposal, with_a_scan

SHA = "ab" * 32


@pytest.fixture
def unreadable(desk: Desk, tmp_path: Path) -> str:
    return with_a_scan(desk, tmp_path)


def test_a_document_that_cannot_be_read_is_shown_with_its_reason_and_its_bytes(
    desk: Desk, unreadable: str
) -> None:
    client = client_of(desk, "reader")
    assert f'href="/records/{unreadable}"' in client.get("/queue").text
    shown = client.get(f"/records/{unreadable}").text
    assert "no text layer" in shown
    sha256 = desk.queue.entry(unreadable, now=desk.now()).snapshot
    assert f'href="/documents/{sha256}/original"' in shown
    saved = client.get(f"/documents/{sha256}/original")
    assert saved.content == scan()
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == 'attachment; filename="scan-2024.pdf"'
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert client.get(f"/documents/{sha256}/pages/1.webp").headers["content-type"] == "image/webp"


def test_archived_bytes_are_for_those_who_have_logged_in(desk: Desk, unreadable: str) -> None:
    sha256 = desk.queue.entry(unreadable, now=desk.now()).snapshot
    answer = client_of(desk).get(f"/documents/{sha256}/original")
    assert (answer.status_code, answer.headers["location"].startswith("/login")) == (303, True)
    assert client_of(desk, "reader").get(f"/documents/{SHA}/original").status_code == 422


@pytest.mark.parametrize("kind", ["unreadable", "proposal"])
def test_it_is_set_aside_for_a_reason_and_waits_again(desk: Desk, tmp_path: Path, kind: str) -> None:
    item = with_a_scan(desk, tmp_path) if kind == "unreadable" else with_a_proposal(desk)
    client, address = client_of(desk, "reviewer"), f"/items/{item}/set-aside"
    assert client_of(desk, "reader").post(address, data={"event_id": "e"}).status_code == 403
    assert client.post(address, data={"event_id": "e1"}).status_code == 422
    for _ in range(2):
        assert client.post(address, data={"event_id": "e2", "reason": "A poster"}).status_code == 303
    assert desk.queue.entry(item, now=desk.now()).status == "dismissed"
    assert "A poster" in client.get(f"/records/{item}").text
    desk.take_in()
    assert desk.queue.count(Filter(subject=kind)) == 0, "a run leaves it"
    client.post(address, data={"event_id": "e3"})
    assert desk.queue.entry(item, now=desk.now()).waiting


@pytest.mark.parametrize("action", ["accept", "reject", "change", "comment", "reopen", "blind"])
def test_nothing_is_decided_on_what_is_no_record(desk: Desk, unreadable: str, action: str) -> None:
    client = client_of(desk, "reviewer")
    form = {"event_id": "e", "base_version": "0", "seen": "{}", "reason": "because", "kind": "none"}
    answer = client.post(f"/records/{unreadable}/{action}", data=form)
    assert (answer.status_code, "this is no record" in answer.text) == (422, True)
    assert desk.decisions.all() == []


@pytest.mark.parametrize("page", ["edit", "history", "panel", "publisher"])
def test_pages_of_records_say_that_it_is_none(desk: Desk, unreadable: str, page: str) -> None:
    assert client_of(desk, "reviewer").get(f"/records/{unreadable}/{page}").status_code == 422


def test_a_proposed_address_comes_with_the_line_that_would_collect_it(desk: Desk) -> None:
    shown = client_of(desk, "reader").get(f"/records/{with_a_proposal(desk)}").text
    assert "Second quarter" in shown
    assert "other_sites: true" in shown


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://a.test/2025.pdf?v=1", "https://a.test/reports"),
        ("https://b.test/a b(c)'\"é.html", "https://a.test/reports"),
    ],
)
def test_the_line_names_that_address_and_no_other(url: str, page: str) -> None:
    import re

    import yaml

    (made,) = yaml.safe_load(follow_rule(url, page))
    rule = Follow.model_validate(made)
    assert rule.url is not None
    assert re.search(rule.url, url)
    assert not re.search(rule.url, url + "x")
    assert rule.other_sites is (not url.startswith("https://a.test/"))


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("https://a.test/reports/Q1%202025.pdf?x=1", "Q1-2025.pdf"),
        ("report.pdf", "report.pdf"),
        ('https://a.test/a"; filename="b.exe', "a-filename-b.exe"),
        ("https://a.test/%0d%0aSet-Cookie: x", "Set-Cookie-x"),
        ("https://a.test/..%2f..%2fetc%2fpasswd", "passwd"),
        ("https://a.test/", f"{SHA[:16]}.bin"),
        ("https://a.test/отчёт", f"{SHA[:16]}.bin"),
        ("https://a.test/" + "a" * 300 + ".pdf", "a" * 96 + ".pdf"),
    ],
)
def test_a_saved_file_has_a_name_that_means_nothing_to_any_system(name: str, saved_as: str) -> None:
    assert file_name(name, SHA) == saved_as
