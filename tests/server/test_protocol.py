"""uvicorn's protocol with limits. Floods and slow clients are in tests/faults/test_senders.py."""

from __future__ import annotations

import hashlib
import inspect
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from uvicorn.protocols.http import httptools_impl

from service.server.protocol import MAX_HEAD
from tests.support.db.databases import copy_sqlite
from tests.support.network.wire import HEAD, MODELS, connected, exchange, pieces, problem_in, status_of
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

# Of uvicorn 0.54. If it is another one, read httptools_impl.py again: LimitedProtocol overrides the whole of
# `data_received` and parts of what calls it, and relies on `cycle`, `flow`, `pipeline` and the timer.
READ = "1d4e1c579df41684"
CONNECTIONS = 40


@pytest.fixture(scope="module")
def api(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("protocol")
    with serving(copy_sqlite(sqlite_template, folder), folder, address_connections=CONNECTIONS) as api:
        yield api


@pytest.fixture(scope="module")
def port(api: Api) -> int:
    return int(api.base.rpartition(":")[2])


def test_it_was_written_for_this_uvicorn() -> None:
    assert hashlib.sha256(inspect.getsource(httptools_impl).encode()).hexdigest()[:16] == READ


def test_heads_that_are_too_large(port: int) -> None:
    filler = b"X: " + b"a" * MAX_HEAD + b"\r\n\r\n"
    many = b"".join(b"X-%d: %s\r\n" % (i, b"a" * 100) for i in range(700)) + b"\r\n"
    url = b"GET /" + b"a" * MAX_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    for data in (HEAD + filler, HEAD + many, url):
        for parts in ([data], pieces(data, 5_000), [data[:-1]]):
            answer = exchange(port, *parts)
            assert problem_in(answer)["type"] == "/problems/head-too-large"
            assert status_of(answer) == 431


def test_a_large_head_is_read(port: int) -> None:
    filler = b"X: " + b"a" * (MAX_HEAD - len(HEAD) - 100) + b"\r\nConnection: close\r\n\r\n"
    for parts in ([HEAD + filler], pieces(HEAD + filler, 5_000)):
        assert status_of(exchange(port, *parts)) == 200
    # Behind another request in the same data, what came before does not count.
    body = MODELS + b"Content-Length: 60000\r\n\r\n" + b"a" * 60_000
    assert status_of(exchange(port, body + HEAD + filler)) == 401
    assert exchange(port, body + HEAD + filler).count(b"HTTP/1.1 ") == 2


def test_chunks(api: Api, port: int) -> None:
    key = b"Authorization: " + api.key()["Authorization"].encode() + b"\r\n"
    data = json.dumps({"slug": "chunked", "name": "C"}).encode()
    chunks = b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in data) + b"0\r\n"
    head = MODELS + b"Connection: close\r\nTransfer-Encoding: chunked\r\n"
    assert status_of(exchange(port, head + key + b"\r\n" + chunks + b"X: y\r\n\r\n")) == 201
    # A trailer is no header: it must not bring a key.
    assert status_of(exchange(port, head + b"\r\n" + chunks + key + b"\r\n")) == 401


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
def test_what_is_not_quite_http(port: int, data: bytes, statuses: list[int]) -> None:
    answer = exchange(port, data)
    found = [int(part.split(b" ", 1)[0]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert found == statuses


def test_an_address_has_so_many_connections(api: Api, port: int) -> None:
    def opened() -> int:
        with ExitStack() as stack:
            socks = [stack.enter_context(connected(port)) for _ in range(CONNECTIONS + 5)]
            for sock in socks:
                sock.settimeout(0.1)
            return sum(status_of(_soon(sock)) == 429 for sock in socks)

    # Connections of other tests may still linger.
    wait_until(lambda: opened() == 5, "the refusal of five")
    wait_until(lambda: api.get("/healthz").status_code == 200, "room again")


def _soon(sock: socket.socket) -> bytes:
    try:
        return sock.recv(1_000)
    except OSError:
        return b""
