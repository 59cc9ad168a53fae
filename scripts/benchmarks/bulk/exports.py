"""A million votes as complete tables, beside the driver's own read of the same rows."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import asyncpg

from scripts.benchmarks.bulk.imports import write_votes
from scripts.benchmarks.rows import Row
from scripts.benchmarks.work import TABLES, Spent, measured
from service.db.migrate import upgrade
from tests.support.db.postgres import PostgresServer

VOTES = 1_000_000

# What a table of votes has of each: the vote, its external id, and with which probability it was dealt.
_READ = """
SELECT v.position, v.voted_at, v.voter, v.model_left, v.model_right, v.stratum_id, v.prompt_id, v.outcome,
       e.external_id, v.voided_at, v.void_reason, m.probability
FROM votes v
LEFT JOIN external_ids e ON e.arena_id = v.arena_id AND e.position = v.position
LEFT JOIN matchups m ON m.arena_id = v.arena_id AND m.position = v.position
ORDER BY v.arena_id, v.position
"""
_SLICE = 100_000


def run(votes: int = VOTES) -> list[Row]:
    """Return the exports of a log on both databases; two minutes."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        file, path = Path(name) / "votes.csv", Path(name) / "arena.db"
        write_votes(file, votes)
        url = f"sqlite:///{path}"
        rows = _rows(url, file, "SQLite", votes, lambda: read_sqlite(path))
        other = postgres.create_database("exports")
        return rows + _rows(other, file, "PostgreSQL", votes, lambda: asyncio.run(read_postgres(other)))


def _rows(url: str, file: Path, kind: str, votes: int, read: Callable[[], float]) -> list[Row]:
    upgrade(url)
    measured(url, str(file))
    # In turn: what else a machine does changes from minute to minute.
    floors, spent = [], {}
    for table in TABLES:
        floors.append(read())
        spent[table] = measured(url, table)
    return [row for table, one in spent.items() for row in _of_table(table, one, kind, votes, min(floors))]


def _of_table(table: str, spent: Spent, kind: str, votes: int, floor: float) -> list[Row]:
    return [
        Row(
            what=f"{votes:,} votes as {table}, {kind}",
            value=votes / spent.seconds,
            unit="/s",
            floor=votes / floor,
            floor_is="/s, the driver's read",
            reach=0.3,
        ),
        Row(
            what=f"peak memory of that table, {kind}",
            value=spent.megabytes,
            unit="MB",
            reach=300,
            at_most=True,
        ),
    ]


def read_sqlite(path: Path) -> float:
    """Return the seconds in which the driver reads the rows."""
    with closing(sqlite3.connect(path)) as connection:
        began = time.perf_counter()
        cursor = connection.execute(_READ)
        while cursor.fetchmany(_SLICE):
            pass
        return time.perf_counter() - began


async def read_postgres(url: str) -> float:
    """Return the same for PostgreSQL."""
    connection = await asyncpg.connect(url)
    try:
        began = time.perf_counter()
        async with connection.transaction():
            cursor = await connection.cursor(_READ)
            while await cursor.fetch(_SLICE):
                pass
        return time.perf_counter() - began
    finally:
        await connection.close()
