"""Keeps requests away from the machine and the network that we run in.

A name is resolved here, every address it has is judged, and the connection goes to an address that was
judged: there is no second look-up that could answer otherwise (DNS rebinding). This is the only place where
connections are made, so that redirects and reconnections pass it too.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore

from pipeline.problems import Problem

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Problem):
    """We will not ask: the address is private, robots.txt says no, the wait would be too long."""


def is_public(address: Address) -> bool:
    """Whether the address, and any IPv4 address that is hidden in it, belongs to the public internet."""
    inner: list[Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
    outside = address.is_global and not address.is_multicast and not address.is_reserved
    return outside and all(is_public(one) for one in inner if one is not None)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to those hosts of `local_hosts` (name to ADDRESS:PORT or "")."""

    def __init__(self, local_hosts: Mapping[str, str]):
        self._local = {name.lower(): target for name, target in local_hosts.items()}
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's addresses. Raises Refused, httpcore.ConnectError, ..."""
        targets = await self._targets(host, port, timeout)
        failure: Exception | None = None
        for address, at in targets:
            try:
                return await self._inner.connect_tcp(address, at, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Never: raises Refused."""
        raise Refused(f"{path}: is a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._inner.sleep(seconds)

    async def _targets(self, host: str, port: int, timeout: float | None) -> list[tuple[str, int]]:
        name = host.lower().rstrip(".")
        mapped = self._local.get(name)
        if mapped:
            address, _, mapped_port = mapped.rpartition(":")
            return [(address.strip("[]"), int(mapped_port))]
        addresses = await _resolve(host, port, timeout)
        if name not in self._local:
            for found in addresses:
                if not is_public(found):
                    raise Refused(
                        f"{host}: is at {found}, which is no public address; "
                        "name the host in PLEDGEWATCH_LOCAL_HOSTS if it is meant"
                    )
        return [(str(found), port) for found in addresses]


async def _resolve(host: str, port: int, timeout: float | None) -> list[Address]:
    try:
        async with asyncio.timeout(timeout):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error}") from None
    # An IPv6 zone ("fe80::1%eth0") is no part of the address.
    return list(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found))
