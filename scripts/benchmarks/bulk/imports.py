"""A million votes: imported from CSV and folded again, beside the bare driver on the same rows."""

from __future__ import annotations

import asyncio
import gzip
import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import asyncpg
import numpy as np
import polars as pl

from scripts.benchmarks.rows import Row
from scripts.benchmarks.work import Spent, measured
from service.db.migrate import upgrade
from service.db.queries.votes import LogRow
from tests.support.db.postgres import PostgresServer

VOTES = 1_000_000
MODELS = 50
THEMES = 12
LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "zh-CN", "ja", "ko", "hi", "ar")
VOTERS = 20_000
DAYS = 30
BATCH = 1_000

_OUTCOMES = pl.Series(("left", "right", "tie", "both_bad"))
_START = 1_760_000_000
_SLICE = 100_000
# What these votes have: the table's own columns, without ids and rankings.
_NAMES = LogRow._fields[: LogRow._fields.index("external_id")]
_COLUMNS = ", ".join(_NAMES)
_READ = f"SELECT {_COLUMNS} FROM votes ORDER BY arena_id, position"  # noqa: S608 - names of columns


class Floors(NamedTuple):
    """The seconds the bare driver takes to insert the rows in batches, and to read them."""

    insert: float
    read: float


def run() -> list[Row]:
    """Return the import and the recount of a million votes on both databases; six minutes."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        file, path = Path(name) / "votes.csv", Path(name) / "arena.db"
        repeating = Path(name) / "questions.csv"
        write_votes(file, VOTES)
        write_votes(repeating, VOTES, question_ids=True)
        hard = {"with ids that repeat": repeating, **_packed_otherwise(file)}
        os.sync()  # or the first commit would wait for the file too
        spent = _work(f"sqlite:///{path}", file)
        floors = _sqlite_floors(path)
        rows = _rows("SQLite", *spent, floors)
        for what, other in hard.items():
            rows += _hard_rows(what, imported(f"sqlite:///{other}.db", other), "SQLite", floors)
        url = postgres.create_database("imports")
        spent = _work(url, file)
        postgres.create_database("floor", "imports")
        floors = asyncio.run(_postgres_floors(url, postgres.url("floor")))
        rows += _rows("PostgreSQL", *spent, floors)
        for number, (what, other) in enumerate(hard.items()):
            spent_on_it = imported(postgres.create_database(f"hard{number}"), other)
            rows += _hard_rows(what, spent_on_it, "PostgreSQL", floors)
        return rows


def write_votes(file: Path, count: int, *, question_ids: bool = False) -> None:
    """Votes of 50 models, 12 themes and 10 languages over 30 days, without prompts and ids of their own.

    With ``question_ids``, twenty votes share the id of their question, as in MT-bench's files.
    """
    random = np.random.default_rng(1)
    models, themes, voters = (
        pl.Series([f"{what}-{number}" for number in range(names)])
        for what, names in (("model", MODELS), ("theme", THEMES), ("voter", VOTERS))
    )
    with file.open("wb") as target:
        for start in range(0, count, _SLICE):
            numbers = np.arange(start, min(start + _SLICE, count))
            left = random.integers(MODELS, size=numbers.size)
            right = (left + random.integers(1, MODELS, numbers.size)) % MODELS
            columns = {
                "model_left": models.gather(left),
                "model_right": models.gather(right),
                "outcome": _OUTCOMES.gather(random.choice(4, numbers.size, p=(0.4, 0.4, 0.12, 0.08))),
                "voter": voters.gather(random.integers(VOTERS, size=numbers.size)),
                "themes": themes.gather(random.integers(THEMES, size=numbers.size)),
                "language": pl.Series(LANGUAGES).gather(random.integers(len(LANGUAGES), size=numbers.size)),
                "voted_at": _START + numbers * DAYS * 86_400 // count,
            }
            questions = {"question_id": numbers // 20} if question_ids else {}
            pl.DataFrame({**columns, **questions}).write_csv(target, include_header=not start)


def _work(url: str, file: Path) -> tuple[Spent, Spent]:
    return imported(url, file), measured(url)


def imported(url: str, file: Path) -> Spent:
    """Return what the import of a file into a new database takes."""
    upgrade(url)
    return measured(url, str(file))


def _packed_otherwise(file: Path) -> dict[str, Path]:
    """Return the same votes in files of other tools, by what is hard about them."""
    semicolons, compressed = file.with_name("semicolons.csv"), file.with_name("votes.csv.gz")
    content = file.read_bytes()
    semicolons.write_bytes(content.replace(b",", b";"))
    compressed.write_bytes(gzip.compress(content, 6))
    return {"with semicolons": semicolons, "in a .gz file": compressed}


def _hard_rows(hard: str, spent: Spent, kind: str, floors: Floors) -> list[Row]:
    what = f"import of {VOTES:,} votes {hard}, {kind}"
    floor_is = f"/s, the driver's inserts of {BATCH:,}"
    return [
        Row(
            what=what,
            value=VOTES / spent.seconds,
            unit="/s",
            floor=VOTES / floors.insert,
            floor_is=floor_is,
            reach=0.25,
        ),
        Row(
            what=f"peak memory of that import, {kind}",
            value=spent.megabytes,
            unit="MB",
            reach=600,
            at_most=True,
        ),
    ]


def _rows(kind: str, imported: Spent, recounted: Spent, floors: Floors) -> list[Row]:
    return [
        Row(
            what=f"import of {VOTES:,} votes, {kind}",
            value=VOTES / imported.seconds,
            unit="/s",
            floor=VOTES / floors.insert,
            floor_is=f"/s, the driver's inserts of {BATCH:,}",
            reach=0.4,
        ),
        Row(
            what=f"peak memory of that import, {kind}",
            value=imported.megabytes,
            unit="MB",
            reach=600,
            at_most=True,
        ),
        Row(
            what=f"recount of that log, {kind}",
            value=VOTES / recounted.seconds,
            unit="/s",
            floor=VOTES / floors.read,
            floor_is="/s, the driver's read",
            reach=0.4,
        ),
    ]


def _sqlite_floors(path: Path) -> Floors:
    """On the imported file: read, then emptied and filled again under the service's own pragmas."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        cursor, rows = connection.execute(_READ), []
        while part := cursor.fetchmany(_SLICE):
            rows += part
        read = time.perf_counter() - began
        connection.execute("DELETE FROM votes")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        marks = ", ".join("?" for _ in _NAMES)
        statement = f"INSERT INTO votes ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 - names of columns
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for start in range(0, len(rows), BATCH):
            connection.executemany(statement, rows[start : start + BATCH])
        connection.execute("COMMIT")
        return Floors(time.perf_counter() - began, read)


async def _postgres_floors(full: str, empty: str) -> Floors:
    """Return the imported database read, and its copy emptied and filled again."""
    source, target = await asyncpg.connect(full), await asyncpg.connect(empty)
    try:
        began = time.perf_counter()
        rows = await source.fetch(_READ)
        read = time.perf_counter() - began
        await target.execute("TRUNCATE votes")
        marks = ", ".join(f"${i + 1}" for i in range(len(_NAMES)))
        statement = f"INSERT INTO votes ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 - names of columns
        began = time.perf_counter()
        async with target.transaction():
            for start in range(0, len(rows), BATCH):
                await target.executemany(statement, rows[start : start + BATCH])
        return Floors(time.perf_counter() - began, read)
    finally:
        await source.close()
        await target.close()
