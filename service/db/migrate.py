"""Migrations: bring a database to the schema of this version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text

from service.db.driver_errors import translated
from service.db.engine import sqlite_engine
from service.db.poolers import postgres_engine
from service.db.schema_versions import check, check_known, current, newest
from service.db.urls import parse_url

# A migration that waits for a lock makes every vote behind it wait too: better to give up and be run again.
_LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "15min",
    "idle_in_transaction_session_timeout": "15min",
}
# Any number that nothing else in the database locks. Servers that start at once queue here until the first
# has migrated. Its transaction stays open meanwhile, because a pooler would lose a lock of the session.
_LOCK = text(
    "SELECT set_config('lock_timeout', '30s', true), "
    "set_config('idle_in_transaction_session_timeout', '0', true), pg_advisory_xact_lock(7305128611)"
)


def upgrade(url: str, revision: str = "head") -> None:
    """Upgrade the database to a schema revision.

    Raise Unavailable if it cannot be reached or a newer program has migrated it, and ArenaError if a
    migration fails.
    """
    run_on(url, lambda connection: _migrate(connection, "upgrade", revision), alone=True)


def downgrade(url: str, revision: str) -> None:
    """Downgrade the database to a schema revision; ``base`` is an empty database. Raise as `upgrade` does."""
    run_on(url, lambda connection: _migrate(connection, "downgrade", revision), alone=True)


def upgrade_on(connection: Connection, revision: str) -> None:
    """Upgrade the database to a schema revision inside the transaction that the connection is in."""
    from service.db import revising  # noqa: PLC0415 - as in `_migrate`

    revising.change(connection, "upgrade", revision)


def _migrate(connection: Connection, direction: Literal["upgrade", "downgrade"], revision: str) -> None:
    before = current(connection)
    connection.rollback()  # Alembic commits nothing in a transaction that it did not begin
    check_known(before)
    if direction == "downgrade" or revision != "head" or before != newest():
        # Nearly every start finds the database up to date, and importing Alembic takes a sixth of a second.
        from service.db import revising  # noqa: PLC0415

        revising.change_or_explain(connection, direction, revision, before)


def product(connection: Connection) -> str:
    """Return the name and the version of the database's program."""
    if connection.dialect.name == "postgresql":
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"
    return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"


def revision_of(url: str) -> str | None:
    """Return the schema revision of the database at a URL, or None for a new one. Raise Unavailable."""
    revisions: list[str | None] = []
    run_on(url, lambda connection: revisions.append(current(connection)))
    return revisions[0]


def prepare(url: str) -> None:
    """Give a new database its schema. Raise Unavailable for the schema of another version."""
    revision = revision_of(url)
    if revision is None:
        upgrade(url)
    else:
        check(revision)


def run_on(url: str, work: Callable[[Connection], None], *, alone: bool = False) -> None:
    """Call the function with a connection to the database. Must not be called from an event loop.

    With ``alone``, other calls that want to be alone wait until this one has ended.
    """
    parsed = parse_url(url)
    with translated():
        if parsed.get_backend_name() == "postgresql":
            asyncio.run(_on_postgres(url, work, alone=alone))
            return
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sqlite_engine(parsed, begin="BEGIN IMMEDIATE", pool_size=1)
        try:
            with engine.connect() as connection:
                work(connection)
        finally:
            engine.dispose()


async def _on_postgres(url: str, work: Callable[[Connection], None], *, alone: bool) -> None:
    engine = postgres_engine(parse_url(url), 2, "READ COMMITTED", settings=_LIMITS, statement_seconds=None)
    try:
        async with engine.connect() as holder, engine.connect() as connection:
            if alone:
                await holder.execute(_LOCK)
            await connection.run_sync(work)
    finally:
        await engine.dispose()
