"""The fold by several workers: to the bit what one process folds, however log and axes are divided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.arena.archive import joint_fold, plans, sealing
from service.arena.archive.plans import plan
from service.arena.recording import recount
from service.arena.recording.prior_fold import PriorFold
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import ratings
from service.domain.arenas import Arena
from tests.support.votes.archives import DAYS, OPEN, VOTES, logged
from tests.support.votes.arenas import DAY, arena_services, new_arena
from tests.support.votes.fold_workers import OwnThread
from tests.support.votes.ledgers import reread

pytestmark = pytest.mark.anyio


async def folded(services: Services, arena: Arena, folder: Path, count: int) -> tuple[PriorFold, OwnThread]:
    workers = OwnThread(count)
    planned = await services.database.read(plan, arena.id, {}, services.settings.blobs_url, folder)
    return await joint_fold.fold_log(planned, workers, folder), workers


def _stored(session: ReadSession, arena: Arena) -> tuple[object, ...]:
    days = ratings.checkpoints_of(session, arena.id)
    history = [list(map(tuple, ratings.history_of_day(session, arena.id, day))) for day, _ in days]
    closed = [(*day, rows) for day, rows in zip(days, history, strict=True)]
    return ratings.of_arena(session, arena.id), ratings.pairs_of_arena(session, arena.id), closed


@pytest.mark.parametrize("count", [1, 3, 50])
@pytest.mark.parametrize("sealed", [(), (2,), (1, 2, 4)], ids=["nothing", "one-segment", "three-segments"])
@pytest.mark.slow
async def test_it_is_what_one_process_has_stored(
    sqlite_url: str, tmp_path: Path, count: int, sealed: Sequence[int]
) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        for days in sealed:
            await sealing.seal(services, before=DAY + days)
        await services.database.write(
            lambda s: recount.void(s, reread(s, arena.id), [1, 29, 30, 31, 90], "a bot")
        )
        found, workers = await folded(services, arena, tmp_path, count)
        stored = await services.database.read(_stored, arena)
        assert (list(found.ratings), found.counted.pair_rows(), list(found.days())) == stored
        assert (found.arena.day, found.arena.last_position) == (DAY + DAYS - 1, VOTES)
        groups = len(workers.steps) // (len(sealed) + 1)
        # One of the groups may only count pairs.
        assert groups == min(count, len({row[0] for row in found.ratings}) + 1)


async def test_a_part_without_the_end_of_a_day(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        monkeypatch.setattr(plans, "MOST_VOTES", 7)
        monkeypatch.setattr("service.arena.archive.steps.CHUNK", 3)
        found, workers = await folded(services, arena, tmp_path, 2)
        stored = await services.database.read(_stored, arena)
        assert (list(found.ratings), found.counted.pair_rows(), list(found.days())) == stored
        assert len(workers.steps) == 2 * -(-VOTES // 7)


async def test_an_empty_log(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        found, _ = await folded(services, arena, tmp_path, 2)
        assert (found.arena, list(found.ratings), found.counted.pair_rows(), list(found.days())) == (
            arena,
            [],
            [],
            [],
        )


async def test_progress_ends_at_the_log_s_end(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        planned = await services.database.read(plan, arena.id, {}, services.settings.blobs_url, tmp_path)
        seen: list[int] = []
        await joint_fold.fold_log(planned, OwnThread(2), tmp_path, lambda _, done, __: seen.append(done))
        assert seen == sorted(seen)
        # Two groups of axes fold two parts; which one is ahead when is left to chance.
        assert (len(seen), seen[0], seen[-1]) == (4, (VOTES - OPEN) // 2, VOTES)
