"""A load from one process: many connections, each sending its next request when it has its answer.

Bare sockets and prepared bytes, so that the client takes little of the machine it measures on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop

_LENGTH = b"content-length:"


@dataclass(frozen=True, kw_only=True)
class Load:
    """The result of a run of requests: answers a second, and the latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def drive(port: int, request: Callable[[int], bytes], *, count: int, connections: int, status: int) -> Load:
    """Send ``request(i)`` for every ``i`` below ``count``; every answer must have the status."""
    return uvloop.run(_drive(port, request, count, connections, b"HTTP/1.1 %d" % status))


async def _drive(
    port: int, request: Callable[[int], bytes], count: int, connections: int, start: bytes
) -> Load:
    numbers = iter(range(count))
    times: list[float] = []
    # Made before the clock starts: making them is not what is measured.
    prepared = [request(i) for i in range(count)]

    async def worker() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for i in numbers:
            began = time.perf_counter()
            writer.write(prepared[i])
            await _answer(reader, start)
            times.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    seconds = time.perf_counter() - began
    times.sort()
    return Load(rate=count / seconds, p50=times[count // 2] * 1000, p99=times[int(count * 0.99)] * 1000)


async def _answer(reader: asyncio.StreamReader, start: bytes) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    at = head.lower().find(_LENGTH)
    body = b""
    if at >= 0:
        body = await reader.readexactly(int(head[at + len(_LENGTH) : head.index(b"\r\n", at)]))
    if not head.startswith(start):
        raise RuntimeError(f"unexpected answer: {head.decode()}{body.decode(errors='replace')[:2000]}")


def http(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
