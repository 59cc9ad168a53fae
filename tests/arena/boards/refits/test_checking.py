"""Stored refits are checked: what is wrong is found, and a change of the log leaves nothing wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.checking import differences, of_refits
from service.arena.boards.refits.computing import prepare
from service.arena.boards.refits.refit import Refit, encode
from service.arena.catalog.merging import merge
from service.arena.recording import recount
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from service.domain.axes import OVERALL
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import reread

pytestmark = pytest.mark.anyio


async def wrong(services: Services, arena_id: int) -> tuple[int, bool, str]:
    """Return how many refits a check calls wrong, whether the doctor calls all well, and what it says."""

    def look(session: ReadSession) -> tuple[int, bool, str]:
        (finding,) = of_refits(session)
        arena = arenas.of_id(session, arena_id)
        assert arena is not None
        return differences(session, arena), finding.well, finding.detail

    return await services.database.read(look)


async def test_what_is_wrong_is_found(database_url: str, tmp_path: Path) -> None:
    def harm(session: WriteSession, refit: Refit, position: int) -> None:
        refits.forget_from(session, arena.id, position)
        key = RefitKey(arena.id, position, refits.epoch_of(session, arena.id))
        assert refits.add(session, key, encode(refit), 0)

    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        assert await wrong(services, arena.id) == (0, True, "0 stored")
        await submit(services, arena, ballots(90))
        await prepare(services, "t2i")
        assert await wrong(services, arena.id) == (0, True, "1 stored")
        refit = await services.database.read(services.boards.refits.newest, arena.id, 90)
        assert refit is not None
        (model, one), *_ = refit.likely[OVERALL].items()
        for shift, count in ((0.001, 0), (0.5, 1)):
            moved = {**refit.likely[OVERALL], model: one._replace(mean=one.mean + shift)}
            changed = replace(refit, likely={**refit.likely, OVERALL: moved})
            await services.database.write(harm, changed, refit.position)
            assert (await wrong(services, arena.id))[:2] == (count, True)
        await services.database.write(harm, refit, refit.position + 1)
        count, well, said = await wrong(services, arena.id)
        assert (count, well) == (1, False)
        assert said.startswith(f"those of t2i at {refit.position + 1} belong to no position of its log; ")


@pytest.mark.slow
async def test_a_change_of_the_log_leaves_no_refit_of_what_was_there(
    database_url: str, tmp_path: Path
) -> None:
    """Voids in the past keep what was before them; new parameters and merges of models keep nothing."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(90))

        async def stored() -> list[int]:
            assert (await wrong(services, arena.id))[:2] == (0, True)
            return await services.database.read(refits.positions, arena.id)

        for position in (20, 90):
            await prepare(services, "t2i", PointInTime(position))
        first, last = await stored()
        await services.database.write(lambda s: recount.void(s, reread(s, arena.id), [50], "a bot"))
        assert await stored() == [first]
        await prepare(services, "t2i")
        assert await stored() == [first, last]
        await services.database.write(
            lambda s: recount.recount(s, replace(reread(s, arena.id), both_bad="ignore"))
        )
        assert await stored() == []
        await prepare(services, "t2i")
        assert await stored() == [last]
        await services.database.write(merge, "m1", "m2")
        assert await stored() == []
        await prepare(services, "t2i")
        assert await stored() == [last]
