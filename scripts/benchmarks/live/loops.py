"""The whole loop of a voter (a matchup, its two images, the vote) beside as many constant answers."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import uvloop

from scripts.benchmarks.load import Load, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import Target, serving
from service.arena.access.secrets import load_secret
from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.receipts import SIDES, receipt
from service.domain import clock
from service.settings import Settings
from tests.support.db.postgres import PostgresServer
from tests.support.pages.gallery import ARENA, fill
from tests.support.served.api import Api

VOTERS = 64
REACH = 0.4
_LOOPS = 4_000
_WARM_UP = 500
# Then a new voter takes over: one who has seen all thirty pairs gets no more.
_LOOPS_A_VOTER = 20
_CONSTANT = http("GET", "/healthz")
# All voters vote from one address, and none of them looks for long. So the limits are looked up and never
# reached, and the benchmark signs the receipts itself, of images that were sent a while ago.
_MANY = "1000000000"
_SECRET = "the key of a benchmark, to sign receipts with"  # noqa: S105 - nobody else uses it


def run() -> list[Row]:
    """On SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        rows = _measure("SQLite", f"sqlite:///{folder}/arena.db", folder)
        return [*rows, *_measure("PostgreSQL", postgres.create_database("loops"), folder)]


def _measure(kind: str, url: str, folder: Path) -> list[Row]:
    with serving(
        url,
        folder,
        ARENA_PACE="0",
        ARENA_VOTER_LIMIT="0",
        ARENA_ADDRESS_LIMIT="0",
        ARENA_NETWORK_VOTES=_MANY,
        ARENA_NETWORK_NEWCOMERS=_MANY,
        ARENA_NETWORK_UNANSWERED=_MANY,
        ARENA_SECRET_KEY=_SECRET,
    ) as target:
        _furnish(target)
        for loop, count in ((_vote, _WARM_UP), (_constant, _WARM_UP)):
            _drive(target.port, loop, count)
        loops, constants = (_drive(target.port, loop, _LOOPS) for loop in (_vote, _constant))
    return [
        Row(
            what=f"matchup, two images, vote, {kind}, {VOTERS} voters at once",
            value=loops.rate,
            unit="loops/s",
            floor=constants.rate,
            floor_is="/s, four constant responses",
            reach=REACH,
        ),
        Row(
            what=f"the same, p50, {kind}",
            value=loops.p50,
            unit="ms",
            floor=constants.p50,
            floor_is="ms, four constant responses",
        ),
        Row(
            what=f"the same, p99, {kind}",
            value=loops.p99,
            unit="ms",
            floor=constants.p99,
            floor_is="ms, four constant responses",
        ),
    ]


def _furnish(target: Target) -> None:
    base = f"http://127.0.0.1:{target.port}"
    with httpx.Client(base_url=base, timeout=60) as client:
        fill(Api(client, base, {"catalog": target.key}))


class Browser:
    """A connection, and the cookies of the voter who uses it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.loops = 0
        self.cookies: dict[str, str] = {}

    async def ask(self, request: bytes, *statuses: int) -> bytes:
        """Return the body of the answer to a request, which must have one of the statuses."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = dict(line.partition(b": ")[::2] for line in head.lower().split(b"\r\n")[1:] if line)
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"set-cookie: "):
                self._keep(line[len(b"set-cookie: ") :].decode())
        body = await self._reader.readexactly(int(lines[b"content-length"]))
        if int(head.split(b" ", 2)[1]) not in statuses:
            raise RuntimeError(f"unexpected answer: {head.decode()}{body[:1000].decode(errors='replace')}")
        return body

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        self.cookies[name] = value
        if "; Max-Age=0;" in cookie:
            del self.cookies[name]

    def look(self, matchup: str) -> None:
        """Hold receipts of both images that are old enough for a vote."""
        secret = load_secret(Settings(secret_key=_SECRET))
        number = MatchupRef.parse(secret, matchup).number
        for side in SIDES:
            self._keep(receipt(secret, number, side, clock.now() - clock.SECOND))

    def post(self, path: str, **body: Any) -> bytes:
        """Return a request as the page sends it."""
        cookie = {"Cookie": "; ".join("=".join(one) for one in self.cookies.items())} if self.cookies else {}
        return http("POST", path, json.dumps(body).encode(), **cookie)


Loop = Callable[[Browser], Awaitable[None]]


async def _vote(browser: Browser) -> None:
    browser.loops += 1
    if browser.loops % _LOOPS_A_VOTER == 0:
        browser.cookies = {}
    dealt = json.loads(await browser.ask(browser.post(f"/api/v1/arenas/{ARENA}/matchups"), 201))
    for side in ("left", "right"):
        await browser.ask(http("GET", dealt[side]["image_url"]), 200)
    browser.look(dealt["id"])
    await browser.ask(browser.post(f"/api/v1/matchups/{dealt['id']}/vote", outcome="left"), 201)


async def _constant(browser: Browser) -> None:
    for _ in range(4):
        await browser.ask(_CONSTANT, 200)


def _drive(port: int, loop: Loop, count: int) -> Load:
    return uvloop.run(_loops(port, loop, count))


async def _loops(port: int, loop: Loop, count: int) -> Load:
    numbers = iter(range(count))
    times: list[float] = []

    async def voter() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        browser = Browser(reader, writer)
        for _ in numbers:
            began = time.perf_counter()
            await loop(browser)
            times.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(voter() for _ in range(VOTERS)))
    seconds = time.perf_counter() - began
    times.sort()
    return Load(rate=count / seconds, p50=times[count // 2] * 1000, p99=times[int(count * 0.99)] * 1000)
