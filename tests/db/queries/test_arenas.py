"""Arenas in the database, and the lock under which a log grows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import Database, WriteSession, open_database
from service.db.queries import arenas
from service.db.queries.arenas import ArenaLog
from service.domain.paging import Page
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_an_arena_comes_back_as_it_was_stored(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = add_arena(session, "a", description="of images", tau=0.25, both_bad="ignore", day=-3)
        found = arenas.get(session, "a")
        assert found == made
        assert found is not None
        assert (found.tau, found.both_bad, found.day, found.retired_at) == (0.25, "ignore", -3, None)
        assert arenas.get(session, "A") is None
        with pytest.raises(IntegrityError):
            add_arena(session, "a")

    inside(shared_url, work)


def test_the_state_of_the_log_is_stored_and_nothing_else(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        before, other = add_arena(session, "a"), add_arena(session, "b")
        state = {"revision": 2**40, "last_position": 2**40 - 1, "day": 20_001, "rated_at": 2**50}
        arenas.advance(session, replace(before, name="not this", **state))  # type: ignore[arg-type]
        assert arenas.get(session, "a") == replace(before, **state)  # type: ignore[arg-type]
        assert arenas.get(session, "b") == other
        arenas.advance(session, replace(before, day=None))
        assert arenas.get(session, "a") == before

    inside(shared_url, work)


def test_columns_are_set_in_one_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        before, other = add_arena(session, "a"), add_arena(session, "b")
        arenas.change(session, before.id, {"name": "New", "retired_at": 5})
        assert arenas.get(session, "a") == replace(before, name="New", retired_at=5)
        assert arenas.get(session, "b") == other

    inside(shared_url, work)


def test_pages_by_slug_with_and_without_the_retired(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("c", "a", "d", "b"):
            add_arena(session, slug, retired_at=1 if slug == "b" else None)
        every = [arena.slug for arena in arenas.every(session)]
        assert every == ["a", "b", "c", "d"]
        assert [a.slug for a in arenas.page(session, Page("", 2))] == ["a", "b", "c"]
        assert [a.slug for a in arenas.page(session, Page("b", 2))] == ["c", "d"]
        assert [a.slug for a in arenas.page(session, Page("", 9), retired=False)] == ["a", "c", "d"]
        assert arenas.page(session, Page("d", 2)) == []

    inside(shared_url, work)


def test_locking_leaves_out_what_is_not_there(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        one, two = add_arena(session, "a"), add_arena(session, "b")
        assert arenas.lock(session, [two.id, 10**6, one.id, two.id]) == {
            one.id: ArenaLog(one, 0),
            two.id: ArenaLog(two, 0),
        }
        assert list(arenas.lock(session, [two.id, one.id])) == [one.id, two.id]
        assert arenas.lock(session, []) == {}

    inside(shared_url, work)


@pytest.mark.anyio
async def test_writers_that_lock_two_arenas_in_any_order_lose_nothing_and_never_stand_still(
    database_url: str,
) -> None:
    one, two = open_database(database_url), open_database(database_url)
    try:
        ids = await one.write(lambda session: [add_arena(session, slug).id for slug in ("a", "b")])
        await asyncio.gather(
            *(_raise_all(one, ids) for _ in range(40)), *(_raise_all(two, ids[::-1]) for _ in range(40))
        )
        found = await one.read(arenas.every)
    finally:
        await one.close()
        await two.close()
    assert [arena.revision for arena in found] == [80, 80]


async def _raise_all(database: Database, ids: list[int]) -> None:
    def work(session: WriteSession) -> None:
        for arena, _ in arenas.lock(session, ids).values():
            arenas.advance(session, replace(arena, revision=arena.revision + 1))

    await database.write(work)
