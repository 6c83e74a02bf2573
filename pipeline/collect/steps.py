"""How the steps of a collection are carried out: plainly, or as whoever runs it would have them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pipeline.collect.outcomes import DocumentOutcome
from schemas.sources import Source

CollectSource = Callable[[Source], Awaitable[list[DocumentOutcome]]]


class Steps:
    """Carries the steps out as they are; flows lay tasks and limits around them."""

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """All of them: what they share can be opened here, within their event loop."""
        yield

    async def line(self, host: str, work: Callable[[], Awaitable[None]]) -> None:
        """Sources of one host, one after the other; a host that bears several requests has as many lines."""
        await work()

    async def source(self, source: Source, collect: CollectSource) -> list[DocumentOutcome]:
        """All documents of one source. `collect` never raises for what the world outside does."""
        return await collect(source)

    @asynccontextmanager
    async def request(self, host: str, concurrency: int) -> AsyncIterator[None]:
        """One request to a host, of which no more than `concurrency` may run at once."""
        yield
