"""A source that is gone before it was ever fetched is looked for in a web archive, here a stand-in."""

from __future__ import annotations

import json

import pytest

from pipeline.collect import web_archive
from schemas.sources import FetchPolicy
from tests.collect.conftest import World
from tests.collect.server import Answer, page

GONE = "http://a.test/gone"
ESCAPED = "http%3A%2F%2Fa.test%2Fgone"
AVAILABLE = f"/wayback/available?url={ESCAPED}"
INDEX = f"/cdx/search/cdx?url={ESCAPED}&output=json&fl=timestamp,statuscode&filter=statuscode:200&limit=-1"
COPY = "/web/20240501120000id_/http://a.test/gone"
# As the two interfaces answered when they were recorded, with the address exchanged.
CLOSEST = {
    "url": GONE,
    "archived_snapshots": {
        "closest": {
            "status": "200",
            "available": True,
            "url": f"http://web.archive.org/web/20240501120000/{GONE}",
            "timestamp": "20240501120000",
        }
    },
}
ROWS = [["timestamp", "statuscode"], ["20210101000000", "200"], ["20240501120000", "200"]]


def answers(body: object) -> Answer:
    return Answer(body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


@pytest.fixture
def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(web_archive, "_POLICY", FetchPolicy(delay=0, robots=False))
    world.changes["web_archive"] = "http://wayback.test/"
    world.server.routes["wayback.test", COPY] = page("<p>We banned 12 accounts.")
    return world


@pytest.mark.parametrize(
    ("available", "index"),
    [
        (answers(CLOSEST), Answer(status=500)),
        (answers({"url": GONE, "archived_snapshots": {}}), answers(ROWS)),
        (Answer(status=503), answers(ROWS)),
        (Answer(body=b"<html>busy</html>"), answers(ROWS)),
        (answers({"archived_snapshots": {"closest": {"available": True, "status": "404"}}}), answers(ROWS)),
    ],
)
def test_either_interface_finds_the_newest_copy(available: Answer, index: Answer, asking: World) -> None:
    asking.server.routes["wayback.test", AVAILABLE] = available
    asking.server.routes["wayback.test", INDEX] = index
    (outcome,) = asking.collect(GONE).outcomes
    assert outcome.status == "vanished"
    assert outcome.via == "http://wayback.test/web/20240501120000id_/http://a.test/gone"
    assert "a web archive has it as of 01 May 2024" in (outcome.reason or "")
    assert outcome.snapshot is not None
    with asking.archive() as archive:
        assert archive.bytes_of(outcome.snapshot.sha256) == b"<p>We banned 12 accounts."


@pytest.mark.parametrize(
    ("available", "index"),
    [
        (answers({"archived_snapshots": {}}), answers([])),
        (answers([]), answers({"error": "?"})),
        (answers(None), answers([["other"], ["x"]])),
        (answers({"archived_snapshots": {"closest": None}}), answers([["timestamp"], ["../../etc"]])),
        (Answer(status=404), Answer(status=404)),
    ],
)
def test_an_archive_that_has_nothing_or_talks_nonsense_offers_nothing(
    available: Answer, index: Answer, asking: World
) -> None:
    asking.server.routes["wayback.test", AVAILABLE] = available
    asking.server.routes["wayback.test", INDEX] = index
    (outcome,) = asking.collect(GONE).outcomes
    assert outcome.snapshot is None
    assert outcome.reason == "http://a.test/gone: is not there any more (404)"


def test_our_own_archive_is_asked_first(asking: World) -> None:
    asking.server.routes["/gone"] = page("<p>Still here")
    asking.collect(GONE)
    asking.server.routes["/gone"] = Answer(status=410)
    (outcome,) = asking.collect(GONE).outcomes
    assert outcome.via is None
    assert outcome.snapshot is not None
    assert not asking.server.times("wayback.test")


def test_what_a_publisher_forbids_is_not_got_round(asking: World) -> None:
    asking.server.routes["a.test", "/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /\n")
    (outcome,) = asking.collect(GONE).outcomes
    assert outcome.snapshot is None
    assert not asking.server.times("wayback.test")
