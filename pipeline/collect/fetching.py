"""A document at an address: robots.txt asked, the host's queue kept, redirects followed, failures retried,
every exchange archived.

This is the only place where anything is tried again.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import stamina
from stamina import instrumentation

from pipeline.collect.addresses import Refused
from pipeline.collect.archiving import AT_ONCE, ArchiveWriter
from pipeline.collect.captures import Capture, leads_to
from pipeline.collect.connections import GuardedTransport
from pipeline.collect.content_coding import ACCEPTED
from pipeline.collect.exchange import Exchange, Limits, NoAnswer, perform
from pipeline.collect.politeness import ROBOTS_LIMIT, HostQueue, HostQueues, Robots, retry_after
from pipeline.collect.settings import CollectSettings
from pipeline.collect.steps import Steps
from pipeline.problems import Problem
from schemas.sources import FetchPolicy

MOST_HOPS = 10
LONGEST_BACKOFF = 30.0
ROBOTS_AGE = timedelta(hours=24)
"""How long a robots.txt may be used again (RFC 9309, 2.4)."""

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}
"""Statuses that a second attempt may better."""
_GONE = {404, 410}
_REFRESH = re.compile(
    rb"""<meta\b[^>]*http-equiv\s*=\s*["']?refresh\b[^>]*content\s*=\s*["']?\s*(\d{1,6})(?:\.\d*)?\s*[;,]"""
    rb"""\s*(?:url\s*=\s*)?["']?([^"'>\s]+)""",
    re.IGNORECASE,
)
_REFRESH_SECONDS = 5
"""A page that sends its reader on later than this is meant to be read."""
_REFRESH_PAGE = 4096


class Vanished(Problem):
    """The address answers that there is nothing (404) or nothing any more (410)."""


class NotFetched(Problem):
    """A document could not be had; the message names the address and says why."""


class _Again(Exception):
    """A failure that a second attempt may better."""


class Fetched(NamedTuple):
    """A document and how it was come by."""

    url: str
    """As asked for."""
    capture: Capture
    """The answer that holds it, in the archive."""
    moved: bool
    """Whether every redirect on the way says that it is for good."""
    asked: bool
    """False where this run had its answer already."""


class Fetcher:
    """Fetches for one run. Use as an asynchronous context manager."""

    def __init__(self, writer: ArchiveWriter, settings: CollectSettings, steps: Steps | None = None):
        self.writer, self.settings, self._steps = writer, settings, steps or Steps()
        self.archive = writer.archive
        self.requests = 0
        self.received = 0
        """Bytes of bodies as sent."""
        self._queues = HostQueues(settings.longest_wait)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._stack = AsyncExitStack()
        # Retries are told in the outcome of a document; the library would also log each one.
        instrumentation.set_on_retry_hooks([])

    async def __aenter__(self) -> Self:
        transport = GuardedTransport(self.settings.local_hosts)
        headers = {"User-Agent": self.settings.user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED}
        # Nobody's visits are followed from page to page: cookies are neither kept nor sent.
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        self._client = httpx.AsyncClient(
            transport=transport, headers=headers, cookies=cookies, trust_env=False
        )
        self._client.headers.pop("connection", None)
        await self._stack.enter_async_context(self._client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def fetch(self, url: str, policy: FetchPolicy) -> Fetched:
        """The document at an address. Raises Vanished, Refused, NotFetched, each with one clear reason."""
        asked = urldefrag(url).url
        seen: list[str] = []
        moved = True
        requests = self.requests
        while True:
            if asked in seen:
                raise NotFetched(f"{url}: its redirects go in a circle: {' → '.join([*seen, asked][-4:])}")
            seen.append(asked)
            if len(seen) > MOST_HOPS:
                raise NotFetched(f"{url}: redirects more than {MOST_HOPS - 1} times")
            capture = await self._answer(asked, policy)
            status = capture.status or 0
            onward, permanent = await self._onward(capture)
            if onward is None:
                break
            moved = moved and permanent
            asked = onward
        if status in _GONE:
            raise Vanished(f"{url}: is {'gone (410)' if status == 410 else 'not there any more (404)'}")
        if not capture.good:
            raise NotFetched(f"{url}: answers with the status {status}")
        return Fetched(url, capture, moved=moved and len(seen) > 1, asked=self.requests > requests)

    async def robots(self, url: str, policy: FetchPolicy) -> Robots:
        """What the robots.txt of the address's host says; asked for once a day."""
        queue = self._queue(url, policy)
        async with queue.robots_lock:
            if queue.robots is None:
                queue.robots = await self._read_robots(url)
                queue.crawl_delay = queue.robots.delay
        return queue.robots

    async def _answer(self, url: str, policy: FetchPolicy) -> Capture:
        """The capture of one address, asked for at most once in a run."""
        _check(url)
        async with self._locks[url]:
            known = self.archive.catalogue.latest(url, self.writer.run)
            if known is not None and _final(known):
                return known
            queue = self._queue(url, policy)
            if policy.robots:
                robots = await self.robots(url, policy)
                if robots.refusal:
                    raise Refused(f"{url}: {robots.refusal}")
                if not robots.allows(url):
                    raise Refused(
                        f"{url}: robots.txt of {queue.host} does not allow it; ask the publisher, "
                        "or set `fetch: {robots: false}` where you may"
                    )
            limit = min(policy.size_limit, self.settings.size_limit)
            return await self._persist(url, queue, policy.delay, limit)

    async def _persist(self, url: str, queue: HostQueue, delay: float, limit: int) -> Capture:
        attempts = self.settings.attempts
        try:
            async for attempt in stamina.retry_context(
                on=_Again,
                attempts=attempts,
                timeout=None,
                wait_initial=self.settings.retry_wait,
                wait_max=LONGEST_BACKOFF,
                wait_jitter=self.settings.retry_wait,
            ):
                with attempt:
                    return await self._once(url, queue, delay, limit)
        except _Again as failure:
            tried = f" (after {attempts} attempts)" if attempts > 1 else ""
            raise NotFetched(f"{url}: {failure}{tried}") from None
        raise AssertionError("the retries end with an answer or an exception")

    async def _once(self, url: str, queue: HostQueue, delay: float, limit: int) -> Capture:
        limits = Limits(
            size=limit,
            connect=self.settings.connect_seconds,
            silence=self.settings.silence_seconds,
            whole=self.settings.exchange_seconds,
        )
        async with self._steps.request(queue.host, queue.concurrency), queue.turn(delay):
            self.requests += 1
            last = self.archive.catalogue.latest_good(url)
            try:
                exchange = await perform(self._client, url, _conditions(last), limits, self.archive.work)
            except NoAnswer as failure:
                if "CERTIFICATE_VERIFY_FAILED" in str(failure):
                    raise NotFetched(f"{url}: {failure}") from None
                raise _Again(str(failure)) from None
            # Kept before its host is asked again: where the disk is slower than the network, a crash would
            # else cost all that waits to be written.
            with exchange.body:
                self.received += exchange.body_size
                # A thread would take longer for what is small than writing it does.
                capture = self.writer.append_at_once(exchange, last)
                if capture is None:
                    capture = await asyncio.to_thread(self.writer.append, exchange, last)
                if self.writer.unsettled:
                    await asyncio.to_thread(self.writer.settle)
        self._judge(url, exchange, queue, last)
        return capture

    def _judge(self, url: str, exchange: Exchange, queue: HostQueue, last: Capture | None) -> None:
        """Raises what an answer that is no answer deserves."""
        if exchange.status in _LATER:
            wait = retry_after(exchange.headers.get("retry-after"))
            if wait is not None:
                queue.hold(wait)
                if wait > self.settings.longest_wait:
                    raise Refused(
                        f"{url}: its host asks to be left alone for {wait:.0f} seconds; "
                        "the next run asks again"
                    )
            elif exchange.status == 429:
                queue.hold(self.settings.retry_wait)
            raise _Again(f"answers with the status {exchange.status}")
        if exchange.status == 304 and last is None:
            raise NotFetched(f"{url}: answers that it has not changed (304), but was never fetched before")
        if exchange.truncated in ("disconnect", "unspecified"):
            raise _Again(exchange.fault or "the answer broke off")
        if exchange.fault and exchange.status == 200:
            raise NotFetched(f"{url}: {exchange.fault}")

    async def _onward(self, capture: Capture) -> tuple[str | None, bool]:
        """Where the answer sends its reader, if anywhere, and whether for good."""
        if capture.status in _REDIRECTS:
            if not capture.location:
                raise NotFetched(f"{capture.url}: redirects ({capture.status}) without saying where to")
            onward = leads_to(capture.url, capture.location)
            if onward is None:
                where = capture.location[:200]
                raise NotFetched(f"{capture.url}: redirects to {where!r}, which is no address")
            return onward, capture.status in _PERMANENT
        if capture.good and capture.sha256 and capture.size <= _REFRESH_PAGE:
            data = await self._bytes_of(capture)
            found = _REFRESH.search(data)
            if found and int(found.group(1)) <= _REFRESH_SECONDS:
                return leads_to(capture.url, found.group(2).decode("utf-8", "replace")), False
        return None, False

    async def _bytes_of(self, capture: Capture) -> bytes:
        sha256 = capture.sha256 or ""
        if capture.size <= AT_ONCE and self.archive.storage.local is not None:
            return self.archive.bytes_of(sha256)
        return await asyncio.to_thread(self.archive.bytes_of, sha256)

    def _queue(self, url: str, policy: FetchPolicy) -> HostQueue:
        return self._queues.of(_host(url), policy.concurrency)

    async def _read_robots(self, url: str) -> Robots:
        """Follows RFC 9309, 2.3.1: no such file allows everything, no answer allows nothing."""
        address = urljoin(url, "/robots.txt")
        policy = FetchPolicy(delay=0, robots=False, size_limit=ROBOTS_LIMIT)
        host = _host(url)
        recent = self._recent(address)
        if recent is None:
            try:
                recent = (await self.fetch(address, policy)).capture
            except Vanished:
                return Robots(None)
            except Problem as problem:
                status = self.archive.catalogue.latest(address)
                if status is not None and 400 <= (status.status or 0) < 500 and status.status != 429:
                    return Robots(None)
                reason = str(problem).removeprefix(f"{address}: ")
                return Robots(None, refusal=f"robots.txt of {host} cannot be had: {reason}")
        if not recent.good or not recent.sha256:
            return Robots(None)
        data = await self._bytes_of(recent)
        return Robots.parse(data.decode("utf-8-sig", "replace"))

    def _recent(self, url: str) -> Capture | None:
        latest = self.archive.catalogue.latest(url)
        if latest is None or datetime.now(UTC) - latest.at > ROBOTS_AGE:
            return None
        return latest if latest.good or latest.status in _GONE else None


def _conditions(last: Capture | None) -> dict[str, str]:
    """Headers that ask for the body only where it differs from the last one kept."""
    conditions = {}
    if last is not None and last.etag:
        conditions["If-None-Match"] = last.etag
    if last is not None and last.modified:
        conditions["If-Modified-Since"] = last.modified
    return conditions


def _final(capture: Capture) -> bool:
    """Whether an answer is one that a second request would only repeat."""
    return capture.good or capture.status in _REDIRECTS or capture.status in _GONE


def _check(url: str) -> None:
    """Raises Refused for what is no web address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise Refused(f"{url}: is no address ({error})") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(f"{url}: is no web address; only http and https are fetched")
    if parts.username or parts.password:
        raise Refused(f"{host}: the address holds a user name or password; leave it out")


def _host(url: str) -> str:
    """What a queue is kept for: the host and, where it is not the usual one, the port."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return f"{(parts.hostname or '').lower()}{port}"
