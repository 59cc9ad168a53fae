"""The floor under votes on PostgreSQL: the same rows appended and folded, without HTTP and arithmetic.

Some processes append batches to every arena: the counter's row, one `unnest` insert, commit. One process for
each arena reads behind them and stores the ratings and the head-to-head counts that the votes touch.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import asyncpg
import uvloop

from scripts.benchmarks.server import LANGUAGES, MODELS, THEMES

# Appending waits once so many batches wait to be folded, as voters do who wait for their answers.
_BATCHES_AHEAD = 16
_AT_ONCE = 2_000
_WARM_UP = 1.0

_SCHEMA = """
CREATE TABLE log_ends (arena_id int PRIMARY KEY, position bigint NOT NULL) WITH (fillfactor = 10);
CREATE TABLE marks (arena_id int PRIMARY KEY, position bigint NOT NULL) WITH (fillfactor = 10);
CREATE TABLE votes (position bigint, voted_at bigint, voter bigint, arena_id int, model_left int,
    model_right int, stratum_id int, prompt_id int, outcome smallint, PRIMARY KEY (arena_id, position));
CREATE TABLE ratings (arena_id int, axis_id int, model_id int, day int, mu float8, variance float8,
    wins bigint, losses bigint, ties bigint, both_bad bigint, PRIMARY KEY (arena_id, axis_id, model_id))
    WITH (fillfactor = 50);
CREATE TABLE head_to_head (arena_id int, stratum_id int, model_a int, model_b int, wins_a bigint,
    wins_b bigint, ties bigint, both_bad bigint, PRIMARY KEY (arena_id, stratum_id, model_a, model_b))
    WITH (fillfactor = 80);
"""
_APPEND = (
    "WITH log AS (UPDATE log_ends SET position = position + $2 WHERE arena_id = $1 "
    "RETURNING position - $2 AS before) "
    "INSERT INTO votes (arena_id, position, voted_at, model_left, model_right, stratum_id, outcome) "
    "SELECT $1, log.before + u.number, u.voted_at, u.model_left, u.model_right, u.stratum_id, u.outcome "
    "FROM log, unnest($3::bigint[], $4::int[], $5::int[], $6::int[], $7::smallint[]) WITH ORDINALITY "
    "AS u(voted_at, model_left, model_right, stratum_id, outcome, number) RETURNING position"
)
_MARK = "SELECT position FROM marks WHERE arena_id = $1"
_READ = (
    "SELECT position, model_left, model_right, stratum_id FROM votes "
    "WHERE arena_id = $1 AND position > $2 ORDER BY position LIMIT $3"
)
_RATE = (
    "INSERT INTO ratings SELECT $1, u.axis_id, u.model_id, 1, 25, 8, 1, 0, 0, 0 "
    "FROM unnest($2::int[], $3::int[]) AS u(axis_id, model_id) ON CONFLICT (arena_id, axis_id, model_id) "
    "DO UPDATE SET mu = ratings.mu + 1, wins = ratings.wins + 1"
)
_COUNT = (
    "INSERT INTO head_to_head SELECT $1, u.stratum_id, u.model_a, u.model_b, 1, 0, 0, 0 "
    "FROM unnest($2::int[], $3::int[], $4::int[]) AS u(stratum_id, model_a, model_b) "
    "ON CONFLICT (arena_id, stratum_id, model_a, model_b) DO UPDATE SET wins_a = head_to_head.wins_a + 1"
)
_ADVANCE = "UPDATE marks SET position = $2 WHERE arena_id = $1"


class Shape(NamedTuple):
    """How many processes append to how many arenas, in batches of how many votes."""

    processes: int
    arenas: int
    batch: int


class _Task(NamedTuple):
    url: str
    shape: Shape
    number: int
    end: float


def rate(url: str, shape: Shape, seconds: float) -> float:
    """Return how many votes a second are appended and folded on an empty database."""
    asyncio.run(_create(url, shape.arenas))
    context = multiprocessing.get_context("spawn")
    pipes = []
    for number, work in enumerate([_append_all] * shape.processes + [_fold_one] * shape.arenas):
        ours, theirs = context.Pipe()
        number -= shape.processes if work is _fold_one else 0  # noqa: PLW2901 - numbers of each kind
        context.Process(target=work, args=(theirs, url, shape, number), daemon=True).start()
        pipes.append(ours)
    for pipe in pipes:
        pipe.recv()
    end = time.monotonic() + _WARM_UP + seconds
    for pipe in pipes:
        pipe.send(end)
    time.sleep(_WARM_UP)
    before = asyncio.run(_folded(url))
    began = time.monotonic()
    time.sleep(max(0, end - began))
    after, ended = asyncio.run(_folded(url)), time.monotonic()
    for pipe in pipes:
        pipe.recv()
    return (after - before) / (ended - began)


async def _create(url: str, arenas: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(_SCHEMA)
    for table in ("log_ends", "marks"):
        await connection.executemany(f"INSERT INTO {table} VALUES ($1, 0)", [(i,) for i in range(arenas)])  # noqa: S608
    await connection.close()


async def _folded(url: str) -> int:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval("SELECT sum(position)::bigint FROM marks")
    await connection.close()
    return cast("int", found)


def _append_all(pipe: Connection, url: str, shape: Shape, number: int) -> None:
    uvloop.run(_appending(pipe, url, shape, number))


async def _appending(pipe: Connection, url: str, shape: Shape, number: int) -> None:
    connections = [await asyncpg.connect(url) for _ in range(shape.arenas)]
    batches = itertools.cycle(_batches(shape.batch, number))
    pipe.send(number)
    end = cast("float", pipe.recv())
    ahead = _BATCHES_AHEAD * shape.batch * max(1, shape.processes // 2)

    async def append(arena: int, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        last = 0
        while time.monotonic() < end:
            if await connection.fetchval(_MARK, arena) < last - ahead:
                await asyncio.sleep(0.001)
                continue
            last = max(row[0] for row in await connection.fetch(_APPEND, arena, shape.batch, *next(batches)))

    await asyncio.gather(*(append(arena, connection) for arena, connection in enumerate(connections)))
    pipe.send(number)


def _batches(size: int, seed: int) -> Iterator[Sequence[Sequence[int]]]:
    random_ = random.Random(seed)
    for _ in range(50):
        pairs = [random_.sample(range(1, MODELS + 1), 2) for _ in range(size)]
        strata = [random_.randrange(1, THEMES * len(LANGUAGES) + 1) for _ in range(size)]
        yield [1] * size, [left for left, _ in pairs], [right for _, right in pairs], strata, [1] * size


def _fold_one(pipe: Connection, url: str, _shape: Shape, number: int) -> None:
    uvloop.run(_folding(pipe, url, number))


async def _folding(pipe: Connection, url: str, arena: int) -> None:
    connection = await asyncpg.connect(url)
    pipe.send(arena)
    end, mark = cast("float", pipe.recv()), 0
    while time.monotonic() < end:
        rows = await connection.fetch(_READ, arena, mark, _AT_ONCE)
        if rows:
            mark = rows[-1][0]
            await _store(connection, arena, rows, mark)
        else:
            await asyncio.sleep(0.001)
    pipe.send(arena)


async def _store(
    connection: asyncpg.Connection[asyncpg.Record], arena: int, rows: Sequence[asyncpg.Record], mark: int
) -> None:
    """Store the eight ratings and the two counts of each vote, in the order of their keys."""
    ratings, counts = set(), set()
    for _, left, right, stratum in rows:
        theme, language = 1_000 + stratum % THEMES, 2_000 + stratum % len(LANGUAGES)
        for axis in (0, theme, language, stratum):
            ratings.add((axis, left))
            ratings.add((axis, right))
        pair = (left, right) if left < right else (right, left)
        counts.add((0, *pair))
        counts.add((stratum, *pair))
    async with connection.transaction():
        await connection.execute(_RATE, arena, *zip(*sorted(ratings), strict=True))
        await connection.execute(_COUNT, arena, *zip(*sorted(counts), strict=True))
        await connection.execute(_ADVANCE, arena, mark)
