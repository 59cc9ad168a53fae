"""The drivers' errors, translated into the program's own: each cause in its own words.

The words never have a secret in them; what the driver said goes to the log, with its passwords masked.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg.exceptions import InterfaceError, InternalClientError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.db.driver_causes import FULL, cause_of, sqlstate_of
from service.domain.masking import masked
from service.errors import ArenaError, StorageFull, Unavailable

logger = logging.getLogger("arena")

# A database that is away fails every request in the same way: one line in this many seconds says it.
QUIET_SECONDS = 10.0
# What another process that was faster leaves behind: a row that must be unique or is no longer there, and
# the two kinds of conflict that PostgreSQL ends.
_LOST_RACES = {"23505", "23503", "40001", "40P01"}

# The driver raises InternalClientError if a connection is cut at a moment that it does not expect.
_ERRORS = (
    OSError,
    PoolTimeout,
    InterfaceError,
    InternalClientError,
    DBAPIError,
    PostgresError,
    sqlite3.Error,
)

_logged: dict[str, float] = {}


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable or StorageFull in place of a driver's error that means one of them.

    Other errors, such as a violated constraint, pass through unchanged.
    """
    try:
        yield
    except _ERRORS as error:
        meaning = meaning_of(error)
        if meaning is None:
            raise
        _log(meaning, error)
        raise meaning from error


def meaning_of(error: BaseException) -> ArenaError | None:
    """Return the program's own error for one of a driver, None if it says nothing of the database's state."""
    cause = cause_of(error)
    if cause is None:
        return None
    return StorageFull(cause) if cause == FULL else Unavailable(cause)


def is_lost_race(error: BaseException) -> bool:
    """Return whether a transaction failed only because another process was faster: it can be run again."""
    state = sqlstate_of(error.__cause__ if isinstance(error, ArenaError) and error.__cause__ else error)
    return state in _LOST_RACES


def first_line(error: BaseException) -> str:
    """Return what the driver said, in one line and with its passwords masked."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    kind = type(error.orig if isinstance(error, DBAPIError) else error).__name__
    # SQLAlchemy puts the class of the driver's error in front.
    said = said.rpartition("'>: ")[2].strip()
    return masked(said.splitlines()[0] if said else kind)


def _log(meaning: ArenaError, error: BaseException) -> None:
    now = time.monotonic()
    if now - _logged.get(meaning.detail, -QUIET_SECONDS) >= QUIET_SECONDS:
        _logged[meaning.detail] = now
        logger.warning("%s; the driver said: %s", meaning.detail.partition(";")[0], first_line(error))
