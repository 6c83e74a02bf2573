"""Nothing that a page or a name server says leads a request into the operator's own network."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest

from pipeline.collect.addresses import GuardedBackend, Refused, is_public
from tests.collect.conftest import World
from tests.collect.server import Answer, page


@pytest.mark.parametrize(
    ("address", "public", "why"),
    [
        ("93.184.216.34", True, "an ordinary address"),
        ("2606:2800:220:1:248:1893:25c8:1946", True, "an ordinary address"),
        ("127.0.0.1", False, "loopback"),
        ("127.8.9.1", False, "loopback is a whole network"),
        ("::1", False, "loopback"),
        ("0.0.0.0", False, "this machine"),
        ("::", False, "this machine"),
        ("10.1.2.3", False, "private"),
        ("172.16.0.1", False, "private"),
        ("192.168.1.1", False, "private"),
        ("100.64.0.1", False, "shared by a provider's customers"),
        ("169.254.169.254", False, "link-local: the metadata of cloud machines"),
        ("fe80::1", False, "link-local"),
        ("fd00:ec2::254", False, "unique local: the metadata of cloud machines"),
        ("224.0.0.1", False, "multicast"),
        ("ff02::1", False, "multicast"),
        ("240.0.0.1", False, "reserved"),
        ("255.255.255.255", False, "broadcast"),
        ("::ffff:127.0.0.1", False, "an IPv4 address in disguise"),
        ("::ffff:93.184.216.34", True, "a public one in disguise"),
        ("64:ff9b::7f00:1", False, "loopback behind a translator"),
        ("64:ff9b::a9fe:a9fe", False, "link-local behind a translator"),
        ("2002:7f00:1::", False, "loopback in a 6to4 address"),
        ("2001:0:4136:e378:8000:63bf:807f:fffe", False, "loopback in a Teredo address"),
    ],
)
def test_only_addresses_of_the_public_internet_are_asked(address: str, public: bool, why: str) -> None:
    assert is_public(ip_address(address)) is public, why


def connect(backend: GuardedBackend, host: str, port: int = 80) -> Any:
    async def run() -> None:
        stream = await backend.connect_tcp(host, port, timeout=2)
        await stream.aclose()

    return asyncio.run(run())


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What a name server answers, look-up after look-up."""
    answers: dict[str, list[list[str]]] = {}

    async def getaddrinfo(loop: object, host: str, port: int, **_: Any) -> list[Any]:
        found = answers[host].pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return answers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "::1", "0"])
def test_every_way_to_write_loopback_is_refused(host: str) -> None:
    with pytest.raises((Refused, httpcore.ConnectError)):
        connect(GuardedBackend({}), host)


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    names: dict[str, list[list[str]]],
) -> None:
    names["mixed.example"] = [["93.184.216.34", "10.0.0.1"]]
    with pytest.raises(Refused, match=r"mixed\.example: is at 10\.0\.0\.1"):
        connect(GuardedBackend({}), "mixed.example")


def test_a_name_is_looked_up_once_and_the_judged_address_is_the_one_connected_to(
    names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["rebinding.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    connected: list[str] = []

    async def connect_tcp(self: object, host: str, port: int, *_: Any, **__: Any) -> Any:
        connected.append(host)
        raise httpcore.ConnectError("not from here")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect_tcp)
    backend = GuardedBackend({})
    with pytest.raises(httpcore.ConnectError):
        connect(backend, "rebinding.example")
    assert connected == ["93.184.216.34"]
    with pytest.raises(Refused):  # a reconnection is judged anew
        connect(backend, "rebinding.example")
    assert connected == ["93.184.216.34"]


def test_sockets_of_the_machine_are_refused() -> None:
    with pytest.raises(Refused):
        asyncio.run(GuardedBackend({}).connect_unix_socket("/run/docker.sock"))


def test_a_redirect_into_the_own_network_is_refused(world: World) -> None:
    port = world.server.port
    world.server.routes["/secret"] = page("the operator's own")
    world.server.routes["/away"] = Answer(status=302, headers={"Location": f"http://127.0.0.1:{port}/secret"})
    (outcome,) = world.collect("http://a.test/away").outcomes
    assert outcome.status == "failed"
    assert "127.0.0.1, which is no public address" in (outcome.reason or "")
    assert world.server.count("/secret") == 0


def test_a_host_is_only_local_where_the_setting_names_it(world: World) -> None:
    world.changes["local_hosts"] = {}
    world.server.routes["/"] = page("hello")
    (outcome,) = world.collect(f"http://localhost:{world.server.port}/").outcomes
    assert "PLEDGEWATCH_LOCAL_HOSTS" in (outcome.reason or "")
    world.changes["local_hosts"] = {"localhost": ""}
    (outcome,) = world.collect(f"http://localhost:{world.server.port}/").outcomes
    assert outcome.status == "new"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://a.test/x", "is no web address"),
        ("http:///x", "is no web address"),
        ("http://user:word@a.test/x", "holds a user name or password"),
        ("http://a.test:99999/x", "is no address"),
        ("gopher://a.test:70/1", "is no web address"),
    ],
)
def test_other_addresses_are_refused_by_their_form(url: str, said: str, world: World) -> None:
    (outcome,) = world.collect(url).outcomes
    assert outcome.status == "failed"
    assert said in (outcome.reason or "")
