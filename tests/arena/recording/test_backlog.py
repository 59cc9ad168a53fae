"""The backlog: locking an arena folds what was appended and not folded, to the same bits."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas, reveals_of
from service.arena.voting import matchups
from service.db.engine import ReadSession, WriteSession
from tests.support.votes.arenas import arena_services, ballots
from tests.support.votes.folds import append, log_of, made, opened
from tests.support.votes.ledgers import state
from tests.support.votes.voting import ANNA, pictured


@pytest.mark.postgresql
async def test_a_void_of_votes_that_are_not_folded_yet(postgres_url: str) -> None:
    def void(session: WriteSession) -> int:
        return recount.void(session, locked_arenas(session, [arena.id])[arena.id], [3, 30], "a reason")

    def differences(session: ReadSession) -> int:
        return recount.check(session, locked_arenas(WriteSession(session), [arena.id])[arena.id]).differences

    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(40, days=3))
        assert await log_of(database, arena) == (arena, 40)
        assert await database.write(void) == 2
        log = await log_of(database, arena)
        assert (log.arena.last_position, log.end) == (40, 40)
        assert await database.write(differences) == 0


@pytest.mark.postgresql
async def test_two_ways_to_the_same_state(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        one, two = await made(database, "a", "b")
        for votes in (ballots(60, days=3)[:25], ballots(60, days=3)[25:]):
            await append(database, one, votes)
            await append(database, two, votes)
            await database.write(locked_arenas, [one.id])
        await database.write(locked_arenas, [two.id])
        assert await database.write(state, one.id) == await database.write(state, two.id)


@pytest.mark.postgresql
async def test_the_reveals_of_a_backlog_are_stored_with_it(postgres_url: str, tmp_path: Path) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await pictured(services)
        dealt = await matchups.assign(services, ANNA, "t2i")
        reveal = await matchups.vote(services, ANNA, dealt.id, "left")
        stored = (await services.database.read(reveals_of, arena.id, [reveal.position]))[reveal.position]
        assert stored.snapshots is not None
        assert reveal.left.after in stored.snapshots
        assert reveal.right.after in stored.snapshots
