"""A bounded load over kept-alive connections, from one thread without a client library.

It costs the machine as little as it can, because it shares its cores with what it measures.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

CONNECTIONS = 16


@dataclass
class Outcome:
    """Replies that came back within the time: how many a second, and their status codes."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def expect(self, status: int) -> Outcome:
        """Return self if every reply had this status; raises RuntimeError otherwise."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected only {status}, got {dict(self.statuses)}")
        return self


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """One HTTP/1.1 request as it goes over the wire; `_` in a header's name is `-`."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class _Connection:
    sock: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, data: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.sock.sendall(data)

    def read(self) -> int | None:
        """The status once the whole reply is here, else None."""
        chunk = self.sock.recv(1 << 18)
        if not chunk:
            raise RuntimeError("the server closed a connection")
        self.received += chunk
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        return int(head[9:12]) if len(self.received) >= end + 4 + length else None


def drive(
    port: int, requests: Iterator[bytes], *, seconds: float, connections: int = CONNECTIONS
) -> Outcome:
    """Send requests over `connections` at once until the time is over or they run out."""
    selector = selectors.DefaultSelector()
    open_ones = [
        _Connection(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)
    ]
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    started = time.perf_counter()
    busy = 0
    for connection in open_ones:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection.sock, selectors.EVENT_READ, connection)
        if (data := next(requests, None)) is not None:
            connection.send(data)
            busy += 1
    finish_at = started + seconds
    while busy:
        for key, _ in selector.select(timeout=30):
            connection = key.data
            status = connection.read()
            if status is None:
                continue
            now = time.perf_counter()
            statuses[status] += 1
            latencies.append(now - connection.sent_at)
            data = next(requests, None) if now < finish_at else None
            if data is None:
                busy -= 1
            else:
                connection.send(data)
    elapsed = time.perf_counter() - started
    for connection in open_ones:
        connection.sock.close()
    selector.close()
    return Outcome(elapsed, statuses, latencies)
