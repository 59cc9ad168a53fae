"""Followers of an arena: how long from a vote's request to its event at each of 500 followers."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from pathlib import Path

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, Target, prepare, serving

FOLLOWERS = 500
VOTES = 60
BUSY_SECONDS = 10
SEED = 17
REACH_MS = 250

_PATH = f"/api/v1/arenas/{ARENA}"
_REQUEST = b"GET %s/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % _PATH.encode()


class _Watch:
    """When each vote was sent to the server, and how long the followers waited for it."""

    def __init__(self) -> None:
        self.sent: dict[int, float] = {}
        self.waits: list[float] = []
        self.seen = 0

    def hear(self, before: int, position: int, at: float) -> None:
        """Note an event, which tells a follower of all votes since the one before."""
        self.seen = max(self.seen, position)
        votes = range(before + 1, position + 1)
        self.waits += [at - self.sent[vote] for vote in votes if vote in self.sent]


async def _follow(port: int, watch: _Watch) -> None:
    """Read raw lines: a client that parses more would measure itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_REQUEST)
    before = 0
    try:
        async for line in reader:
            if line.startswith(b"data: "):
                position = json.loads(line[6:])["position"]
                watch.hear(before, position, time.perf_counter())
                before = position
    finally:
        writer.close()


async def _vote(port: int, key: str, watch: _Watch, count: int, pauses: random.Random | None) -> None:
    """Send single votes, each after a random pause of up to a second; without pauses, as fast as it goes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    vote = {"model_left": "model-0", "model_right": "model-1", "outcome": "left"}
    body = json.dumps({"votes": [vote]}).encode()
    head = (
        f"POST {_PATH}/votes HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    until = time.perf_counter() + BUSY_SECONDS
    position = watch.seen
    while (pauses and position < count) or (not pauses and time.perf_counter() < until):
        if pauses:
            await asyncio.sleep(pauses.uniform(0.3, 1.0))
        position += 1
        watch.sent[position] = time.perf_counter()
        writer.write(head.encode() + body)
        status = await reader.readuntil(b"\r\n\r\n")
        length = int(status.lower().partition(b"content-length:")[2].split()[0])
        await reader.readexactly(length)
    writer.close()


async def _measure(target: Target, pauses: random.Random | None) -> list[float]:
    """Return the waits in milliseconds, sorted."""
    watch = _Watch()
    followers = [asyncio.create_task(_follow(target.port, watch)) for _ in range(FOLLOWERS)]
    await asyncio.sleep(3.0)
    await _vote(target.port, target.key, watch, watch.seen + VOTES, pauses)
    await asyncio.sleep(1.0)
    for follower in followers:
        follower.cancel()
    await asyncio.gather(*followers, return_exceptions=True)
    return sorted(1000 * wait for wait in watch.waits)


def run() -> list[Row]:
    """Measure votes with pauses, and votes without any, one after the other."""
    with tempfile.TemporaryDirectory() as folder, serving(f"sqlite:///{folder}/a.db", Path(folder)) as target:
        prepare(target)
        calm = asyncio.run(_measure(target, random.Random(SEED)))
        busy = asyncio.run(_measure(target, None))
    return [
        Row(what=f"event of a vote at {FOLLOWERS} followers, median", value=_at(calm, 0.5), unit="ms"),
        Row(what="the same, 99th percentile", value=_at(calm, 0.99), unit="ms", reach=REACH_MS, at_most=True),
        Row(
            what="the same while votes come without a pause, 99th percentile",
            value=_at(busy, 0.99),
            unit="ms",
        ),
    ]


def _at(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(share * len(waits)))]
