"""Connections are used again while they last, and no more of them wait than may."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pipeline.collect import connections
from pipeline.collect.addresses import GuardedBackend
from tests.collect.conftest import World
from tests.collect.server import Answer, Request, page


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that connections were made to, one by one."""
    hosts: list[str] = []
    connect = GuardedBackend.connect_tcp

    async def noted(backend: GuardedBackend, host: str, *about: Any, **more: Any) -> Any:
        hosts.append(host)
        return await connect(backend, host, *about, **more)

    monkeypatch.setattr(GuardedBackend, "connect_tcp", noted)
    return hosts


def statuses(world: World, *addresses: str | dict[str, Any]) -> set[str]:
    return {one.status for one in world.collect(*addresses).outcomes}


def pages(world: World, count: int) -> list[str]:
    for number in range(count):
        world.server.routes[f"/{number}"] = page(f"<p>Edition {number}")
    return [f"/{number}" for number in range(count)]


def test_one_connection_bears_all_requests_to_a_host(world: World, made: list[str]) -> None:
    addresses = [f"http://a.test{path}" for path in pages(world, 5)]
    assert statuses(world, *addresses) == {"new"}
    assert statuses(world, *addresses) == {"unchanged"}  # answers without a body too
    assert made == ["a.test"] * 2  # one a run


def test_no_more_connections_than_requests_at_once(world: World, made: list[str]) -> None:
    links = "".join(f'<a href="{path}">Report</a>' for path in pages(world, 12))
    world.server.routes["/"] = page(links)
    source = {"url": "http://a.test/", "fetch": {"delay": 0, "concurrency": 3}, "follow": [{"text": "Rep"}]}
    assert statuses(world, source) == {"new"}
    assert 1 <= len(made) <= 3


@pytest.mark.parametrize("broken", [{"length": 999}, {"reset_after": 3}], ids=["too short", "reset"])
def test_a_connection_whose_answer_broke_off_is_not_used_again(
    broken: dict[str, Any], world: World, made: list[str]
) -> None:
    first, second = pages(world, 2)
    whole, broke = world.server.routes[first], []

    def once(request: Request) -> Answer:
        if broke:
            assert not isinstance(whole, Answer)
            return whole(request)
        broke.append(request)
        return Answer(body=b"<p>Edition", **broken)

    world.server.routes[first] = once
    assert statuses(world, f"http://a.test{first}", f"http://a.test{second}") == {"new"}
    assert made == ["a.test"] * 2


def test_a_connection_that_its_server_has_closed_is_not_used_again(
    world: World, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that is sent over it would be lost, and count as one of the attempts."""
    first, second = pages(world, 2)
    send = world.server._send

    def send_and_close(*about: Any) -> bool:
        send(*about)
        return False

    monkeypatch.setattr(world.server, "_send", send_and_close)
    world.changes["attempts"] = 1
    policy = {"delay": 0.1}
    sources = [{"url": f"http://a.test{path}", "fetch": policy} for path in (first, second)]
    assert statuses(world, *sources) == {"new"}
    assert made == ["a.test"] * 3  # robots.txt too


def test_a_connection_that_waited_too_long_is_not_used_again(
    world: World, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.05)
    sources = [
        {"url": f"http://a.test{path}", "fetch": {"delay": 0.1, "robots": False}} for path in pages(world, 2)
    ]
    assert statuses(world, *sources) == {"new"}
    assert made == ["a.test"] * 2


def test_of_the_connections_that_wait_the_oldest_are_closed(
    world: World, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_IDLE", 1)
    pages(world, 2)
    fetch = {"delay": 0.2, "robots": False}
    sources = [{"url": f"http://{host}.test/{number}", "fetch": fetch} for number in (0, 1) for host in "ab"]
    assert statuses(world, *sources) == {"new"}
    assert 3 <= len(made) <= 4  # two where both may wait; whether three or four is a matter of who is first


def test_requests_wait_for_a_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all hosts, whatever becomes of those before them."""
    monkeypatch.setattr(connections, "MOST_OPEN", 1)
    world.changes["attempts"] = 2
    busy: list[float] = []

    def slowly(request: Request) -> Answer:
        begin = time.monotonic()
        time.sleep(0.05)
        busy.extend((begin, time.monotonic()))
        return Answer(body=b"<p>Edition", length=999 if request.path == "/broken" else None)

    world.server.routes |= {"/p": slowly, "/broken": slowly}
    world.changes["local_hosts"] = {**world.settings().local_hosts, "nobody.test": "127.0.0.1:1"}
    fetch = {"delay": 0, "robots": False}
    hosts = ("nobody", "a", "b", "c")
    sources = [{"url": f"http://{host}.test/p", "fetch": fetch} for host in hosts]
    run = world.collect("http://a.test/broken", *sources)
    assert [one.status for one in run.outcomes] == ["failed", "failed", "new", "new", "new"]
    assert busy == sorted(busy)
