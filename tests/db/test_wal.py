"""SQLite's write-ahead log: emptied in time, and nobody waits for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from service.db import wal
from service.db.engine import SqliteDatabase, WriteSession, open_database
from service.db.wal import Checkpointer

EVERY = 8


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wal, "COMMITS", EVERY)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread


def log_bytes(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def write(connection: sqlite3.Connection, number: int) -> None:
    """Change about ten pages, as a batch of votes does."""
    text = f"{number:040000d}"
    connection.execute("UPDATE catalog SET revision = ?", (number,))
    connection.execute("INSERT OR REPLACE INTO themes VALUES ('x', ?)", (text,))


def test_the_log_stays_short_however_many_commits_there_are(path: Path, writer: ThreadPoolExecutor) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        write(connection, 0)
        each = log_bytes(path)
        checkpointer = Checkpointer(path, writer)
        for number in range(20 * EVERY):
            write(connection, number)
            checkpointer.committed()
            if number % EVERY == EVERY - 1:
                _settle(checkpointer, writer)
        checkpointer.close()
        assert log_bytes(path) < 3 * EVERY * each
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT revision FROM catalog").fetchone() == (20 * EVERY - 1,)


def _settle(checkpointer: Checkpointer, writer: ThreadPoolExecutor) -> None:
    """Wait until what was begun is done."""
    checkpointer._thread.submit(int).result()
    writer.submit(int).result()


def test_a_long_read_holds_nobody_up_and_keeps_its_snapshot(path: Path, writer: ThreadPoolExecutor) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        closing(sqlite3.connect(path, isolation_level=None)) as reader,
    ):
        reader.execute("BEGIN")
        before = reader.execute("SELECT revision FROM catalog").fetchone()
        checkpointer = Checkpointer(path, writer)
        for number in range(100, 100 + 3 * EVERY):
            write(connection, number)
            checkpointer.committed()
            _settle(checkpointer, writer)
        assert reader.execute("SELECT revision FROM catalog").fetchone() == before
        reader.execute("COMMIT")
        assert reader.execute("SELECT revision FROM catalog").fetchone() == (100 + 3 * EVERY - 1,)
        checkpointer.close()


def test_a_file_that_went_away_stops_no_writer(tmp_path: Path, writer: ThreadPoolExecutor) -> None:
    checkpointer = Checkpointer(tmp_path / "none" / "arena.db", writer)
    for _ in range(4 * EVERY):
        checkpointer.committed()
        _settle(checkpointer, writer)
    assert not checkpointer._busy.locked()
    checkpointer.close()


@pytest.mark.anyio
async def test_the_database_empties_its_log_as_it_goes_and_closes_in_the_midst(
    sqlite_url: str, path: Path
) -> None:
    def change(session: WriteSession, number: int) -> None:
        session.exec_driver_sql("INSERT OR REPLACE INTO themes VALUES ('x', ?)", (f"{number:040000d}",))

    database = open_database(sqlite_url)
    assert isinstance(database, SqliteDatabase)
    try:
        await database.write(change, 0)
        each = log_bytes(path)
        for number in range(1, 30 * EVERY):
            if number % EVERY == 0:
                _settle(database._checkpointer, database._write_thread)
            await database.write(change, number)
        assert log_bytes(path) < 10 * EVERY * each
    finally:
        await database.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM themes").fetchone() == (f"{30 * EVERY - 1:040000d}",)


def test_a_read_that_ends_soon_is_waited_for(
    path: Path, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "WAIT_SECONDS", 60.0)
    assert _due_after_a_read(path, writer, ends=True) == wal.COMMITS


def test_the_log_is_emptied_soon_if_a_read_held_it(
    path: Path, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "WAIT_SECONDS", 0.0)
    assert _due_after_a_read(path, writer, ends=False) == wal.RETRY_COMMITS


def _due_after_a_read(path: Path, writer: ThreadPoolExecutor, *, ends: bool) -> int:
    """Return the commits until the log is emptied again, after a read held it that ends or not."""
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        closing(sqlite3.connect(path, isolation_level=None)) as reader,
    ):
        write(connection, 0)
        reader.execute("BEGIN")
        reader.execute("SELECT revision FROM catalog").fetchone()
        checkpointer = Checkpointer(path, writer)
        for number in range(EVERY):
            write(connection, number)
            checkpointer.committed()
        if ends:
            reader.execute("COMMIT")
        _settle(checkpointer, writer)
        checkpointer.close()
        return checkpointer._due - EVERY
