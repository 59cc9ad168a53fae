"""Work between the statements of a read that needs no database, and would hold up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.util import await_only

from service.db.engine import ReadSession

T = TypeVar("T")


def apart(session: ReadSession, work: Callable[[], T]) -> T:
    """Run the function and return its result; in a thread if the session is in the event loop.

    That is so on PostgreSQL. On SQLite a read is in a thread of its own already.
    """
    if session.dialect.is_async:
        return await_only(asyncio.to_thread(work))
    return work()
