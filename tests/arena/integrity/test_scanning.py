"""Scans: what they flag, what they hold by themselves, and what they leave to people."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.integrity import flags, holding, published, scanning
from service.arena.integrity.flags import Flag, State
from service.arena.recording.recount import void
from service.arena.services import Services
from service.arena.votes import deletions
from service.db.queries import arenas
from service.db.queries.log import scans
from service.domain.votes import Exclusion
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.ledgers import State as Ratings
from tests.support.votes.ledgers import reread, state
from tests.support.votes.rigged_arenas import HONEST_VOTES, ROBOT, ROBOT_VOTES, add_rigged
from tests.support.votes.voting import log

pytestmark = pytest.mark.anyio

RIGGED = list(range(HONEST_VOTES + 1, HONEST_VOTES + ROBOT_VOTES + 1))


async def held(services: Services) -> list[object]:
    return [row["position"] for row in await log(services) if row["exclusion"] == int(Exclusion.HELD)]


async def constant(services: Services) -> Flag:
    """Scan, and return the flag of the robot's constant answers."""
    (flag,) = [flag for flag in await scanning.scan(services, "t2i") if flag.kind == "constant"]
    return flag


async def ratings(services: Services, arena_id: int) -> Ratings:
    return await services.database.write(state, arena_id)


async def test_strong_evidence_holds_and_one_action_undoes_it_to_the_bit(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await services.database.write(add_rigged)
        before = await ratings(services, arena.id)
        flag = await constant(services)
        assert (flag.kind, flag.state, flag.votes) == ("constant", State.HELD, ROBOT_VOTES)
        assert flag.sentence == "24 votes in a row, of 24, have the same answer: left."
        assert await held(services) == RIGGED
        assert (await checked(services)).differences == 0
        reasons = {row["void_reason"] for row in await log(services)} - {None}
        assert reasons == {"held for review: always the same answer"}
        same = await constant(services)
        assert (same.id, same.votes, await held(services)) == (flag.id, ROBOT_VOTES, RIGGED)

        await services.database.write(holding.release, flag.id)
        assert await ratings(services, arena.id) == before
        assert (await checked(services)).differences == 0
        again = await constant(services)
        assert (again.state, await held(services)) == (State.RELEASED, [])


async def test_an_arena_may_only_flag_and_then_people_decide(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await services.database.write(lambda session: add_rigged(session, on_evidence="flag"))
        flag = await constant(services)
        assert (flag.state, await held(services)) == (State.OPEN, [])
        await services.database.write(holding.hold, flag.id)
        assert await held(services) == RIGGED
        # The void of a held vote is final, and a deleted voter leaves no flag.
        await services.database.write(
            lambda session: void(session, reread(session, arena.id), [RIGGED[0]], "a robot")
        )
        await services.database.write(deletions.delete, ROBOT)
        assert all(flag.kind != "constant" for flag in await services.database.read(flags.of_arena, "t2i"))
        assert await held(services) == []
        assert (await checked(services)).differences == 0


async def test_servers_scan_by_themselves_and_only_one_of_them(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await services.database.write(add_rigged)
        keeper = asyncio.create_task(scanning.keep_scanning(services, 0.2))
        async with asyncio.timeout(CEILING_SECONDS):
            while not await held(services):  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.05)
        keeper.cancel()
        last = await services.database.read(scans.last_scan, arena.id)
        assert last is not None
        claim = services.database.write
        assert not await claim(scans.claim, arena.id, arena.last_position + 999, last + 1, last - 1)
        assert await claim(scans.claim, arena.id, arena.last_position + 999, last + 9, last + 9)
        # Nothing new since.
        assert not await claim(scans.claim, arena.id, arena.last_position + 999, last + 99, last + 99)
        assert (await checked(services)).differences == 0


async def test_a_burst_is_held_before_it_is_published(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await services.database.write(add_rigged, publish_after=3_600)
        keeper = asyncio.create_task(scanning.keep_scanning(services, 0.2))
        async with asyncio.timeout(CEILING_SECONDS):
            while not await held(services):  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.05)
        keeper.cancel()
        unseen = await services.database.read(published.of_arena, "t2i")
        assert (unseen.total, unseen.held_findings, unseen.newest_vote_at) == (0, 0, None)
        assert unseen.arena == arena  # not even the revision tells that somebody looked
        await services.database.write(arenas.change, arena.id, {"publish_after": 0})
        after = await services.database.write(reread, arena.id)
        assert after.last_position == HONEST_VOTES + ROBOT_VOTES
        seen = await services.database.read(published.of_arena, "t2i")
        assert (seen.total, seen.held_findings) == (ROBOT_VOTES, 1)
        assert (await checked(services)).differences == 0
