"""Undo: the board is as if the vote never was, and nobody takes back what is not theirs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from service.arena.access.visitors import Visitor
from service.arena.services import Services
from service.arena.votes.undo import REASON, undo
from service.db.engine import ReadSession
from service.db.tables.votes import votes
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.matchups import UNDO
from service.domain.votes import Ballot, Exclusion, VoteRef
from service.errors import Forbidden, Gone, NotFound, TooMany
from tests.support.votes.arenas import add_arena, arena_services, ballots, checked, new_arena, submit
from tests.support.votes.ledgers import State, state

pytestmark = pytest.mark.anyio

ANNA, BEN = Visitor(1, None), Visitor(2, None)


def recent(count: int, seed: int = 1) -> list[Ballot]:
    """Return votes of Anna and Ben in turn, cast now."""
    made = enumerate(ballots(count, seed))
    return [vote._replace(voter=1 + i % 2, voted_at=None) for i, vote in made]


def ref(arena: Arena, position: int) -> int:
    return VoteRef(arena.id, position).id


async def voided(services: Services) -> list[tuple[int, str, int]]:
    def read(session: ReadSession) -> list[tuple[int, str, int]]:
        columns = (votes.c.position, votes.c.void_reason, votes.c.exclusion)
        found = session.execute(
            select(*columns).where(votes.c.voided_at.is_not(None)).order_by(votes.c.position)
        )
        return [tuple(row) for row in found]

    return await services.database.read(read)


async def state_of(services: Services, arena: Arena) -> State:
    return await services.database.write(state, arena.id)


async def test_the_board_is_as_if_the_vote_never_was(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        twin = await services.database.write(lambda session: add_arena(session, "twin"))
        old, new = ballots(40, days=3), recent(20)
        await submit(services, arena, [*old, *new])
        await undo(services, ANNA, ref(arena, 45))
        await undo(services, ANNA, ref(arena, 45))
        assert await voided(services) == [(45, REASON, Exclusion.UNDONE)]
        await submit(services, twin, [*old, *new[:4], *new[5:]])
        assert await state_of(services, arena) == await state_of(services, twin)
        more = recent(10, seed=2)
        for one in (arena, twin):
            await submit(services, one, more)
        assert await state_of(services, arena) == await state_of(services, twin)
        assert (await checked(services)).differences == 0


async def test_only_its_voter_and_only_what_exists(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, [*recent(4), ballots(1)[0]])
        for position in (2, 5):
            with pytest.raises(Forbidden):
                await undo(services, ANNA, ref(arena, position))
        for wrong in (ref(arena, 6), VoteRef(999, 1).id, 0, -1, 1 << 70):
            with pytest.raises(NotFound):
                await undo(services, ANNA, wrong)
        assert await voided(services) == []


async def test_ten_minutes_and_no_longer(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, recent(6))
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + UNDO - 5 * clock.SECOND)
        await undo(services, ANNA, ref(arena, 1))
        monkeypatch.setattr(clock, "now", lambda: real() + UNDO + 5 * clock.SECOND)
        with pytest.raises(Gone, match="10 minutes"):
            await undo(services, ANNA, ref(arena, 3))
        await undo(services, ANNA, ref(arena, 1))
        assert [position for position, *_ in await voided(services)] == [1]


async def test_beside_a_stream_of_votes_every_undo_is_exact(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, recent(40))
        undos = [undo(services, (ANNA, BEN)[i % 2], ref(arena, 1 + i)) for i in range(20)]
        stream = [submit(services, arena, [vote]) for vote in recent(100, seed=3)]
        await asyncio.gather(
            *(one for pair in zip(undos, stream[::5], strict=True) for one in pair),
            *(one for i, one in enumerate(stream) if i % 5),
        )
        assert [position for position, *_ in await voided(services)] == list(range(1, 21))
        found = await checked(services)
        assert (found.votes, found.differences) == (140, 0)


async def test_undoing_is_limited(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, voter_limit=20) as services:
        arena = await new_arena(services)
        await submit(services, arena, recent(6))
        await undo(services, ANNA, ref(arena, 1))
        await undo(services, ANNA, ref(arena, 3))
        with pytest.raises(TooMany):
            await undo(services, ANNA, ref(arena, 5))
