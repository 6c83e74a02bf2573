"""A real web server on loopback whose answers a test writes, and which remembers what it was asked.

It speaks HTTP/1.1 by hand, because what matters here is what well-behaved servers never send: broken bodies,
wrong lengths, resets.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Asked(NamedTuple):
    host: str
    path: str
    headers: dict[str, str]
    at: float
    status: int


@dataclass
class Answer:
    """What one request gets. `length` lies about the body's size; `after` runs raw on the socket instead."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    reset_after: int | None = None
    """Bytes of the body after which the connection is reset."""
    pause: float = 0.0
    """Seconds before each piece of the body."""
    piece: int = 1 << 16
    delay: float = 0.0
    """Seconds before the first byte."""


Handler = Callable[["Request"], Answer]


class Request(NamedTuple):
    host: str
    path: str
    headers: dict[str, str]


def page(
    body: str | bytes, *, media_type: str = "text/html; charset=utf-8", modified: str | None = None
) -> Handler:
    """A document with an ETag, which answers 304 to who has it."""
    data = body.encode() if isinstance(body, str) else body
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Content-Type": media_type}
    if modified:
        headers["Last-Modified"] = modified

    def answer(request: Request) -> Answer:
        if request.headers.get("if-none-match") == etag:
            return Answer(status=304, headers=headers)
        return Answer(body=data, headers=headers)

    return answer


class Server:
    """Hosts by name, all on one port; `routes[host, path]` or `routes[path]` is a handler or an answer."""

    def __init__(self) -> None:
        self.routes: dict[str | tuple[str, str], Handler | Answer] = {}
        self.asked: list[Asked] = []
        self.open_at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.sent = 0
        """Bytes of bodies."""
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._closing = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def hosts(self, *names: str) -> dict[str, str]:
        """The setting that lets these names lead here."""
        return dict.fromkeys(names, self.target)

    def count(self, path: str, host: str | None = None) -> int:
        return sum(one.path == path and host in (None, one.host) for one in list(self.asked))

    def times(self, host: str) -> list[float]:
        return [one.at for one in list(self.asked) if one.host == host]

    def close(self) -> None:
        self._closing = True
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting = b""
            while True:
                while b"\r\n\r\n" not in waiting:
                    data = connection.recv(1 << 16)
                    if not data:
                        return
                    waiting += data
                head, waiting = waiting.split(b"\r\n\r\n", 1)
                if not self._answer(connection, head.decode("latin-1")):
                    return

    def _answer(self, connection: socket.socket, head: str) -> bool:
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        path = first.split(" ")[1]
        host = headers.get("host", "").split(":")[0]
        at = time.monotonic()
        with self._lock:
            self.open_at_once[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self.open_at_once[host])
        try:
            nothing = Answer(status=404, body=b"no such page")
            handler = self.routes.get((host, path), self.routes.get(path, nothing))
            answer = handler if isinstance(handler, Answer) else handler(Request(host, path, headers))
            with self._lock:
                self.asked.append(Asked(host, path, headers, at, answer.status))
            return self._send(connection, answer)
        finally:
            with self._lock:
                self.open_at_once[host] -= 1

    def _send(self, connection: socket.socket, answer: Answer) -> bool:
        time.sleep(answer.delay)
        headers = {"Date": "Thu, 20 Mar 2025 10:00:00 GMT", **answer.headers}
        if answer.status != 304:
            headers["Content-Length"] = str(len(answer.body) if answer.length is None else answer.length)
        head = f"HTTP/1.1 {answer.status} Whatever\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        connection.sendall(head.encode("latin-1") + b"\r\n")
        body = answer.body if answer.reset_after is None else answer.body[: answer.reset_after]
        for begin in range(0, len(body), answer.piece):
            time.sleep(answer.pause)
            connection.sendall(body[begin : begin + answer.piece])
            with self._lock:
                self.sent += len(body[begin : begin + answer.piece])
        if answer.reset_after is not None:
            time.sleep(0.02)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        return answer.length is None or answer.length == len(answer.body)


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()
