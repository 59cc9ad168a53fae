"""Versions of the schema: which one a database has, and that nothing is written to any but the program's.

An old program would store votes that a newer schema reads differently, and a new one would fail on an older
schema halfway. Databases are also migrated while servers run, so every transaction that writes checks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import ProgrammingError

from service.db.poolers import SETTINGS
from service.errors import Unavailable

T = TypeVar("T")

_PACKAGE = Path(__file__).parents[1]
# The wheel has the migrations inside the package, a checkout has them beside it.
FOLDER = next(
    folder for folder in (_PACKAGE / "migrations", _PACKAGE.parent / "migrations") if folder.is_dir()
)
# How far a server's clock may be ahead of PostgreSQL's. A client's reported time may be as far ahead.
CLOCK_SECONDS = 300

_REVISION = re.compile(r'^revision = "(?P<revision>.+)"$', re.MULTILINE)
_DOWN = re.compile(r'^down_revision = (?:"(?P<revision>.+)"|None)$', re.MULTILINE)
_STORED = text("SELECT version_num FROM alembic_version")
_DATABASE_TIME = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")


@cache
def known() -> tuple[str, ...]:
    """Return the schema revisions that this program knows, newest first."""
    # Alembic would run every file for this, at every start, and importing Alembic takes as long as that.
    texts = [file.read_text() for file in (FOLDER / "versions").glob("*.py")]
    after = {_named(_DOWN, text): _named(_REVISION, text) for text in texts}
    revisions: list[str] = []
    while (revision := after.get(revisions[0] if revisions else None)) is not None:
        revisions.insert(0, revision)
    return tuple(revisions)


def _named(pattern: re.Pattern[str], script: str) -> str | None:
    found = pattern.search(script)
    return found["revision"] if found else None


def newest() -> str:
    """Return the schema revision of this program."""
    return known()[0]


def current(connection: Connection) -> str | None:
    """Return the database's schema revision, or None for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(_STORED).scalar_one_or_none()
    return revision


def versions(connection: Connection) -> tuple[str | None, str]:
    """Return the database's schema revision and the program's."""
    return current(connection), newest()


def check_known(revision: str | None) -> None:
    """Raise Unavailable if the program does not know a database's revision, because a newer one made it."""
    if revision is not None and revision not in known():
        raise Unavailable(
            f"the database has schema {revision}, which this program with schema {newest()} does not know: "
            "a newer version has migrated it; install that version"
        )


def check(revision: str | None) -> None:
    """Raise Unavailable unless a database's revision is the program's; the message has both."""
    check_known(revision)
    if revision != newest():
        has = "no schema yet" if revision is None else f"schema {revision}"
        raise Unavailable(
            f"the database has {has}, and this program needs schema {newest()}; run `arena migrate`"
        )


class SqliteGuard:
    """Checks the schema inside each transaction that writes.

    SQLite counts changes of the schema in the file's header. While that number stays, the revision does, too;
    comparing it takes 3 microseconds.
    """

    def __init__(self) -> None:
        self._checked: int | None = None

    def check(self, connection: Connection) -> None:
        """Raise Unavailable unless the database has the schema of this program."""
        [number] = connection.connection.cursor().execute("PRAGMA schema_version").fetchone()
        if number != self._checked:
            check(current(connection))
            self._checked = number


def postgres_guard() -> str:
    """Return the query that goes along with BEGIN: it has a row if a transaction may write.

    It compares the schema's revision, and this process's clock with the server's. Both may change at any
    moment, and this costs no round trip. A slow network makes the clock look late, never early.
    """
    limit = time.time() - CLOCK_SECONDS
    ours = f"version_num = '{newest()}'"
    return f"SELECT FROM alembic_version WHERE {ours} AND now() > to_timestamp({limit:f})"


READY = (
    f"SELECT set_config('lock_timeout', '{SETTINGS['lock_timeout']}', true) FROM alembic_version "  # noqa: S608
    "WHERE version_num = :schema AND now() > to_timestamp(CAST(:earliest AS double precision))"
)
"""The same query for a statement that is its own transaction, with the values of `ready`.

It also sets what a pooler's connections lack. What the statement writes must depend on its row.
"""


def ready() -> dict[str, object]:
    """Return the values of `READY`."""
    return {"schema": newest(), "earliest": time.time() - CLOCK_SECONDS}


def explain(connection: Connection) -> None:
    """Raise Unavailable with the reason why the guard found no row, which may be gone by now."""
    check(current(connection))
    check_clock(connection)
    raise Unavailable("the database was not ready to be written to; try again shortly")


def clock_lead(connection: Connection) -> float | None:
    """Return by how many seconds this process's clock is ahead of the database's, None on SQLite."""
    if connection.dialect.name == "sqlite":
        return None
    began = time.time()
    theirs = float(connection.execute(_DATABASE_TIME).scalar_one())
    return began - theirs


def check_clock(connection: Connection) -> None:
    """Raise Unavailable if this process's clock is too far ahead of the database's."""
    lead = clock_lead(connection)
    if lead is not None and lead > CLOCK_SECONDS:
        raise Unavailable(
            f"this server's clock is {lead:.0f} seconds ahead of the database's, so nothing is recorded; "
            "set the clocks right, and recording goes on by itself"
        )


def guarded(
    work: Callable[[Connection], T], passed: Callable[[Connection], bool]
) -> Callable[[Connection], T]:
    """Return a function that runs the work, and raises RefusedError instead of returning if it may not write.

    Whether it may is known only after the work's first statement, with which the driver sends BEGIN.
    """

    def run(connection: Connection) -> T:
        try:
            result = work(connection)
        except Exception as error:
            if passed(connection):
                raise
            raise RefusedError from error
        if not passed(connection):
            raise RefusedError
        return result

    return run


def explained(work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """Return a function that runs the work, and says so if it failed because the schema is another.

    For work whose statements are their own transactions, and look at the schema as they write.
    """

    def run(connection: Connection) -> T:
        try:
            return work(connection)
        except ProgrammingError:
            check(current(connection))
            raise

    return run


class RefusedError(Exception):
    """The guard of a transaction found no row; `explain` says why."""
