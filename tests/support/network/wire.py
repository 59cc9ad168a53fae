"""Bytes on a socket: what no HTTP client would send."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.runs.waiting import CEILING_SECONDS

MODELS = b"POST /api/v1/models HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """Yield a connection to a server on this machine."""
    with socket.create_connection(("127.0.0.1", port), CEILING_SECONDS) as sock:
        yield sock


def exchange(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send the parts on a new connection, and return all that comes back until the server ends it."""
    with connected(port) as sock:
        for part in parts:
            try:
                sock.sendall(part)
            except OSError:
                break  # it was refused before it was sent
            time.sleep(pause)
        return rest(sock)


def rest(sock: socket.socket) -> bytes:
    """Return what comes until the server ends the connection."""
    found = b""
    while True:
        try:
            part = sock.recv(65_536)
        except ConnectionResetError:
            return found
        if not part:
            return found
        found += part


def status_of(answer: bytes) -> int:
    """Return the status of the first response, or 0."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def problem_in(answer: bytes) -> dict[str, object]:
    """Return the problem that ends a connection."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    found: dict[str, object] = json.loads(body)
    return found


def pieces(data: bytes, size: int) -> list[bytes]:
    """Return the data cut into pieces of a size."""
    return [data[i : i + size] for i in range(0, len(data), size)]
