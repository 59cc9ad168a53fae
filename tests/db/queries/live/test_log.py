"""Appending in one statement, which takes positions, adds votes and closes matchups, or does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.util import await_only

from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, votes
from service.db.queries.live import log as live_log
from service.db.queries.live.log import ExternalId, LogHead, NewVote, Part
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.folds import opened
from tests.support.votes.ledgers import cast, inside, reread, vote


@pytest.mark.postgresql
def test_positions_follow_each_other_and_ids_stay_with_their_votes(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(1, 0)])
        first = votes.find(session, arena.id, 1)
        assert first is not None
        new = NewVote(first.model_left, first.model_right, 2, first.stratum_id, None, 7, 11)
        gone = new._replace(voided_at=12, void_reason="why", exclusion=1)
        ids = [ExternalId(1, "x", has_time=True), ExternalId(3, "y", has_time=False)]
        assert live_log.append(session, [Part(arena.id, [new, gone, new], ids)]) == {arena.id: 2}
        stored = [votes.find(session, arena.id, position) for position in (2, 3, 4)]
        assert [row and row.external_id for row in stored] == ["x", None, "y"]
        assert [row and row.exclusion for row in stored] == [None, 1, None]
        assert live_log.heads(session, [arena.id, 10**6]) == [LogHead(arena.id, 1, 4)]
        assert reread(session, arena.id).last_position == 4  # locking an arena folds the rest first
        log = arenas.log_of(session, arena.id)
        assert log is not None
        assert (log.arena.last_position, log.end) == (4, 4)

    inside(postgres_url, work)


@pytest.mark.postgresql
def test_several_logs_grow_together_and_those_that_are_locked_are_left_out(postgres_url: str) -> None:
    def prepare(session: WriteSession) -> tuple[list[int], NewVote]:
        add_models(session)
        ids = []
        for slug in "abc":
            arena = add_arena(session, slug)
            cast(session, arena, [vote(1, 0)])
            ids.append(arena.id)
        first = votes.find(session, ids[0], 1)
        assert first is not None
        return ids, NewVote(first.model_left, first.model_right, 2, first.stratum_id, None, 7, 11)

    async def work() -> None:
        async with opened(postgres_url) as database:
            ids, new = await database.write(prepare)
            named = ExternalId(2, "x", has_time=True)
            parts = [Part(ids[2], [new, new], [named]), Part(ids[0], [new]), Part(ids[1], [new, new, new])]
            found = await database.write_apart(live_log.append, parts, waits=False)
            assert found == {ids[0]: 2, ids[1]: 2, ids[2]: 2}
            assert await database.read(ends, ids) == [2, 4, 3]
            row = await database.read(votes.find, ids[2], 3)
            assert row is not None
            assert row.external_id == "x"
            upto = {
                one: (part.upto, part.due, len(part.votes))
                for one, part in (
                    await database.read(live_log.next_votes, {ids[2]: 1, ids[1]: 1, ids[0]: 2}, 2)
                ).items()
            }
            assert upto == {ids[2]: (3, 3, 2), ids[1]: (3, 4, 2)}

            parts = [part._replace(ids=()) for part in parts]

            def locked(session: WriteSession) -> dict[int, int | None]:
                arenas.lock_end(session, ids[1])
                return await_only(database.write_apart(live_log.append, parts, waits=False))

            assert await database.write(locked) == {ids[0]: 3, ids[2]: 4}
            assert await database.read(ends, ids) == [3, 4, 5]

    asyncio.run(work())


POSITIONS = text("SELECT position FROM votes WHERE arena_id = :arena ORDER BY 1")


@pytest.mark.postgresql
@pytest.mark.parametrize(("arenas_", "payload"), [([3], "3"), ([3, 1, 20], "3 1 20"), (range(3_000), "")])
@pytest.mark.anyio
async def test_arenas_are_announced_together_and_very_many_as_all(
    postgres_url: str, arenas_: Iterable[int], payload: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as listening:
        listening.execute(f"LISTEN {live_log.APPENDED}")
        async with opened(postgres_url) as database:
            await database.read_apart(live_log.announce, arenas_)
        [heard] = listening.notifies(timeout=60, stop_after=1)
        assert heard.payload == payload


def ends(session: ReadSession, ids: list[int]) -> list[int]:
    """Return where the logs of arenas end, and assert that no position is missing."""
    found = []
    for arena_id, log in sorted(arenas.logs_of(session, ids).items()):
        positions = session.execute(
            text("SELECT position FROM votes WHERE arena_id = :a ORDER BY 1"), {"a": arena_id}
        )
        assert list(positions.scalars()) == list(range(1, log.end + 1))
        found.append(log.end)
    return found
