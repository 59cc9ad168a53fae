"""Folds of several arenas go together, and none waits for another's lock or suffers from its failure."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from asyncpg.exceptions import ConnectionDoesNotExistError
from sqlalchemy import text

from service.arena.recording import live_fold
from service.arena.recording.fold_work import FoldWork
from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import (
    Asked,
    LeaseLostError,
    OutdatedError,
    Sent,
    begin,
    keep_leases,
    storable,
)
from service.db.bulk import Insert
from service.db.engine import Database, WriteSession
from service.db.tables.votes import ratings
from service.domain.arenas import Arena
from service.errors import Unavailable
from tests.support.votes.arenas import ballots, check_of
from tests.support.votes.folds import append, log_of, made, opened

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
ANNA = 11
HOLD = text("SELECT 1 FROM fold_leases WHERE arena_id = :arena FOR NO KEY UPDATE")


async def sent(database: Database, work: FoldWork, arenas: Sequence[Arena]) -> list[Sent]:
    """Append to arenas and rate it, all at once."""
    for number, arena in enumerate(arenas):
        await append(database, arena, ballots(5 + number, seed=number, days=2))
    held = (await database.write(keep_leases, ANNA, ())).held
    states = [await database.read_apart(begin, arena.id) for arena in arenas]
    asked = [work.rate(Asked(state, ahead=False)) for state in states if state is not None]
    found = await asyncio.gather(*asked)
    return [
        Sent(held[arena.id], storable(one[0], arena.revision + 1))
        for arena, one in zip(arenas, found, strict=True)
        if one is not None
    ]


def counting(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many parts each statement stored."""
    counts: list[int] = []
    write = database.write_apart

    async def noted(work: Any, parts: Sequence[Sent]) -> Any:
        counts.append(len(parts))
        return await write(work, parts)

    monkeypatch.setattr(database, "write_apart", noted)
    return counts


async def test_parts_of_arenas_are_stored_together(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url) as database:
        arenas = await made(database, "a", "b", "c", "d")
        work = FoldWork(database, IdCache())
        parts = await sent(database, work, arenas)
        assert [one.part.arena.last_position for one in parts] == [5, 6, 7, 8]
        parts[1] = parts[1]._replace(lease=parts[1].lease._replace(epoch=99))
        stale = parts[2].part
        parts[2] = parts[2]._replace(part=stale._replace(arena=replace(stale.arena, revision=7)))
        counts = counting(database, monkeypatch)
        done = await asyncio.gather(*map(work.store, parts), return_exceptions=True)
        assert [type(one) for one in done] == [type(None), LeaseLostError, OutdatedError, type(None)]
        assert counts == [4, 1]
        logs = [await log_of(database, arena) for arena in arenas]
        assert [log.arena.last_position for log in logs] == [5, 0, 0, 8]
        assert (await database.read(check_of, "a")).differences == 0
        assert (await database.read(check_of, "d")).differences == 0


async def test_an_arena_that_is_locked_keeps_no_other_waiting(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url) as database, opened(postgres_url) as other:
        arenas = await made(database, "a", "b")
        work = FoldWork(database, IdCache())
        parts = await sent(database, work, arenas)
        counts = counting(database, monkeypatch)
        async with other._writers.begin() as connection:  # type: ignore[attr-defined]
            await connection.execute(HOLD, {"arena": arenas[0].id})
            locked, free = (asyncio.create_task(work.store(one)) for one in parts)
            await asyncio.wait_for(free, 20)
            assert not locked.done()
        await asyncio.wait_for(locked, 20)
        assert counts == [2, 1]
        for arena in arenas:
            assert (await database.read(check_of, arena.slug)).differences == 0


async def test_a_part_that_is_refused_keeps_no_other_from_being_stored(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        arenas = await made(database, "a", "b")
        work = FoldWork(database, IdCache())
        good, bad = await sent(database, work, arenas)
        save = bad.part.rows[0][0]
        assert isinstance(save, Insert)
        rows = [(*row[:4], -1.0, *row[5:]) for row in bad.part.rows[0][1]]  # a variance below zero
        bad = bad._replace(part=bad.part._replace(rows=[(save, rows), *bad.part.rows[1:]]))
        done = await asyncio.gather(work.store(bad), work.store(good), return_exceptions=True)
        assert [type(one).__name__ for one in done] == ["IntegrityError", "NoneType"]
        assert (await database.read(check_of, "a")).differences == 0

        def count(session: WriteSession) -> set[int]:
            return set(session.execute(ratings.select()).scalars())

        assert await database.write(count) == {arenas[0].id}


async def test_a_connection_that_breaks_while_a_part_is_rated_is_the_database_away(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the log says it once, and in its own words."""

    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(live_fold, "fold_rows", broken)
    async with opened(postgres_url) as database:
        arenas = await made(database, "a", "b")
        with pytest.raises(Unavailable):
            await sent(database, FoldWork(database, IdCache()), arenas)
