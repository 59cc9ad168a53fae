"""Whether the service is ready to work."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from service.db.engine import Database, ReadSession
from service.db.schema_versions import check, check_clock, current
from service.errors import Unavailable

# A health check that gets no answer in time counts as failed anyway.
TIMEOUT_SECONDS = 1.5

# One check at a time: while the database does not answer, each would hold another connection.
_looks: WeakKeyDictionary[Database, asyncio.Task[None]] = WeakKeyDictionary()


async def check_ready(database: Database) -> None:
    """Raise Unavailable unless the database answers, has the schema of this version, and the clocks agree.

    A check that takes too long is left to end by itself, and nobody waits for it: canceling it would wait
    for the database, too.
    """
    look = _looks.get(database)
    if look is None or look.done():
        look = _looks[database] = asyncio.create_task(database.read(_look))
    done, _ = await asyncio.wait({look}, timeout=TIMEOUT_SECONDS)
    if not done:
        look.add_done_callback(_hear)
        raise Unavailable(f"the database did not answer within {TIMEOUT_SECONDS:g} seconds")
    look.result()


def _look(session: ReadSession) -> None:
    check(current(session))
    check_clock(session)


def _hear(look: asyncio.Task[None]) -> None:
    """Take the error of a check that nobody waits for any more."""
    if not look.cancelled():
        look.exception()
