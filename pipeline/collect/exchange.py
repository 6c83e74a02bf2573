"""One request and its answer, kept exactly: headers in memory, the body streamed to disk.

Limits hold while the body arrives, on its size both as sent and after decompression, and on the time that
it takes. Where one is passed, what has come so far is kept and marked as cut off.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal

import httpcore
import httpx
from warcio.statusandheaders import StatusAndHeaders

from pipeline.collect.content_coding import PIECE, Undecodable, decode, decoder

Truncation = Literal["length", "time", "disconnect", "unspecified"]
"""Why a body is not whole, in the words of WARC's `WARC-Truncated`."""

BODY_IN_MEMORY = 1 << 20
"""Bytes of a body above which it is kept in a file without a name, which no crash leaves behind."""


@dataclass
class Exchange:
    """A request, its answer, and the digests of the answer."""

    url: str
    at: datetime
    request: StatusAndHeaders
    answer: StatusAndHeaders
    status: int
    protocol: str
    """`http/1.1` or `h2`."""
    ip: str | None
    body: IO[bytes]
    """As sent, without the transfer coding; still compressed where the server compressed it."""
    body_size: int = 0
    body_digest: str = ""
    """`sha256:` and Base 32, as WARC tools write it. So is `block_digest`."""
    block_digest: str = ""
    sha256: str | None = None
    """Of the body after decompression; None when it is not whole."""
    size: int = 0
    truncated: Truncation | None = None
    fault: str | None = None
    """Why the body is not whole or not usable."""
    seconds: float = 0.0
    headers: httpx.Headers = field(default_factory=httpx.Headers)

    def pieces(self) -> Iterator[bytes]:
        """The body after decompression."""
        return decode(self.raw_pieces(), self.headers.get("content-encoding"))

    def raw_pieces(self) -> Iterator[bytes]:
        """The body as sent."""
        self.body.seek(0)
        while piece := self.body.read(PIECE):
            yield piece

    def data(self) -> bytes:
        """The body after decompression, all at once; its size was held to the limit."""
        return b"".join(self.pieces())


@dataclass(frozen=True)
class Limits:
    """How much an answer may hold (bytes) and how long it may take (seconds)."""

    size: int
    connect: float
    silence: float
    whole: float


_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, OSError)


class NoAnswer(Exception):
    """The request brought no answer at all. The message says why, for a person."""


def digest(hasher: hashlib._Hash) -> str:
    """A digest as WARC tools write it."""
    return f"{hasher.name}:{base64.b32encode(hasher.digest()).decode()}"


async def perform(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], limits: Limits, folder: Path
) -> Exchange:
    """Asks for one address, follows nothing. Large bodies go to a nameless file in `folder`.

    Raises NoAnswer, Refused (the address is private).
    """
    at = datetime.now(UTC).replace(microsecond=0)
    clock = asyncio.get_running_loop()
    begin = clock.time()
    timeout = httpx.Timeout(limits.silence, connect=limits.connect)
    try:
        request = client.build_request("GET", url, headers=headers, timeout=timeout)
    except (httpx.InvalidURL, ValueError) as error:
        raise NoAnswer(f"is no address that can be asked for ({error})") from None
    try:
        async with asyncio.timeout_at(begin + limits.whole):
            answer = await client.send(request, stream=True)
    except TimeoutError:
        raise NoAnswer(f"no answer within {limits.whole:g} seconds") from None
    except (*_BROKEN, httpcore.TimeoutException) as error:
        raise NoAnswer(_words(error)) from error
    try:
        exchange = _begin(request, answer, url, at, folder)
        await _receive(answer, exchange, limits, begin + limits.whole)
    finally:
        await answer.aclose()
    exchange.seconds = clock.time() - begin
    return exchange


async def _receive(answer: httpx.Response, exchange: Exchange, limits: Limits, deadline: float) -> None:
    """Streams the body to disk. A body that is cut off is no exception here: it is evidence."""
    body = _Digests(exchange, limits.size)
    pieces = aiter(answer.aiter_raw())
    try:
        while exchange.truncated is None:
            async with asyncio.timeout_at(deadline):
                piece = await anext(pieces, None)
            if piece is None:
                break
            body.take(piece)
            if max(exchange.size, exchange.body_size) > limits.size:
                exchange.truncated = "length"
                exchange.fault = f"larger than the limit of {limits.size:,} bytes"
    except httpcore.TimeoutException:
        exchange.truncated = "time"
        exchange.fault = f"the answer stopped for {limits.silence:g} seconds"
    except TimeoutError:  # is an OSError too
        exchange.truncated, exchange.fault = "time", f"not whole after {limits.whole:g} seconds"
    except _BROKEN as error:
        exchange.truncated, exchange.fault = "disconnect", f"the answer broke off: {_words(error)}"
    body.finish()


class _Digests:
    """Takes in a body piece by piece: to disk, into the digests, and through decompression."""

    def __init__(self, exchange: Exchange, limit: int):
        self._exchange, self._limit = exchange, limit
        self._sent = hashlib.sha256()
        self._block = hashlib.sha256(exchange.answer.to_ascii_bytes())
        self._unpacked = hashlib.sha256()
        self._decoder = None
        try:
            self._decoder = decoder(exchange.headers.get("content-encoding"))
        except Undecodable as error:
            exchange.fault = str(error)

    def take(self, piece: bytes) -> None:
        """The next bytes as sent."""
        exchange = self._exchange
        self._sent.update(piece)
        self._block.update(piece)
        exchange.body.write(piece)
        exchange.body_size += len(piece)
        if self._decoder is None:
            return
        try:
            for out in self._decoder.feed(piece):
                self._unpacked.update(out)
                exchange.size += len(out)
                if exchange.size > self._limit:
                    return
        except Undecodable as error:
            exchange.fault, self._decoder = str(error), None

    def finish(self) -> None:
        """Writes the digests down."""
        exchange = self._exchange
        if self._decoder is not None and not exchange.truncated:
            if self._decoder.complete:
                exchange.sha256 = self._unpacked.hexdigest()
            else:
                exchange.truncated = "unspecified"
                exchange.fault = "its compressed body ends in the middle"
        exchange.body_digest, exchange.block_digest = digest(self._sent), digest(self._block)


def _begin(request: httpx.Request, answer: httpx.Response, url: str, at: datetime, folder: Path) -> Exchange:
    protocol = "h2" if answer.http_version == "HTTP/2" else "http/1.1"
    stream = answer.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    return Exchange(
        url=url,
        at=at,
        request=StatusAndHeaders(
            f"{request.method} {request.url.raw_path.decode('ascii')} HTTP/1.1",
            _pairs(request.headers),
            is_http_request=True,
        ),
        answer=StatusAndHeaders(
            f"{answer.status_code} {answer.reason_phrase}".strip(),
            _pairs(answer.headers),
            protocol="HTTP/1.1",
        ),
        status=answer.status_code,
        protocol=protocol,
        ip=str(peer[0]) if peer else None,
        body=tempfile.SpooledTemporaryFile(max_size=BODY_IN_MEMORY, dir=str(folder)),
        headers=answer.headers,
    )


def _pairs(headers: httpx.Headers) -> list[tuple[str, str]]:
    """The headers in order, for a record. The chunks of a chunked body are put together when it is kept,
    so the header that announces them is kept under another name, as replay tools expect.
    """
    pairs = []
    for name, value in headers.raw:
        key = name.decode("latin-1")
        if key.lower() == "transfer-encoding":
            key = "X-Archive-Orig-Transfer-Encoding"
        pairs.append((key, value.decode("latin-1")))
    return pairs


def _words(error: Exception) -> str:
    """What went wrong with a connection, for a person."""
    if isinstance(error, httpcore.ConnectTimeout):
        return str(error) or "no connection in time"
    if isinstance(error, httpcore.TimeoutException):
        return "the server stopped answering"
    if isinstance(error, httpcore.ConnectError):
        return f"no connection ({_detail(error)})"
    if isinstance(error, httpcore.ProtocolError):
        return f"the answer breaks the rules of HTTP ({_detail(error)})"
    return f"the connection broke ({_detail(error)})"


def _detail(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return words or (_detail(error.__cause__) if error.__cause__ else type(error).__name__)
