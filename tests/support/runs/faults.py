"""Helpers of the fault tests: an arena to vote in, and the checks afterwards."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from sqlalchemy import select

from service.arena.access.keys import create
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.db.tables.votes import external_ids
from tests.support.network.storm import Storm
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import async_client_of
from tests.support.votes.arenas import add_arena, arena_services, check_of, new_arena
from tests.support.votes.folds import opened


async def prepared(url: str, folder: Path, *more: str) -> str:
    """Make the arena and its models, and more arenas; return a key that may vote."""

    def make_key(session: WriteSession) -> str:
        return create(session, "storm", ["votes"]).key

    async with arena_services(url, folder) as services:
        await new_arena(services)
        for slug in more:
            await services.database.write(partial(add_arena, slug=slug))
        return await services.database.write(make_key)


async def logged(url: str, storm: Storm) -> int:
    """Assert that every acknowledged vote is in the log once; return the number of votes in the log."""
    async with opened(url) as database:
        return _logged(await database.read(_external_ids), storm)


def _logged(stored: list[str], storm: Storm) -> int:
    assert len(stored) == len(set(stored))
    assert storm.acknowledged <= set(stored) <= set(storm.sent)
    return len(stored)


async def consistent(url: str, storm: Storm) -> int:
    """Assert the same, and that the ratings match the log; return the number of votes that are rated.

    All of it is read at one moment: PostgreSQL may still commit what a killed server has sent it. What that
    server stored last waits until another one rates it.
    """
    async with opened(url) as database:
        stored, found, waiting = await database.read(
            lambda session: (
                _external_ids(session),
                [check_of(session, slug) for slug in storm.arenas],
                sum(_waiting(session, slug) for slug in storm.arenas),
            )
        )
    count, votes = _logged(stored, storm), sum(one.votes for one in found)
    differences = sum(one.differences for one in found)
    assert (votes + waiting, differences) == (count, 0), (found, waiting, count)
    return votes


def _waiting(session: ReadSession, slug: str) -> int:
    """Return how many votes of an arena are stored and not rated yet."""
    arena = arenas.get(session, slug)
    assert arena is not None
    log = arenas.log_of(session, arena.id)
    assert log is not None
    return log.end - log.arena.last_position


async def boards_follow(base: str, position: int) -> None:
    """Wait until the leaderboards of all processes show the last vote: 24 answers in a row do."""
    in_a_row = 0
    async with asyncio.timeout(CEILING_SECONDS):
        while in_a_row < 24:
            # A new connection each time, so that any of the processes may answer.
            async with async_client_of(base) as client:
                answer = await client.get("/api/v1/arenas/t2i/leaderboard")
            in_a_row = in_a_row + 1 if answer.json()["position"] == position else 0


def _external_ids(session: ReadSession) -> list[str]:
    return [str(row.external_id) for row in session.execute(select(external_ids.c.external_id))]
