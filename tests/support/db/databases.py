"""Databases as the migrations build them, migrated once a session and copied for each test."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from service.db.migrate import upgrade
from tests.support.db.postgres import PostgresServer

POSTGRES_TEMPLATE = "arena_template"

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests of what is the same on both kinds of database, whose fixtures would bring both.

It is refused before one is asked, or about what is printed and not about what is stored.
"""


def sqlite_url(path: Path) -> str:
    """Return the address of an SQLite file as a user of the service would write it."""
    return f"sqlite:///{path}"


def migrated_sqlite(path: Path) -> Path:
    """Make an empty arena database at ``path`` that can be copied as one file."""
    upgrade(sqlite_url(path))
    with closing(sqlite3.connect(path)) as connection:
        # In WAL mode a part of the database may still be in the file beside it.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """Copy the template to ``folder``; return the URL of the copy."""
    return sqlite_url(Path(shutil.copyfile(template, folder / "arena.db")))


def migrated_postgres(server: PostgresServer) -> str:
    """Make an empty arena database on ``server``; return its name, the template for more."""
    upgrade(server.create_database(POSTGRES_TEMPLATE))
    return POSTGRES_TEMPLATE


def execute(url: str, statement: str) -> None:
    """Run and commit a statement with a plain driver, without telling the service."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
            file.execute(statement)
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(statement.encode())
