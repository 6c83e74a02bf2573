"""HTTPS with HTTP/2, and certificates that nobody vouches for."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.collect.connections import GuardedTransport
from pipeline.collect.exchange import Limits, perform
from tests.collect.conftest import World

LIMITS = Limits(size=1 << 20, connect=5, silence=5, whole=10)
BODY = b"<p>We banned 12 accounts.</p>" * 2000


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for a.test that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.test")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("a.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "a.test.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


class Http2(asyncio.Protocol):
    """Answers every request with the same page."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.http.initiate_connection()
        self.left: dict[int, bytes] = {}
        transport.write(self.http.data_to_send())

    def data_received(self, data: bytes) -> None:
        for event in self.http.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                assert event.stream_id is not None
                headers = [(":status", "200"), ("content-type", "text/html"), ("etag", '"1"')]
                self.http.send_headers(event.stream_id, headers)
                self.left[event.stream_id] = BODY
        for stream in list(self.left):
            self.send(stream)
        self.transport.write(self.http.data_to_send())

    def send(self, stream: int) -> None:
        while self.left[stream]:
            size = min(self.http.local_flow_control_window(stream), self.http.max_outbound_frame_size)
            if not size:
                return
            piece, self.left[stream] = self.left[stream][:size], self.left[stream][size:]
            self.http.send_data(stream, piece, end_stream=not self.left[stream])
        del self.left[stream]


@contextlib.asynccontextmanager
async def serving_http2(certificate: Path) -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2"])
    server = await asyncio.get_running_loop().create_server(Http2, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def test_http2_is_spoken_through_the_guard_and_kept_as_such(certificate: Path, tmp_path: Path) -> None:
    async def ask() -> tuple[list[str], list[bytes], set[str | None]]:
        async with serving_http2(certificate) as port:
            trust = ssl.create_default_context(cafile=certificate)
            transport = GuardedTransport({"a.test": f"127.0.0.1:{port}"}, ssl_context=trust)
            async with httpx.AsyncClient(transport=transport) as client:
                urls = [f"https://a.test/{number}" for number in range(5)]
                found = await asyncio.gather(*(perform(client, url, {}, LIMITS, tmp_path) for url in urls))
                found += [await perform(client, url, {}, LIMITS, tmp_path) for url in urls]  # used again
        return [one.protocol for one in found], [one.data() for one in found], {one.ip for one in found}

    protocols, bodies, peers = asyncio.run(ask())
    assert protocols == ["h2"] * 10
    assert bodies == [BODY] * 10
    assert peers == {"127.0.0.1"}


def test_a_certificate_that_nobody_vouches_for_is_refused_once(certificate: Path, world: World) -> None:
    from pipeline.collect.collecting import collect
    from tests.collect.conftest import listed

    async def ask() -> str:
        async with serving_http2(certificate) as port:
            world.changes["local_hosts"] = {"a.test": f"127.0.0.1:{port}"}
            source = {"url": "https://a.test/", "fetch": {"delay": 0, "robots": False}}
            run = await asyncio.to_thread(collect, listed(source), world.settings())
        assert run.requests == 1
        return run.outcomes[0].reason or ""

    assert "CERTIFICATE_VERIFY_FAILED" in asyncio.run(ask())
