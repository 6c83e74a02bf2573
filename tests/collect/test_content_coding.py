"""Bodies are unpacked piece by piece, so that a small body cannot fill the memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.content_coding import PIECE, Undecodable, decode


def raw_deflate(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(data) + packing.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "": bytes,
    "identity": bytes,
}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(
    data=st.binary(max_size=3000).map(lambda one: one * 97),
    size=st.integers(1, 5000),
    name=st.sampled_from(sorted(PACKERS)),
)
def test_a_body_comes_out_as_it_was_however_it_arrives(data: bytes, size: int, name: str) -> None:
    assert b"".join(decode(pieces(PACKERS[name](data), size), name)) == data


@given(data=st.binary(min_size=1, max_size=500))
def test_raw_deflate_is_taken_as_some_servers_send_it(data: bytes) -> None:
    packed = raw_deflate(data)
    if not (packed[0] & 0x0F == 8 and (packed[0] * 256 + packed[1]) % 31 == 0):
        assert b"".join(decode(iter([packed]), "deflate")) == data


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("rubbish", [b"", b"\x1f", b"rubbish", b"rub\x1f\x8bish"], ids=repr)
def test_members_of_gzip_follow_each_other_and_rubbish_after_them_is_nothing(
    rubbish: bytes, size: int
) -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two") + rubbish
    assert b"".join(decode(pieces(body, size), "gzip")) == b"one two"


def test_a_bomb_comes_out_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    total = 0
    for piece in decode(iter([bomb]), "gzip"):
        assert len(piece) <= PIECE
        total += len(piece)
    assert total == 50_000_000


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (gzip.compress(b"words" * 99, mtime=0)[:-9], "gzip", "ends in the middle"),
        (b"<html>", "gzip", "is not the compressed data"),
        (b"anything", "br", "encoded as br, which was not asked for"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip, gzip", "encoded as gzip, gzip"),
    ],
    ids=["cut", "not gzip", "brotli", "gzip twice"],
)
def test_what_cannot_be_unpacked_says_why(data: bytes, encoding: str, said: str) -> None:
    with pytest.raises(Undecodable, match=said):
        list(decode(iter([data]), encoding))
