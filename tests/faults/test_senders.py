"""Clients that send too much, too slowly, or what is not HTTP, against `arena serve`."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.arena.access.keys import create
from tests.support.db.databases import copy_sqlite
from tests.support.network.wire import HEAD, MODELS, connected, exchange, pieces, problem_in, rest, status_of
from tests.support.processes.server import ServerProcess
from tests.support.runs.waiting import wait_until
from tests.support.served.api import in_write, request

pytestmark = pytest.mark.slow

GROWTH = 30_000_000
"""Bytes by which the process may grow. What was sent is many times that."""


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("senders")
    url = copy_sqlite(sqlite_template, folder)
    server = ServerProcess(url, folder)
    server.environment |= {"ARENA_REQUEST_SECONDS": "2"}
    with server:
        yield server


@pytest.fixture(scope="module")
def key(server: ServerProcess) -> bytes:
    url = server.environment["ARENA_DATABASE_URL"]
    made = in_write(url, lambda session: create(session, "k", ["catalog"]).key)
    return b"Authorization: Bearer " + made.encode() + b"\r\n"


def flood(port: int, start: bytes, line: bytes, total: int) -> bytes:
    """Send a line again and again; return the answer."""
    block = line * (1_000_000 // len(line))
    with connected(port) as sock:
        try:
            sock.sendall(start)
            for _ in range(total // len(block)):
                sock.sendall(block)
        except OSError:
            pass
        return rest(sock)


def test_memory_is_flat_under_floods(server: ServerProcess, key: bytes) -> None:
    request("GET", f"{server.base}/healthz")
    before = server.memory
    chunked = MODELS + key + b"Transfer-Encoding: chunked\r\n\r\n"
    floods = [
        (HEAD, b"X-Header: " + b"a" * 100 + b"\r\n", 400_000_000),
        (HEAD + b"X: ", b"a" * 1_000, 50_000_000),
        (chunked + b"0\r\n", b"X-Trailer: " + b"a" * 100 + b"\r\n", 50_000_000),
        (chunked + b"1;", b"a=b;" * 100, 50_000_000),
        (b"", b"\r\n", 50_000_000),
    ]
    threads = [threading.Thread(target=flood, args=[server.port, *one]) for one in floods]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert request("GET", f"{server.base}/healthz").status_code == 200
        assert server.memory - before < GROWTH
        time.sleep(0.05)


def test_slow_clients_are_let_go(server: ServerProcess, key: bytes) -> None:
    body = MODELS + key + b"Content-Length: 100000\r\n\r\n"
    reader = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100
    starts = {"head": HEAD, "body": body, "drop": MODELS + b"Content-Length: 9999\r\n\r\n", "nothing": b""}
    with ExitStack() as stack:
        socks = {name: stack.enter_context(connected(server.port)) for name in (*starts, "lines", "reader")}
        for name, start in starts.items():
            socks[name].sendall(start)
        socks["reader"].sendall(reader)
        threading.Thread(target=drip, args=[socks["lines"]], daemon=True).start()
        answers = {name: rest(socks[name]) for name in (*starts, "lines")}
        assert problem_in(answers["head"])["type"] == "/problems/request-timeout"
        assert problem_in(answers["body"])["type"] == "/problems/request-timeout"
        assert answers["drop"].count(b"HTTP/1.1 ") == 1  # 401, before the body came
        assert answers["nothing"] == answers["lines"] == b""
        wait_until(lambda: "the response was not read" in server.log, "the reader's end")
    assert "Traceback" not in server.log


def drip(sock: socket.socket) -> None:
    """Send empty lines, which may stand between requests, for as long as anybody listens."""
    try:
        while True:
            sock.sendall(b"\r\n")
            time.sleep(0.2)
    except OSError:
        pass


def test_a_body_that_comes_steadily_is_read(server: ServerProcess, key: bytes) -> None:
    data = json.dumps({"slug": "slow", "name": "S", "description": "d" * 9_000}).encode()
    head = MODELS + key + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(data)
    assert status_of(exchange(server.port, head, *pieces(data, 1_000), pause=0.4)) == 201


def test_the_log_says_who_but_not_without_end(server: ServerProcess) -> None:
    for _ in range(100):
        exchange(server.port, b"junk\r\n\r\n")
    lines = [line for line in server.log.splitlines() if "Invalid HTTP request" in line]
    assert all("from 127.0.0.1:" in line for line in lines)
    assert 0 < len(lines) < 80
