"""Work beside the event loop, in the middle of a read."""

from __future__ import annotations

import threading

import pytest

from service.db.apart import apart
from service.db.engine import ReadSession, open_database


@pytest.mark.anyio
async def test_work_is_never_in_the_event_loop(database_url: str) -> None:
    def read(session: ReadSession) -> int:
        assert session.exec_driver_sql("SELECT 1").scalar() == 1
        thread = apart(session, threading.get_ident)
        assert session.exec_driver_sql("SELECT 2").scalar() == 2
        return thread

    database = open_database(database_url, 1)
    try:
        assert await database.read(read) != threading.get_ident()
    finally:
        await database.close()
