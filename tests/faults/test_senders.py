"""Clients that send too much, too slowly, or what is not HTTP, against `arena serve`."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from service.arena.access.keys import create
from service.server.protocol import MAX_HEAD
from tests.support.api import in_write
from tests.support.databases import copy_sqlite
from tests.support.server import ServerProcess
from tests.support.waiting import wait_until
from tests.support.wire import HEAD, connected, exchange, rest, status_of

pytestmark = pytest.mark.slow

CONNECTIONS = 40
MODELS = b"POST /api/v1/models HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
GROWTH = 30_000_000
"""Bytes by which the process may grow. What was sent is many times that."""


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("senders")
    url = copy_sqlite(sqlite_template, folder)
    server = ServerProcess(url, folder)
    server.environment |= {"ARENA_REQUEST_SECONDS": "1", "ARENA_ADDRESS_CONNECTIONS": str(CONNECTIONS)}
    with server:
        yield server


@pytest.fixture(scope="module")
def key(server: ServerProcess) -> bytes:
    url = server.environment["ARENA_DATABASE_URL"]
    made = in_write(url, lambda session: create(session, "k", ["catalog"]).key)
    return b"Authorization: Bearer " + made.encode() + b"\r\n"


def problem_in(answer: bytes) -> dict[str, object]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    found: dict[str, object] = json.loads(body)
    return found


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def test_heads_that_are_too_large(server: ServerProcess) -> None:
    filler = b"X: " + b"a" * MAX_HEAD + b"\r\n\r\n"
    many = b"".join(b"X-%d: %s\r\n" % (i, b"a" * 100) for i in range(700)) + b"\r\n"
    url = b"GET /" + b"a" * MAX_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    for data in (HEAD + filler, HEAD + many, url):
        for parts in ([data], pieces(data, 5_000), [data[:-1]]):
            answer = exchange(server.port, *parts)
            assert problem_in(answer)["type"] == "/problems/head-too-large"
            assert status_of(answer) == 431


def test_a_large_head_is_read(server: ServerProcess) -> None:
    filler = b"X: " + b"a" * (MAX_HEAD - len(HEAD) - 100) + b"\r\nConnection: close\r\n\r\n"
    for parts in ([HEAD + filler], pieces(HEAD + filler, 5_000)):
        assert status_of(exchange(server.port, *parts)) == 200
    # Behind another request in the same data, what came before does not count.
    body = MODELS + b"Content-Length: 60000\r\n\r\n" + b"a" * 60_000
    assert status_of(exchange(server.port, body + HEAD + filler)) == 401
    assert exchange(server.port, body + HEAD + filler).count(b"HTTP/1.1 ") == 2


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
    httpx.get(f"{server.base}/healthz")
    before = server.memory
    slowest = 0.0
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
        began = time.monotonic()
        assert httpx.get(f"{server.base}/healthz").status_code == 200
        slowest = max(slowest, time.monotonic() - began)
        assert server.memory - before < GROWTH
        time.sleep(0.05)
    assert slowest < 5  # it was 11 s, for one of them


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
    assert status_of(exchange(server.port, head, *pieces(data, 1_000), pause=0.3)) == 201


def test_chunks(server: ServerProcess, key: bytes) -> None:
    data = json.dumps({"slug": "chunked", "name": "C"}).encode()
    chunks = b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in data) + b"0\r\n"
    head = MODELS + b"Connection: close\r\nTransfer-Encoding: chunked\r\n"
    assert status_of(exchange(server.port, head + key + b"\r\n" + chunks + b"X: y\r\n\r\n")) == 201
    # A trailer is no header: it must not bring a key.
    assert status_of(exchange(server.port, head + b"\r\n" + chunks + key + b"\r\n")) == 401


@pytest.mark.parametrize(
    ("data", "statuses"),
    [
        (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", [400]),
        (HEAD + b"Host: b\r\nConnection: close\r\n\r\n", [400]),
        (HEAD + b"Host: a\r\nConnection: close\r\n\r\n", [400]),
        (b"GET /healthz HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n", [400]),
        (b"GET /healthz HTTP/1.0\r\n\r\n", [200]),
        (b"GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", [400]),
        (HEAD + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n", [200]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
        (b"\x16\x03\x01\x02\x00", [400]),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
        (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        ((HEAD + b"\r\n") * 3 + b"junk", [200, 200, 200]),
        ((HEAD + b"\r\n") * 2 + HEAD + b"Connection: close\r\n\r\n", [200, 200, 200]),
    ],
)
def test_what_is_not_quite_http(server: ServerProcess, data: bytes, statuses: list[int]) -> None:
    answer = exchange(server.port, data)
    found = [int(part.split(b" ", 1)[0]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert found == statuses


def test_an_address_has_so_many_connections(server: ServerProcess) -> None:
    def opened() -> int:
        with ExitStack() as stack:
            socks = [stack.enter_context(connected(server.port)) for _ in range(CONNECTIONS + 5)]
            for sock in socks:
                sock.settimeout(0.1)
            return sum(status_of(_soon(sock)) == 429 for sock in socks)

    # Connections of other tests may still linger.
    wait_until(lambda: opened() == 5, "the refusal of five")
    wait_until(lambda: httpx.get(f"{server.base}/healthz").status_code == 200, "room again")


def _soon(sock: socket.socket) -> bytes:
    try:
        return sock.recv(1_000)
    except OSError:
        return b""


def test_the_log_says_who_but_not_without_end(server: ServerProcess) -> None:
    for _ in range(100):
        exchange(server.port, b"junk\r\n\r\n")
    lines = [line for line in server.log.splitlines() if "Invalid HTTP request" in line]
    assert all("from 127.0.0.1:" in line for line in lines)
    assert 0 < len(lines) < 80
