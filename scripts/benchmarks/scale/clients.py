"""A load from several processes for a while: what one client process cannot send to many server processes.

The load of `scripts.benchmarks.load` comes from one process, which about twenty thousand answers a second
keep busy.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import uvloop

# A client process for so many cores: the servers and the database need the others.
_CORES_A_CLIENT = 4
_LENGTH = b"content-length:"
_END = b"\r\n\r\n"


class Window(NamedTuple):
    """When requests are sent, and from when on they are counted, by the monotonic clock."""

    start: float
    counted: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Answers a second, latencies in milliseconds, and how busy the busiest client was, from 0 to 1."""

    rate: float
    p50: float
    p99: float
    client: float


class _Sent(NamedTuple):
    """What one client process reports: latencies in seconds, and its share of a core, or its failure."""

    times: array[float]
    busy: float
    failure: str


def flow(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float,
    warm_up: float,
    cores: float = 0,
) -> Flow:
    """Send the requests over and over on all connections; every answer must be a 200.

    Client processes are one for each four cores of the machine, or for each ``cores``.
    """
    count = min(connections, max(1, int((os.cpu_count() or 1) // (cores or _CORES_A_CLIENT))))
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for number in range(count):
        ours, theirs = context.Pipe()
        share = connections // count + (number < connections % count)
        mine = requests[number::count] or requests
        process = context.Process(target=_client, args=(theirs, port, mine, share), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:  # each is connected once it has said so
        pipe.recv()
    start = time.monotonic() + 0.1
    for pipe in pipes:
        pipe.send(Window(start, start + warm_up, start + warm_up + seconds))
    sent = [cast("_Sent", pipe.recv()) for pipe in pipes]
    for process in processes:
        process.join()
    failures = [one.failure for one in sent if one.failure]
    if failures:
        raise RuntimeError(f"unexpected answer: {failures[0]}")
    times = sorted(itertools.chain.from_iterable(one.times for one in sent))
    return Flow(
        rate=len(times) / seconds,
        p50=times[len(times) // 2] * 1000,
        p99=times[int(len(times) * 0.99)] * 1000,
        client=max(one.busy for one in sent),
    )


def _client(pipe: Connection, port: int, requests: Sequence[bytes], connections: int) -> None:
    uvloop.run(_send(pipe, port, requests, connections))


async def _send(pipe: Connection, port: int, requests: Sequence[bytes], connections: int) -> None:
    loop = asyncio.get_running_loop()
    run = _Run(itertools.cycle(requests))
    sockets = [
        (await loop.create_connection(lambda: _Socket(run), "127.0.0.1", port))[1] for _ in range(connections)
    ]
    pipe.send(connections)
    run.window = cast("Window", await loop.run_in_executor(None, pipe.recv))
    await asyncio.sleep(run.window.start - time.monotonic())
    began, spent = time.monotonic(), time.process_time()
    for socket in sockets:
        socket.send()
    await asyncio.gather(*(socket.done for socket in sockets), return_exceptions=True)
    busy = (time.process_time() - spent) / (time.monotonic() - began)
    pipe.send(_Sent(run.times, busy, run.failure))


class _Run:
    """What the connections of a client process share."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.window = Window(0, 0, 0)
        self.times = array("d")
        self.failure = ""


class _Socket(asyncio.Protocol):
    """A connection that sends its next request when it has its answer, until the window ends."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._transport: asyncio.Transport | None = None
        self._began = 0.0
        self._head = b""
        self._missing = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._fail(f"the connection was closed: {exc}")

    def send(self) -> None:
        """Send the next request."""
        self._head, self._missing = b"", 0
        self._began = time.monotonic()
        if self._transport is not None:
            self._transport.write(next(self._run.requests))

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            end = self._head.find(_END)
            if end < 0:
                return
            if not self._head.startswith(b"HTTP/1.1 200"):
                self._fail(self._head.decode(errors="replace")[:2000])
                return
            self._missing = end + len(_END) + _length(self._head[:end]) - len(self._head)
        if not self._missing:
            self._answered()

    def _answered(self) -> None:
        now, window = time.monotonic(), self._run.window
        if window.counted <= now < window.end:
            self._run.times.append(now - self._began)
        if now < window.end:
            self.send()
        else:
            self._finish()

    def _fail(self, failure: str) -> None:
        self._run.failure = failure
        self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    at = head.lower().find(_LENGTH) + len(_LENGTH)
    return int(head[at:].split(b"\r\n", 1)[0])
