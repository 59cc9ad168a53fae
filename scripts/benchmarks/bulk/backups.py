"""A backup of a million votes on both databases, its check and its restore, beside each database's own copy.

``python -m scripts.benchmarks.bulk.backups make|verify|restore URL FOLDER PLACE`` does one of them and prints
what it took as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from scripts.benchmarks.bulk.imports import write_votes
from scripts.benchmarks.rows import Row
from scripts.benchmarks.work import Spent, measured, peak
from service.arena.backups.making import back_up
from service.arena.backups.restoring import restore
from service.arena.backups.verifying import verify
from service.db.migrate import upgrade
from service.settings import Settings
from tests.support.db.postgres import PostgresServer

VOTES = 1_000_000


def run() -> list[Row]:
    """Return the figures of both databases; three minutes."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        file, path = folder / "votes.csv", folder / "arena.db"
        write_votes(file, VOTES)
        url = f"sqlite:///{path}"
        upgrade(url)
        measured(url, str(file))
        rows = _rows("SQLite", url, folder, postgres.create_database("moved"), _sqlite_copy(path))
        there = postgres.url("moved")
        target = f"sqlite:///{folder / 'back.db'}"
        return rows + _rows("PostgreSQL", there, folder, target, _postgres_copy(postgres, there, folder))


def _rows(name: str, url: str, folder: Path, target: str, floor: tuple[float, float, str]) -> list[Row]:
    place = folder / f"{name}.tar.zst"
    made, verified, restored = [
        _spent(what, where, folder, place)
        for what, where in (("make", url), ("verify", url), ("restore", target))
    ]
    seconds, megabytes, what = floor
    size = place.stat().st_size / 1e6
    return [
        Row(
            what=f"backup of {VOTES:,} votes, {name}",
            value=made.seconds,
            unit="s",
            floor=seconds,
            floor_is=f"s, {what}",
        ),
        Row(what="its size", value=size, unit="MB", floor=megabytes, floor_is=f"MB, {what}"),
        Row(what="peak memory of making it", value=made.megabytes, unit="MB", reach=300, at_most=True),
        Row(what="its check, all ratings computed again", value=verified.seconds, unit="s"),
        Row(what="its restore on the other database", value=restored.seconds, unit="s"),
        Row(what="peak memory of restoring it", value=restored.megabytes, unit="MB", reach=300, at_most=True),
    ]


def _spent(what: str, url: str, folder: Path, place: Path) -> Spent:
    command = [sys.executable, "-m", "scripts.benchmarks.bulk.backups", what, url, str(folder), str(place)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Spent(**json.loads(done.stdout))


def _sqlite_copy(path: Path) -> tuple[float, float, str]:
    began, target = time.perf_counter(), path.with_suffix(".copy")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - began, target.stat().st_size / 1e6, "sqlite3's backup"


def _postgres_copy(postgres: PostgresServer, url: str, folder: Path) -> tuple[float, float, str]:
    target, began = folder / "dump", time.perf_counter()
    command = [f"{postgres.bindir}/pg_dump", "--format=custom", f"--file={target}", f"--dbname={url}"]
    subprocess.run(command, check=True)
    return time.perf_counter() - began, target.stat().st_size / 1e6, "pg_dump"


def _work(what: str, url: str, folder: str, place: str) -> Spent:
    settings = Settings(database_url=url, data_dir=Path(folder) / what, blobs_url=f"{folder}/{what}/blobs")
    began = time.perf_counter()
    if what == "make":
        asyncio.run(back_up(settings, place, None))
    elif what == "verify":
        if not verify(place).well:
            raise RuntimeError("the ratings differ")
    else:
        restore(settings, place, lambda: None)
    return Spent(time.perf_counter() - began, peak())


if __name__ == "__main__":
    print(json.dumps(asdict(_work(*sys.argv[1:]))))
