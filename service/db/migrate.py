"""Migrations: bring a database to the schema of this version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.db.driver_errors import translated
from service.db.engine import parse_url, sqlite_engine
from service.db.poolers import postgres_engine

_PACKAGE = Path(__file__).parents[1]
# The wheel has the migrations inside the package, a checkout has them beside it.
_FOLDER = next(
    folder for folder in (_PACKAGE / "migrations", _PACKAGE.parent / "migrations") if folder.is_dir()
)
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
    """Upgrade the database to a schema revision. Raise Unavailable if it cannot be reached."""
    run_on(url, lambda connection: command.upgrade(_config(connection), revision), alone=True)


def downgrade(url: str, revision: str) -> None:
    """Downgrade the database to a schema revision; ``base`` is an empty database."""
    run_on(url, lambda connection: command.downgrade(_config(connection), revision), alone=True)


def versions(connection: Connection) -> tuple[str | None, str | None]:
    """Return the database's schema revision and the newest one that this program knows."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config(connection)).get_current_head()


def product(connection: Connection) -> str:
    """Return the name and the version of the database's program."""
    if connection.dialect.name == "postgresql":
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"
    return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"


def revision_of(url: str) -> str | None:
    """Return the schema revision of the database at a URL, or None for a new one. Raise Unavailable."""
    revisions: list[str | None] = []
    run_on(url, lambda connection: revisions.append(versions(connection)[0]))
    return revisions[0]


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


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
