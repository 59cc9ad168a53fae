"""Kept votes: those of the log at any position, read once, and forgotten as soon as votes change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.arena.boards.refits import kept_log, reading
from service.arena.boards.refits.kept_log import KeptLogs
from service.arena.recording import recount
from service.arena.services import Services
from service.db.engine import Database
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from service.rating.log_arrays import LogArrays
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import reread
from tests.support.votes.rankings import mixed

pytestmark = pytest.mark.anyio


def same(one: LogArrays, other: LogArrays) -> bool:
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(one, other, strict=True))


async def test_only_what_came_since_is_read(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[tuple[int, int]] = []
    real = reading.log_arrays

    async def noted(database: Database, arena_id: int, upto: int, after: int = 0) -> LogArrays:
        spans.append((after, upto))
        return await real(database, arena_id, upto, after)

    async def read(services: Services, arena_id: int, position: int) -> None:
        epoch = await services.database.read(refits.epoch_of, arena_id)
        found = await logs.read(services.database, RefitKey(arena_id, position, epoch))
        assert same(found, await real(services.database, arena_id, position))

    monkeypatch.setattr(reading, "log_arrays", noted)
    logs = KeptLogs()
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, mixed(90))
        other = await services.database.write(lambda session: add_arena(session, "other"))
        await submit(services, other, ballots(30))
        for position in (40, 83, 60, 90):
            await read(services, arena.id, position)
        assert spans == [(0, 40), (40, 83), (83, 90)]
        await services.database.write(lambda s: recount.void(s, reread(s, arena.id), [12], "a bot"))
        await read(services, arena.id, 90)
        assert spans.pop() == (0, 90)
        monkeypatch.setattr(kept_log, "MOST_VOTES", 60)
        await read(services, other.id, 30)
        await read(services, other.id, 30)
        await read(services, arena.id, 90)
        assert spans[3:] == [(0, 30), (30, 30), (0, 90)]
