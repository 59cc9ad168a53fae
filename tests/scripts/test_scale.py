"""The benchmark of several processes and arenas: its load, and what it compares with what."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scripts.benchmarks.load import http
from scripts.benchmarks.scale.clients import Flow, flow
from scripts.benchmarks.scale.prototype import Shape
from scripts.benchmarks.scale.rows import Figures, rows


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/fine" else 503)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_load_counts_the_answers_of_its_time(port: int) -> None:
    found = flow(port, [http("GET", "/fine")], connections=3, seconds=0.5, warm_up=0.1)
    assert found.rate > 0
    assert 0 < found.p50 <= found.p99 < 500


def test_a_load_fails_with_the_first_answer_that_is_no_200(port: int) -> None:
    with pytest.raises(RuntimeError, match="unexpected answer"):
        flow(port, [http("GET", "/broken")], connections=1, seconds=0.2, warm_up=0)


def _flow(rate: float) -> Flow:
    return Flow(rate=rate, p50=1, p99=3, client=0.5)


def test_rates_stand_beside_one_process_one_arena_and_the_floors() -> None:
    votes = {(1, 1): _flow(10), (1, 8): _flow(8), (4, 1): _flow(40), (4, 8): _flow(20)}
    by_process = {1: _flow(20), 4: _flow(60)}
    figures = Figures(
        votes=votes,
        tails=by_process,
        large=by_process,
        reads=by_process,
        plain=by_process,
        floors=by_process,
        prototype={Shape(4, 1, 32): 100},
        lone=5,
        inserts=10_000,
    )
    found = {row.what: (row.ratio, row.ok) for row in rows(figures, (1, 4), (1, 8))}
    expected = {
        "one vote per request, processes: 1, arenas: 1": (None, None),
        "one vote per request, processes: 1, arenas: 8": (0.8, False),
        "one vote per request, processes: 4, arenas: 1": (4, True),
        "one vote per request, processes: 4, arenas: 8": (2.5, None),
        "processes: 1, arenas: 1, against the same route without a database": (0.5, True),
        "processes: 4, arenas: 1, against the prototype with batches of 32": (0.4, False),
        "requests of 100 votes, processes: 1": (0.2, False),
        "requests of 100 votes, processes: 4": (3, True),
        "leaderboard GETs, processes: 4": (1, None),
        "p99 of 256 requests at once, processes: 1": (3, True),
    }
    assert {what: found[what] for what in expected} == expected
