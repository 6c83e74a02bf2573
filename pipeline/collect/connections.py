"""Open connections to hosts, and the httpx transport that sends requests over them.

httpcore's own pool looks at every connection several times for each request, and at each of them for every
other, so that one request takes longer the more hosts are asked. Here each is looked at once, when it is
about to be used again.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import cache

import httpcore
import httpx

from pipeline.collect.addresses import GuardedBackend

MOST_OPEN = 200
"""Requests under way at once, over all hosts."""
MOST_IDLE = 50
"""Connections that wait for another request to their host; the one that has waited longest is closed."""
IDLE_SECONDS = 15.0
"""How long one may have waited to be used again."""


class Connections:
    """Connections that bear one request at a time and are used again."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, ssl_context: ssl.SSLContext | None):
        self._backend, self._ssl_context = backend, ssl_context
        self._places = asyncio.Semaphore(MOST_OPEN)
        self._idle: list[httpcore.AsyncHTTPConnection] = []

    async def take(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        """A connection to the host, for one request; `give_back` it whatever becomes of that."""
        await self._places.acquire()
        try:
            while (known := self._waiting(origin)) is not None:
                self._idle.remove(known)
                if known.is_available() and not known.has_expired():
                    return known
                await known.aclose()
        except BaseException:
            self._places.release()
            raise
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=(self._ssl_context or _trust()) if origin.scheme == b"https" else None,
            keepalive_expiry=IDLE_SECONDS,
            http2=True,
            network_backend=self._backend,
        )

    async def give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keeps a connection whose answer came whole for the next request to its host, and closes others."""
        self._places.release()
        if connection.is_closed() or not connection.is_idle():
            await connection.aclose()
            return
        self._idle.append(connection)
        while self._idle and (len(self._idle) > MOST_IDLE or self._idle[0].has_expired()):
            await self._idle.pop(0).aclose()

    async def close(self) -> None:
        """Closes all that wait."""
        while self._idle:
            await self._idle.pop().aclose()

    def _waiting(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection | None:
        return next((one for one in reversed(self._idle) if one.can_handle_request(origin)), None)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 and HTTP/2 through a GuardedBackend; proxies of the environment are not used.

    Raises the exceptions of httpcore, and Refused.
    """

    def __init__(self, local_hosts: Mapping[str, str], *, ssl_context: ssl.SSLContext | None = None):
        self._connections = Connections(GuardedBackend(local_hosts), ssl_context)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request; the answer's body is streamed."""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            method=request.method,
            url=url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        while True:
            connection = await self._connections.take(url.origin)
            try:
                answer = await connection.handle_async_request(asked)
            except httpcore.ConnectionNotAvailable:  # closed this very moment: another one is taken
                await self._connections.give_back(connection)
                continue
            except BaseException:
                await self._connections.give_back(connection)
                raise
            return httpx.Response(
                status_code=answer.status,
                headers=answer.headers,
                stream=_Body(answer, connection, self._connections),
                extensions=answer.extensions,
            )

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._connections.close()


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes a tenth of a second."""
    return httpx.create_ssl_context()


class _Body(httpx.AsyncByteStream):
    def __init__(
        self, answer: httpcore.Response, connection: httpcore.AsyncHTTPConnection, connections: Connections
    ):
        self._answer, self._connection, self._connections = answer, connection, connections
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            await self._answer.aclose()
        finally:
            await self._connections.give_back(self._connection)
