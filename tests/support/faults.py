"""Helpers of the fault tests: an arena to vote in, and the checks afterwards."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from service.arena.access.keys import create
from service.db.engine import ReadSession, WriteSession
from service.db.tables.votes import external_ids
from tests.support.arenas import arena_services, checked, new_arena
from tests.support.storm import Storm


async def prepared(url: str, folder: Path) -> str:
    """Make the arena and its models; return a key that may vote."""

    def make_key(session: WriteSession) -> str:
        return create(session, "storm", ["votes"]).key

    async with arena_services(url, folder) as services:
        await new_arena(services)
        return await services.database.write(make_key)


async def logged(url: str, folder: Path, storm: Storm) -> int:
    """Assert that every acknowledged vote is in the log once; return the number of votes in the log."""
    async with arena_services(url, folder) as services:
        stored = await services.database.read(_external_ids)
    assert len(stored) == len(set(stored))
    assert storm.acknowledged <= set(stored) <= set(storm.sent)
    return len(stored)


async def consistent(url: str, folder: Path, storm: Storm) -> int:
    """Assert the same, and that the ratings match the log; return the number of votes in the log."""
    count = await logged(url, folder, storm)
    async with arena_services(url, folder) as services:
        found = await checked(services)
    assert (found.votes, found.differences) == (count, 0)
    return count


def _external_ids(session: ReadSession) -> list[str]:
    return [str(row.external_id) for row in session.execute(select(external_ids.c.external_id))]
