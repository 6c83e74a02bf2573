"""Politeness over all machines: one of Prefect's global concurrency limits for each host that is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from prefect import get_client
from prefect.concurrency.asyncio import concurrency
from prefect.exceptions import ObjectAlreadyExists

from pipeline.prefect_server import server_is_shared

LEASE_SECONDS = 60.0
"""How soon a place is free again that a process held which was killed."""


class HostLimits:
    """Places at hosts, as many as their sources allow, shared by every run that asks the same server.

    Hosts in `local` are on this machine, and nobody's but ours. Where the server is our own and lasts for
    one command, nobody shares it, and the run's own queues (`pipeline.collect.politeness`) suffice.
    """

    def __init__(self, local: frozenset[str]):
        self._known = set(local)
        self._limited: set[str] = set()
        self._shared = server_is_shared()

    @asynccontextmanager
    async def place(self, host: str, allowed: int) -> AsyncIterator[None]:
        """Waits for one of the `allowed` places at a host, and holds it."""
        if not self._shared or host in self._known:
            yield
            return
        name = f"pledgewatch-host-{host}"
        if host not in self._limited:
            async with get_client() as client:
                with suppress(ObjectAlreadyExists):  # another run has made it this very moment
                    await client.upsert_global_concurrency_limit_by_name(name, allowed)
            self._limited.add(host)
        async with concurrency(name, lease_duration=LEASE_SECONDS):
            yield
