"""What all vendors on this machine have in common."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

from tests.support.images.pictures import picture
from tests.support.network.sites import Handle, page
from tests.support.runs.waiting import CEILING_SECONDS

KEY = "sk-this-must-never-be-seen"

V = TypeVar("V", bound="Vendor")


@dataclass(frozen=True, slots=True)
class Asked:
    """A received request; the names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Vendor(ABC):
    """A vendor that makes ``image`` for every client with the key.

    ``charges`` counts what was charged for each idempotency id. With ``honours`` it knows an id again, gives
    what it gave before and charges nothing; without, every request is new, as at most real vendors.
    ``asked`` is every request in turn; ``base`` the address, once it runs.
    """

    scheme = "Bearer"

    def __init__(self, image: bytes | None = None, *, honours: bool = True) -> None:
        self.image = picture() if image is None else image
        self.honours = honours
        self.charges: Counter[str] = Counter()
        self.asked: list[Asked] = []
        self.base = ""
        self.closed = threading.Event()
        self._faults: defaultdict[str, list[tuple[Handle, bool]]] = defaultdict(list)
        self._known: dict[str, str] = {}
        self._news = threading.Condition()

    @abstractmethod
    def step_of(self, asked: Asked) -> str:
        """Return what a request wants: ``create``, ``look``, ``result``, ``image`` or ``stop``."""

    @abstractmethod
    def answer(self, step: str, asked: Asked) -> Handle:
        """Return the answer to a request."""

    @abstractmethod
    def order(self) -> str:
        """Accept a new request; return its name."""

    def fail(self, step: str, *faults: Handle, charged: bool = False) -> None:
        """Let the next requests of a step end this way, one each; ``charged`` after doing their work."""
        self._faults[step] += [(fault, charged) for fault in faults]

    def count(self, step: str) -> int:
        """Return how many requests of a step there were."""
        return sum(self.step_of(asked) == step for asked in self.asked)

    def last(self, step: str) -> Asked:
        """Return the last request of a step."""
        return [asked for asked in self.asked if self.step_of(asked) == step][-1]

    def wait_for(self, step: str) -> None:
        """Wait until there was a request of a step."""
        with self._news:
            assert self._news.wait_for(lambda: self.count(step), CEILING_SECONDS), f"no {step} came"

    def taken(self, asked: Asked) -> str:
        """Return the name of the job that a request makes, or made before.

        It is charged when it is made.
        """
        attempt = asked.headers["idempotency-key"]
        if not (self.honours and attempt in self._known):
            self.charges[attempt] += 1
            self._known[attempt] = self.order()
        return self._known[attempt]

    def handle(self, asked: Asked) -> Handle:
        """Return the answer to a request, faults included."""
        with self._news:
            self.asked.append(asked)
            self._news.notify_all()
            step = self.step_of(asked)
            if step != "image" and asked.headers.get("authorization") != f"{self.scheme} {KEY}":
                return told({"detail": "Invalid API key provided"}, 401)
            waiting = self._faults[step]
            fault, charged = waiting.pop(0) if waiting else (None, True)
            usual = self.answer(step, asked) if charged else None
            handle = fault or usual
            assert handle is not None
            return handle


def told(body: object, status: int = 200, **headers: str) -> Handle:
    """Return an answer in JSON."""
    return page(json.dumps(body).encode(), status, **{"content_type": "application/json", **headers})


@contextmanager
def running(vendor: V) -> Iterator[V]:
    """Let a vendor serve on a free port of 127.0.0.1."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: Any) -> None:
            """Ignore errors: some tests are about clients that break off."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or every second answer on a connection waits for 40 ms

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            vendor.handle(Asked(self.command, self.path, headers, body))(self)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - names that http.server looks for

        def log_message(self, *_: Any) -> None:
            """Log nothing, because output of tests is for failures."""

    server = Server(("127.0.0.1", 0), Handler)
    vendor.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        vendor.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()
