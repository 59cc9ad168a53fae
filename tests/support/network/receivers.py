"""A receiver of webhooks: a real HTTP server that remembers what it got and responds as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from standardwebhooks import Webhook

from tests.support.runs.waiting import wait_until


class Received(NamedTuple):
    """A request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def uid(self) -> str:
        """The event's id."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """Return the event, if its signature is right; raise as the library does."""
        found: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return found


class Receiver:
    """What a server got; ``statuses`` are the next responses, after which it responds 204."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.received: list[Received] = []
        self.statuses: list[int] = []
        self.open = threading.Event()
        self.open.set()

    def wait(self, count: int) -> list[Received]:
        """Wait until it got so many requests, and return them."""
        wait_until(lambda: len(self.received) >= count, f"{count} webhooks")
        return self.received


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Yield a receiver on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(server.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, headers, body))
            receiver.open.wait()
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.open.set()
        server.shutdown()
        server.server_close()
        thread.join()


def hook(**values: object) -> dict[str, object]:
    """Return the columns of a webhook."""
    plain = {"url": "https://a.example/", "description": "", "kinds": "", "arena_id": None, "created_at": 0}
    return {**plain, "salt": bytes(16), "fingerprint": bytes(16), **values}


def notice(uid: str, **values: object) -> dict[str, object]:
    """Return the columns of a notice."""
    plain = {"kind": "leader.decided", "arena_id": None, "model_id": None, "at": 0, "body": '{"data": {}}'}
    return {"uid": uid, **plain, **values}
