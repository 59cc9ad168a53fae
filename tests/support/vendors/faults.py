"""Ways in which a vendor fails."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

from tests.support.network.sites import Handle, page

FIVE_GIGABYTES = 5_000_000_000
HTML = page(b"<!doctype html><title>Just a moment</title>", content_type="text/html")
MALFORMED = page(b'{"id": "1", "data": [', content_type="application/json")
DEEP = page(b"[" * 100_000, content_type="application/json")
PACKED = page(b"\x1f\x8b\x08", content_type="application/json", content_encoding="gzip")


def dropped(request: BaseHTTPRequestHandler) -> None:
    """Close the connection without an answer."""
    request.close_connection = True


def cut(kind: str = "application/json") -> Handle:
    """Announce a hundred bytes and close the connection after one."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        page(b"{", content_type=kind, content_length="100")(request)
        request.close_connection = True

    return handle


def hanging(until: threading.Event) -> Handle:
    """Answer nothing until the vendor closes."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        until.wait()
        request.close_connection = True

    return handle


def dripping(until: threading.Event, kind: str = "application/json") -> Handle:
    """Answer one byte at a time, without end."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        _begin(request, kind)
        with suppress(OSError):
            while not until.wait(0.02):
                request.wfile.write(b" ")

    return handle


class Endless:
    """Answers five gigabytes of zeros; ``sent`` is how many the client took."""

    def __init__(self, kind: str = "application/json", *, announced: bool = True) -> None:
        self.sent = 0
        self._kind = kind
        self._announced = announced

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        """See Handle."""
        _begin(request, self._kind, FIVE_GIGABYTES if self._announced else None)
        block = bytes(1_000_000)
        with suppress(OSError):
            while self.sent < FIVE_GIGABYTES:
                request.wfile.write(block)
                self.sent += len(block)


def _begin(request: BaseHTTPRequestHandler, kind: str, length: int | None = None) -> None:
    request.close_connection = True
    request.send_response(200)
    request.send_header("Content-Type", kind)
    if length is not None:
        request.send_header("Content-Length", str(length))
    request.end_headers()
