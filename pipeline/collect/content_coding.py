"""Bodies as they were before the server compressed them: pieces in, pieces of at most 64 KiB out.

However much a body holds after decompression, no more than one piece of it is in memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

ACCEPTED = "gzip, deflate"
"""What requests say they take; the standard library can unpack these piece by piece."""

PIECE = 64 * 1024
_NOTHING = {"", "identity", "none", "binary"}


class Undecodable(Exception):
    """The body is not in the encoding that its header names, or in one that was not asked for."""


class Decoder(Protocol):
    """Takes a body apart as it arrives."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes of the body decode to. Raises Undecodable."""
        ...

    @property
    def complete(self) -> bool:
        """Whether the body may end here."""
        ...


def decoder(content_encoding: str | None) -> Decoder:
    """The decoder for a Content-Encoding header. Raises Undecodable for one that there is none for."""
    codings = [part.strip().lower() for part in (content_encoding or "").split(",")]
    codings = [coding for coding in codings if coding not in _NOTHING]
    if not codings:
        return _Plain()
    if codings in (["gzip"], ["x-gzip"]):
        return _Inflate(zlib.MAX_WBITS | 16)
    if codings == ["deflate"]:
        return _Inflate(None)
    raise Undecodable(f"its body is encoded as {', '.join(codings)[:60]}, which was not asked for")


def decode(data: Iterator[bytes], content_encoding: str | None) -> Iterator[bytes]:
    """A whole body, decoded piece by piece. Raises Undecodable, also when it ends too early."""
    taking = decoder(content_encoding)
    for piece in data:
        yield from taking.feed(piece)
    if not taking.complete:
        raise Undecodable("its compressed body ends in the middle")


class _Plain:
    complete = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes themselves."""
        yield data


class _Inflate:
    """zlib's frame, gzip's, or none: which of them, the first two bytes of a stream say."""

    def __init__(self, window: int | None):
        self._window = window
        self._state: zlib._Decompress | None = None
        self._waiting = b""
        """The first byte of a stream, until the second is there."""
        self._done = False
        """Whether a stream has ended."""
        self._over = False
        """Whether something else than a stream came after it."""

    @property
    def complete(self) -> bool:
        """Whether the compressed stream has ended, or never begun."""
        if self._state is None:
            return not self._waiting
        return self._state.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The unpacked bytes; what follows the end of the stream is another gzip member or is ignored."""
        data, self._waiting = self._waiting + data, b""
        while data and not self._over:
            if self._state is None or self._state.eof:
                if len(data) < 2:
                    self._waiting = data
                    return
                self._over = not self._begin(data)
                if self._over:
                    return
            assert self._state is not None
            yield from self._unpack(self._state, data)
            data = self._state.unused_data
            self._done = self._done or self._state.eof

    def _begin(self, data: bytes) -> bool:
        """Whether a stream begins here."""
        if self._done:
            if self._window is None or not data.startswith(b"\x1f\x8b"):
                return False
            self._state = zlib.decompressobj(self._window)
        elif self._window is not None:
            self._state = zlib.decompressobj(self._window)
        else:  # some servers send raw deflate where zlib's frame belongs
            framed = data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0
            self._state = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
        return True

    def _unpack(self, state: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        """What `data` unpacks to, piece by piece; what follows the stream's end is left in the state."""
        while True:
            try:
                out = state.decompress(data, PIECE)
            except zlib.error as error:
                raise Undecodable(f"its body is not the compressed data it is said to be ({error})") from None
            if out:
                yield out
            data = state.unconsumed_tail
            # With all input taken in, the end of a long repetition may still wait to come out.
            if state.eof or (not data and len(out) < PIECE):
                return
