"""Ten million votes: how an import and a recount of so many compare with a tenth and with a second worker.

``--database postgresql`` measures the import there, which takes several times as long.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from scripts.benchmarks.bulk.imports import imported, write_votes
from scripts.benchmarks.bulk.recounts import recounted
from scripts.benchmarks.rows import Row
from service.rating.bulk import Entries
from service.rating.engines import engine
from service.rating.params import Params
from service.rating.rating_state import RatingState
from tests.support.db.postgres import PostgresServer

VOTES = 10_000_000
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

_TRIES = 3
_UPDATES = 1_000_000


def run(database: str = "sqlite", votes: int = VOTES) -> list[Row]:
    """Return the figures of imports on a database and, on SQLite, of recounts; four minutes there."""
    with tempfile.TemporaryDirectory() as name, _databases(database, Path(name)) as new_database:
        folder = Path(name)
        few, many = folder / "few.csv", folder / "many.csv"
        write_votes(few, votes // 10)
        write_votes(many, votes)
        os.sync()
        fewer = imported(new_database("few"), few)
        spent = imported(url := new_database("many"), many)
        many.unlink()
        rows = [
            Row(
                what=f"import of {votes:,} votes, {NAMES[database]}",
                value=votes / spent.seconds,
                unit="/s",
                floor=votes / 10 / fewer.seconds,
                floor_is=f"/s, of {votes // 10:,}",
                reach=0.9,
            ),
            Row(
                what=f"peak memory of that import, {NAMES[database]}",
                value=spent.megabytes,
                unit="MB",
                reach=1_000,
                at_most=True,
            ),
        ]
        if database == "sqlite":
            rows += [*recounted(url, folder, votes, _TRIES, reach=1.7), _machine()]
        return rows


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield a function that returns the URL of a new database."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with PostgresServer() as server:
        yield server.create_database


def _machine() -> Row:
    """Return what a second process is worth here that has nothing to do with the first."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_fold, range(4)))  # starts both, and loads the compiled fold
        one, two = (min(_seconds(pool, count) for _ in range(3)) for count in (1, 2))
    return Row(
        what="folds of two processes without a common log",
        value=2 * _UPDATES / two,
        unit="updates/s",
        floor=_UPDATES / one,
        floor_is="updates/s, of one",
    )


def _seconds(pool: ProcessPoolExecutor, count: int) -> float:
    began = time.perf_counter()
    list(pool.map(_fold, range(count)))
    return time.perf_counter() - began


def _fold(seed: int) -> None:
    random = np.random.default_rng(seed)
    state = RatingState(Params(), complete=True, engine=engine("fast", _UPDATES))
    left = random.integers(50, size=_UPDATES)
    axis, outcome = random.integers(100, size=_UPDATES), random.integers(1, 5, _UPDATES)
    state.fold_arrays(Entries(axis, left, (left + 1) % 50, outcome), 1)
