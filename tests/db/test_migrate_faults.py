"""Migrations that cannot be: each says why in one line, and leaves the database as it was."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from service.db.migrate import downgrade, revision_of, run_on, upgrade
from service.db.schema_versions import newest
from service.errors import ArenaError, Unavailable
from tests.support.db.databases import execute, sqlite_url
from tests.support.runs.waiting import CEILING_SECONDS


def test_a_migration_that_fails_is_one_line_and_changes_nothing(database_url: str) -> None:
    downgrade(database_url, "0012_fold_leases")
    # As after a restore by hand that brought a table of the next version with it.
    execute(database_url, "CREATE TABLE log_segments (x INTEGER)")
    with pytest.raises(ArenaError, match="the migration from 0012_fold_leases to head failed") as caught:
        upgrade(database_url)
    assert "log_segments" in caught.value.detail
    assert "already exists" in caught.value.detail
    assert len(caught.value.detail.splitlines()) == 1
    assert revision_of(database_url) == "0012_fold_leases"


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    before = revisions(database_url)
    execute(database_url, "UPDATE alembic_version SET version_num = '9999_later'")
    for change in (upgrade, lambda url: downgrade(url, "base")):
        with pytest.raises(Unavailable, match=f"schema 9999_later.*schema {newest()}"):
            change(database_url)
    assert revisions(database_url) == before
    execute(database_url, f"UPDATE alembic_version SET version_num = '{newest()}'")  # noqa: S608


def test_a_new_file_that_another_process_locks_is_waited_for(tmp_path: Path) -> None:
    """As while another process turns on the write-ahead log, which SQLite's own timeout does not cover."""
    file = tmp_path / "new.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE x (y INTEGER)")
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(upgrade, sqlite_url(file))
            time.sleep(0.3)
            assert not waiting.done()
            other.execute("COMMIT")
            waiting.result(CEILING_SECONDS)
    assert revision_of(sqlite_url(file)) == newest()


def revisions(url: str) -> int:
    """Return the catalog's revision, which is there only if its table is."""
    found: list[int] = []

    def look(connection: Connection) -> None:
        found.append(connection.exec_driver_sql("SELECT revision FROM catalog").scalar_one())

    run_on(url, look)
    return found[0]
