"""Whether the service is ready to work."""

from __future__ import annotations

import asyncio

from service.db import migrate
from service.db.engine import Database
from service.errors import Unavailable

# A health check that gets no answer in time counts as failed anyway.
TIMEOUT_SECONDS = 3.0


async def check_ready(database: Database) -> None:
    """Raise Unavailable unless the database answers and has the schema of this version."""
    try:
        current, newest = await asyncio.wait_for(database.read(migrate.versions), TIMEOUT_SECONDS)
    except TimeoutError:
        raise Unavailable(f"the database did not answer within {TIMEOUT_SECONDS:g} seconds") from None
    if current != newest:
        raise Unavailable("the database does not have the schema of this version; run `arena migrate`")
