"""Whether the service can do its work now."""

from __future__ import annotations

import asyncio

from service.db import migrate
from service.db.engine import Database
from service.errors import Unavailable

# A probe that gets no answer in time counts as a failure anyway.
PATIENCE_SECONDS = 3.0


async def check_ready(database: Database) -> None:
    """Return if the database answers and has the schema of this version; raise Unavailable otherwise."""
    try:
        current, newest = await asyncio.wait_for(database.read(migrate.versions), PATIENCE_SECONDS)
    except TimeoutError:
        raise Unavailable(f"the database did not answer within {PATIENCE_SECONDS:g} seconds") from None
    if current != newest:
        raise Unavailable("the database does not have the schema of this version; run `arena migrate`")
