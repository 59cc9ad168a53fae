"""A soak: votes, pages, generations and followers for twenty minutes; the server must take no more and more.

Memory, open files and the write-ahead log are flat if their last quarter is at most 5 % above the one before.
Not part of a run of all benchmarks: ask for it with ``--only soak``.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, Target, prepare, serving, vote
from scripts.benchmarks.soak.gauges import MOST_GROWTH, Gauges, Sample, bytes_below, growth, table
from scripts.benchmarks.soak.load import Traffic
from service.demo.painters.studio import PAINTERS
from tests.support.db.postgres import PostgresServer
from tests.support.pages.gallery import fill
from tests.support.served.api import Api

MINUTES = 20.0
FIRST_VOTES = 20_000
"""With these, most models have a rating on each axis: until then, each commit writes more than the last."""

_AT_ONCE = 1_000
_LONGEST = 24 * 60.0
_SAMPLES = 240


def run(minutes: float = MINUTES, database: str = "sqlite", first_votes: int = FIRST_VOTES) -> list[Row]:
    """Run the traffic against a server on SQLite or PostgreSQL; every row but the last has a bound."""
    if not 0 < minutes <= _LONGEST:
        raise ValueError(f"a soak takes between 0 and {_LONGEST:g} minutes")
    with tempfile.TemporaryDirectory() as name, _database(database, Path(name)) as (url, wal_bytes):
        folder = Path(name)
        log = folder / "server.log"
        with serving(
            url,
            folder,
            log=log,
            ARENA_ADDRESS_LIMIT="0",
            ARENA_VOTER_LIMIT="0",
            ARENA_LOG_FORMAT="json",
            ARENA_BLOBS_URL=str(folder / "blobs"),
        ) as target:
            _furnish(target, first_votes)
            traffic, samples = asyncio.run(_soak(target, minutes * 60, wal_bytes))
        faults = _faults(log)
    print(table(samples), f"\ndone: {dict(traffic.done)}\n")
    for what, count in [*traffic.errors.most_common(20), *faults.items()]:
        print(f"soak: {count} x {what}", file=sys.stderr)
    return _rows(samples, traffic.errors.total() + sum(faults.values()), f"{database}, {minutes:g} min")


def _rows(samples: list[Sample], errors: int, how: str) -> list[Row]:
    growths = {
        "memory": growth([one.memory for one in samples]),
        "open files": growth([one.files for one in samples]),
        "write-ahead log": growth([one.wal for one in samples]),
    }
    return [
        *(
            Row(
                what=f"soak ({how}): growth of {what}, last quarter over the third",
                value=100 * grown,
                unit="%",
                reach=100 * MOST_GROWTH,
                at_most=True,
            )
            for what, grown in growths.items()
        ),
        Row(what=f"soak ({how}): errors", value=errors, unit="", reach=0, at_most=True),
        Row(what=f"soak ({how}): memory at the end", value=samples[-1].memory / 1e6, unit="MB"),
    ]


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield the URL of a new database, and what tells how large its write-ahead log is."""
    if kind == "postgresql":
        with PostgresServer() as server:
            yield server.create_database("soak"), lambda: bytes_below(server.data / "pg_wal")
    else:
        wal = folder / "arena.db-wal"
        yield f"sqlite:///{folder}/arena.db", lambda: wal.stat().st_size if wal.exists() else 0


def _furnish(target: Target, first_votes: int) -> None:
    """Make an arena with reported votes, one with images for people, and a model that paints."""
    prepare(target)
    base = f"http://127.0.0.1:{target.port}"
    with httpx.Client(base_url=base, timeout=60) as client:
        fill(Api(client, base, {"catalog": target.key}), ((256, 256),))
    random_ = random.Random(2)
    for _ in range(0, first_votes, _AT_ONCE):
        target.post(f"/api/v1/arenas/{ARENA}/votes", {"votes": [vote(random_) for _ in range(_AT_ONCE)]})
    target.post("/api/v1/models", {"slug": "demo", "name": "Demo"})
    offer = {"provider": "demo", "amount": 0, "currency": "USD", "upstream": min(PAINTERS)}
    target.post("/api/v1/models/demo/offers", offer)


async def _soak(target: Target, seconds: float, wal_bytes: Callable[[], int]) -> tuple[Traffic, list[Sample]]:
    gauges, traffic = Gauges(target.pid, wal_bytes), Traffic(target)
    samples: list[Sample] = []
    began = time.monotonic()

    def sample() -> None:
        now = time.monotonic() - began
        if now >= len(samples) * seconds / _SAMPLES:
            samples.append(gauges.read(now))

    await traffic.run(seconds, sample)
    return traffic, samples


def _faults(log: Path) -> dict[str, int]:
    """Return the messages of warnings and errors in a server's log, with their number."""
    found: dict[str, int] = {}
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if entry["level"] in {"warning", "error", "critical"}:
            message = str(entry.get("exception", entry["message"])).strip().splitlines()[-1]
            found[message] = found.get(message, 0) + 1
    return found
