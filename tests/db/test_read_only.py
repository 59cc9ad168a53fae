"""A database that is only looked at: no byte of it changes, and no file appears beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from service.db.engine import ReadSession, open_database
from service.db.read_only import is_absent, open_read_only
from service.errors import Unavailable
from tests.support.db.databases import execute

pytestmark = pytest.mark.anyio


def revision(session: ReadSession) -> str:
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_reading_leaves_everything_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    before = files(tmp_path)
    database = open_read_only(sqlite_url)
    assert await database.read(revision)
    with pytest.raises(Unavailable, match="for reading only"):
        await database.write(revision)
    await database.close()
    assert files(tmp_path) == before


async def test_it_sees_what_a_server_has_just_committed(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "arena.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as server:
        server.execute("UPDATE alembic_version SET version_num = 'newer'")
        before = files(tmp_path)
        database = open_read_only(sqlite_url)
        assert await database.read(revision) == "newer"
        await database.close()
        after = files(tmp_path)
        assert {name: after[name] for name in ("arena.db", "arena.db-wal")} == {
            name: before[name] for name in ("arena.db", "arena.db-wal")
        }


async def test_a_file_that_is_not_there_is_not_created(tmp_path: Path) -> None:
    database = open_read_only(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(Unavailable, match=f"no database at {tmp_path}/none.db"):
        await database.read(revision)
    await database.close()
    assert files(tmp_path) == {}


async def test_postgresql_that_takes_no_writes(postgres_url: str) -> None:
    name = postgres_url.rpartition("/")[2].partition("?")[0]
    execute(postgres_url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    database = open_read_only(postgres_url)
    assert await database.read(revision)
    await database.close()
    writable = open_database(postgres_url)
    with pytest.raises(Unavailable):
        await writable.write(lambda session: session.execute(text("DELETE FROM alembic_version")))
    await writable.close()


def test_whether_there_is_a_database(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    found = [is_absent(f"sqlite:///{tmp_path}/{name}.db") for name in ("none", "empty")]
    assert (found, is_absent(sqlite_url)) == ([True, True], False)
    assert not (tmp_path / "none.db").exists()
