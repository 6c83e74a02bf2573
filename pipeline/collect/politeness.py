"""One queue for each host: how many requests at once, how far apart, and what robots.txt allows.

A turn is taken for every single request, so redirects, retries and robots.txt itself keep the pace too.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from protego import Protego

from pipeline.collect.addresses import Refused
from pipeline.collect.settings import PRODUCT

ROBOTS_LIMIT = 512 * 1024
"""Bytes of a robots.txt that count (RFC 9309, 2.5 asks for at least 500 KiB)."""


@dataclass
class Robots:
    """What one host's robots.txt says to us."""

    rules: Protego | None
    """None: everything is allowed."""
    refusal: str | None = None
    """Why nothing may be fetched, where the file could not be had."""

    @classmethod
    def parse(cls, text: str) -> Robots:
        """The rules in a robots.txt."""
        return cls(Protego.parse(text))

    def allows(self, url: str) -> bool:
        """Whether we may fetch the address."""
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def delay(self) -> float:
        """Seconds between requests that the host asks for."""
        return float((self.rules and self.rules.crawl_delay(PRODUCT)) or 0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of the sitemaps that the file names."""
        return tuple(self.rules.sitemaps) if self.rules else ()


@dataclass
class HostQueue:
    """The turns of one host."""

    host: str
    concurrency: int
    longest_wait: float
    crawl_delay: float = 0.0
    robots: Robots | None = None
    robots_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)
        self._line = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, delay: float) -> AsyncIterator[None]:
        """Waits until a request may begin; `delay` is the least number of seconds between the end of one
        request and the beginning of the next.

        Raises Refused when the host asks for a longer wait than we are willing to make.
        """
        delay = max(delay, self.crawl_delay)
        if delay > self.longest_wait:
            raise Refused(
                f"{self.host} asks for {delay:g} seconds between requests, more than the "
                f"{self.longest_wait:g} of PLEDGEWATCH_LONGEST_WAIT"
            )
        async with self._places:
            async with self._line:
                while (wait := self._not_before - monotonic()) > 0:
                    if wait > self.longest_wait:
                        raise Refused(
                            f"{self.host} asks to be left alone for {wait:.0f} seconds; "
                            "the next run asks again"
                        )
                    await asyncio.sleep(wait)
                self._not_before = monotonic() + delay
            try:
                yield
            finally:
                self._not_before = max(self._not_before, monotonic() + delay)

    def hold(self, seconds: float) -> None:
        """No request begins for so many seconds, whoever is in the queue."""
        self._not_before = max(self._not_before, monotonic() + seconds)


class HostQueues:
    """The queue of every host that is asked."""

    def __init__(self, longest_wait: float):
        self._longest_wait = longest_wait
        self._queues: dict[str, HostQueue] = {}

    def of(self, host: str, concurrency: int = 1) -> HostQueue:
        """The host's one queue; the first to ask says how many requests run at once."""
        if host not in self._queues:
            self._queues[host] = HostQueue(host, concurrency, self._longest_wait)
        return self._queues[host]


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds in a Retry-After header (a number or an HTTP date); None where it says neither."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
