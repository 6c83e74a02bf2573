"""Publishers are asked as gently as they wish: few requests at once, well apart, not where they say no."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from time import sleep

import pytest

from pipeline.collect.archiving import ArchiveWriter
from pipeline.collect.captures import Capture
from pipeline.collect.exchange import Exchange
from pipeline.collect.politeness import Robots, retry_after
from tests.collect.conftest import World
from tests.collect.server import Answer, Request, page


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Thu, 20 Mar 2025 10:01:00 GMT", 60.0),
        ("Thu, 20 Mar 2025 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, now=datetime(2025, 3, 20, 10, tzinfo=UTC)) == seconds


def test_requests_to_a_host_keep_their_distance_redirects_and_robots_included(world: World) -> None:
    world.server.routes["/1"] = Answer(status=301, headers={"Location": "/2"})
    for path in ("/2", "/3", "/4"):
        world.server.routes[path] = page(f"page {path}")
    fetch = {"delay": 0.15, "concurrency": 4}
    run = world.collect(*({"url": f"http://a.test/{n}", "fetch": fetch} for n in (1, 3, 4)))
    assert [outcome.status for outcome in run.outcomes] == ["new"] * 3
    times = world.server.times("a.test")
    # robots.txt is read without a delay of its own; from the first page on each waits for the one before.
    assert len(times) == 5
    assert all(later - earlier >= 0.14 for earlier, later in pairwise(sorted(times)[1:]))


def test_hosts_do_not_wait_for_each_other(world: World) -> None:
    for path in ("/1", "/2", "/3"):
        world.server.routes[path] = page(f"page {path}")
    fetch = {"delay": 0.3}
    addresses = [f"http://{host}.test/{n}" for host in "abc" for n in (1, 2, 3)]
    world.collect(*({"url": url, "fetch": fetch} for url in addresses))
    times = [world.server.times(f"{host}.test") for host in "abc"]
    assert max(map(max, times)) - min(map(min, times)) < 9 * 0.3 / 2


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_requests_at_once_than_the_source_allows(most: int, world: World) -> None:
    for number in range(12):
        world.server.routes[f"/{number}"] = Answer(body=b"slow", delay=0.03)
    fetch = {"delay": 0, "concurrency": most}
    run = world.collect(*({"url": f"http://a.test/{n}", "fetch": fetch} for n in range(12)))
    assert not run.failed
    assert world.server.most_at_once["a.test"] == most


def test_a_crawl_delay_is_kept_where_it_is_longer_than_ours(world: World) -> None:
    world.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 0.2\n")
    for path in ("/1", "/2", "/3"):
        world.server.routes[path] = page(f"page {path}")
    world.collect(*(f"http://a.test/{n}" for n in (1, 2, 3)))
    times = sorted(world.server.times("a.test"))
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times[1:]))


def test_what_robots_txt_forbids_is_not_asked_for(world: World) -> None:
    world.server.routes["/robots.txt"] = Answer(
        body=b"User-agent: pledgewatch\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n"
    )
    world.server.routes["/private/a"] = page("hidden")
    world.server.routes["/open"] = page("open")
    hidden, shown = world.collect("http://a.test/private/a", "http://a.test/open").outcomes
    assert "robots.txt of a.test does not allow it" in (hidden.reason or "")
    assert world.server.count("/private/a") == 0
    assert shown.status == "new"


def test_robots_txt_is_asked_of_every_host_on_the_way(world: World) -> None:
    world.server.routes["b.test", "/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /\n")
    world.server.routes["/there"] = page("there")
    world.server.routes["a.test", "/here"] = Answer(status=302, headers={"Location": "http://b.test/there"})
    (outcome,) = world.collect("http://a.test/here").outcomes
    assert "robots.txt of b.test does not allow it" in (outcome.reason or "")
    assert world.server.count("/there") == 0


def test_a_source_may_be_fetched_without_robots_txt(world: World) -> None:
    world.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /\n")
    world.server.routes["/p"] = page("with leave")
    (outcome,) = world.collect({"url": "http://a.test/p", "fetch": {"delay": 0, "robots": False}}).outcomes
    assert outcome.status == "new"
    assert world.server.count("/robots.txt") == 0


@pytest.mark.parametrize(
    ("status", "fetched"),
    [(404, True), (403, True), (410, True), (500, False), (503, False), (429, False)],
)
def test_no_robots_txt_allows_all_and_no_answer_allows_nothing(
    status: int, fetched: bool, world: World
) -> None:
    world.server.routes["/robots.txt"] = Answer(status=status)
    world.server.routes["/p"] = page("hello")
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert (outcome.status == "new") is fetched
    assert (world.server.count("/p") == 1) is fetched
    if not fetched:
        assert "robots.txt of a.test cannot be had" in (outcome.reason or "")


def test_robots_txt_is_read_once_a_day(world: World) -> None:
    world.server.routes["/robots.txt"] = page("User-agent: *\nAllow: /\n", media_type="text/plain")
    world.server.routes["/p"] = page("hello")
    for _ in range(3):
        world.collect("http://a.test/p")
    assert world.server.count("/robots.txt") == 1


def test_too_many_requests_holds_back_the_whole_host(world: World) -> None:
    refusals = iter([Answer(status=429, headers={"Retry-After": "1"})])

    def once(request: Request) -> Answer:
        return next(refusals, Answer(body=b"welcome back"))

    world.server.routes["/busy"] = once
    world.server.routes["/other"] = page("other")
    run = world.collect("http://a.test/busy", "http://a.test/other")
    assert [one.status for one in run.outcomes] == ["new", "new"]
    refused = next(one.at for one in world.server.asked if one.status == 429)
    later = [one.at for one in world.server.asked if one.at > refused]
    assert min(later) - refused >= 0.95


def test_a_host_that_wants_to_be_left_alone_for_long_is_left_alone(world: World) -> None:
    world.changes["longest_wait"] = 5
    world.server.routes["/1"] = Answer(status=503, headers={"Retry-After": "86400"})
    world.server.routes["/2"] = page("never reached")
    run = world.collect("http://a.test/1", "http://a.test/2")
    assert all("left alone for" in (one.reason or "") for one in run.outcomes)
    assert world.server.count("/1") == 1
    assert world.server.count("/2") == 0


def test_a_crawl_delay_beyond_patience_is_refused_with_its_setting(world: World) -> None:
    world.server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 100000\n")
    world.server.routes["/p"] = page("hello")
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "PLEDGEWATCH_LONGEST_WAIT" in (outcome.reason or "")


@pytest.mark.parametrize(
    "text", ["", "\x00\xff rubbish", "Disallow: /\n" * 1000, "User-agent\nCrawl-delay: x"]
)
def test_rubbish_in_robots_txt_allows(text: str) -> None:
    robots = Robots.parse(text)
    assert robots.allows("http://a.test/p")
    assert robots.delay == 0


def test_the_user_agent_names_the_project_and_a_contact(world: World) -> None:
    world.server.routes["/p"] = page("hello")
    world.collect("http://a.test/p")
    agent = world.server.asked[-1].headers["user-agent"]
    assert agent.startswith("pledgewatch/")
    assert "+mailto:tests@example.org" in agent


def test_a_disk_slower_than_the_network_holds_the_host_s_queue_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came and is not kept yet would be lost in a crash, so it may not pile up."""
    came_unkept: list[int] = []
    kept = 0
    append = ArchiveWriter.append

    def slow(writer: ArchiveWriter, exchange: Exchange, last: Capture | None) -> Capture:
        nonlocal kept
        sleep(0.05)
        came_unkept.append(len(world.server.asked) - kept)
        kept += 1
        return append(writer, exchange, last)

    monkeypatch.setattr(ArchiveWriter, "append", slow)
    monkeypatch.setattr("pipeline.collect.archiving.AT_ONCE", -1)  # none is small enough for the fast way
    links = "".join(f'<a href="/{number}">Report {number}</a> ' for number in range(12))
    world.server.routes["/"] = page(links)
    for number in range(12):
        world.server.routes[f"/{number}"] = page(f"<p>We banned {number} accounts.")
    policy = {"delay": 0, "concurrency": 2}
    run = world.collect({"url": "http://a.test/", "fetch": policy, "follow": [{"text": "^Report"}]})
    assert len(run.outcomes) == 13
    assert {one.status for one in run.outcomes} == {"new"}
    assert max(came_unkept) <= 2
