"""A proxy that loses answers: the service did what it was asked for, and its client does not get to know."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.support.runs.waiting import CEILING_SECONDS

_HOP = frozenset({"connection", "content-encoding", "content-length", "host", "transfer-encoding"})
_FIRST_EVENT = b"\n\n"


class LossyProxy(ThreadingHTTPServer):
    """Forwards to a server. Of each address and method, the first request is refused with 503 and the second
    is forwarded, but its answer is lost. A stream is cut after its first event, the first time.
    """  # noqa: D205

    daemon_threads = True

    def __init__(self, base: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = base
        self.forwarded: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LossyProxy

    def do_GET(self) -> None:
        self._forward()

    def do_POST(self) -> None:
        self._forward()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _forward(self) -> None:
        name = f"{self.command} {self.path.partition('?')[0]}"
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.seen[name] += 1
        if self.server.seen[name] == 1:
            self._send(503, {"Retry-After": "0"}, b"")
            return
        self.server.forwarded[name] += 1
        headers = {key: value for key, value in self.headers.items() if key.lower() not in _HOP}
        with (
            httpx.Client(verify=False, timeout=CEILING_SECONDS) as client,  # noqa: S501 - reads no certificates
            client.stream(
                self.command, self.server.base + self.path, content=body, headers=headers
            ) as answer,
        ):
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                self._relay(answer, whole=self.server.seen[name] > 2)
            elif self.server.seen[name] == 2:
                answer.read()
                self.close_connection = True
            else:
                kept = {key: value for key, value in answer.headers.items() if key.lower() not in _HOP}
                self._send(answer.status_code, kept, answer.read())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _relay(self, answer: httpx.Response, *, whole: bool) -> None:
        self.close_connection = True
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["content-type"])
        self.end_headers()
        for chunk in answer.iter_raw():
            self.wfile.write(chunk)
            if not whole and _FIRST_EVENT in chunk:
                return


@contextmanager
def losing(base: str) -> Iterator[LossyProxy]:
    """Yield a proxy in front of a server."""
    with LossyProxy(base) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=[0.05], daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join()
