"""Decks: read once, then only what is new; what they cost a deal does not depend on the images."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from service.arena.access.visitors import Visitor
from service.arena.catalog.arenas import change
from service.arena.catalog.merging import merge
from service.arena.images import images
from service.arena.voting import matchups
from service.arena.voting.assigning import AssignMatchup, Assignment, assign_matchups
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.voters.wishes import Wishes
from service.errors import NoMatchup, NotFound
from tests.support.votes.arenas import arena_services, ballots, submit
from tests.support.votes.voting import hang, pictured

pytestmark = pytest.mark.anyio


@contextmanager
def statements(url: str) -> Iterator[list[str]]:
    """Yield what is asked of a database meanwhile; servers that other tests share ask theirs."""
    asked: list[str] = []

    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if url.endswith(str(connection.engine.url.database)):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_new_images_are_dealt_at_once_where_they_are_needed(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 0)
        assert (await services.voting.pools.sampler(arena.id, OVERALL)).odds.pairs == []
        await services.database.write(hang, arena, 2, (0, 1))
        assert (await services.voting.pools.sampler(arena.id, OVERALL)).odds.pairs == []  # a moment old
        table = await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
        assert len(table.odds.pairs) == 1
        assert (await matchups.assign(services, Visitor(1, None), "t2i")).created


async def test_only_what_is_new_is_read(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services, 5)
        before = await services.voting.pools.sampler(arena.id, OVERALL)
        await services.database.write(hang, arena, 10, (4, 5))
        with statements(sqlite_url) as asked:
            after = await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
        assert [len(before.odds.pairs), len(after.odds.pairs)] == [6, 6 + 1]
        assert sum("FROM images" in one for one in asked) == 1
        with statements(sqlite_url) as asked:
            again = await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
        assert again is after
        assert [one for one in asked if "FROM images" in one] == []


async def test_images_of_a_merged_model_are_dealt_as_those_of_the_other(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 3, models=(0, 1, 2))
        stale = await services.voting.pools.sampler(arena.id, OVERALL)
        await services.database.write(merge, "m0", "m1")
        fresh = await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
        assert [len(one.odds.pairs) for one in (stale, fresh)] == [3, 1]
        old = AssignMatchup(arena.id, 1, None, None, stale)
        for _ in range(20):  # whatever a process drew before is not assigned with the former model
            [given] = await services.database.write(assign_matchups, [old])
            assert isinstance(given, Assignment)
            if given.found:
                sides = {given.found.matchup.model_left, given.found.matchup.model_right}
                assert sides == set(fresh.pool.models)
        vote = await matchups.assign(services, Visitor(2, None), "t2i")
        reveal = await matchups.vote(services, Visitor(2, None), vote.id, "left")
        assert {reveal.left.model, reveal.right.model} == {"m1", "m2"}


async def test_what_was_withdrawn_leaves_a_spoilt_deck(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 1, models=(0, 1, 2))
        await services.voting.pools.sampler(arena.id, OVERALL)
        await services.database.write(images.withdraw, "t2i", 1, "ugly")
        services.voting.pools.expire(arena.id)
        assert len((await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)).odds.pairs) == 1
        # Who made an image that was voted on is known all the same.
        everybody = await services.voting.pools.contestants(arena.id, range(1, 9))
        assert {maker.slug for maker in everybody.values()} == {f"m{i}" for i in range(8)}


async def test_votes_move_the_odds(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 5, matchmaking="informative")
        before = await services.voting.pools.sampler(arena.id, OVERALL)
        assert len(set(before.odds.probabilities)) == 1
        await submit(services, arena, ballots(100))
        after = await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
        assert len(set(after.odds.probabilities)) > 1
        assert sum(after.odds.probabilities) == pytest.approx(1)


async def test_a_theme_has_its_own_table(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services, 4)
        people = await services.voting.pools.sampler(arena.id, Axis("people"))
        assert people is await services.voting.pools.sampler(arena.id, Axis("people"))
        assert (await services.voting.pools.sampler(arena.id, Axis("nothing"))).odds.pairs == []


async def test_an_arena_that_is_none(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        with pytest.raises(NotFound):
            await services.voting.pools.arena(5)


@pytest.mark.slow
async def test_a_deal_asks_as_much_of_a_large_arena_as_of_a_small_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services, 3)
        counts = []
        for size in (0, 300):
            await services.database.write(hang, arena, size, (0, 1, 2, 3))
            await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
            await matchups.assign(services, Visitor(size, None), "t2i")
            await services.voting.pools.sampler(arena.id, OVERALL, fresh=True)
            with statements(sqlite_url) as asked:
                await matchups.assign(services, Visitor(size + 1, None), "t2i")
            # Whether the deck is as old as may be is asked now and then, by the clock.
            counts.append([one.split()[0] for one in asked if "matchups" in one or "images" in one])
        assert counts[0] == counts[1]
        # What is open, what was seen, what is in use; the insert goes past SQLAlchemy.
        assert len(counts[0]) == 3


async def test_votes_are_counted_by_prompt_as_they_come(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 3)
        pools = services.voting.pools
        await pools.sampler(arena.id, OVERALL)
        assert dict((await pools._current(arena.id, fresh=True)).votes.votes) == {}
        for times in (1, 2):
            plain = [one._replace(category=PromptCategory()) for one in ballots(9)]
            votes = [one._replace(prompt="a cat" if i % 3 else "a dog") for i, one in enumerate(plain)]
            await submit(services, arena, [*votes, *ballots(2)])
            counted = (await pools._current(arena.id, fresh=True)).votes
            assert sorted(counted.votes.values()) == [3 * times, 6 * times]


async def test_only_the_languages_that_an_arena_offers_are_dealt(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services, 6, languages="de")
        pools = services.voting.pools
        assert await pools.subjects(arena.id) == (["de"], ["animals"])
        categories = (await pools.sampler(arena.id, OVERALL)).pool.categories
        tier = frozenset(number for number, one in categories.items() if one.language == "de")
        assert (await pools.sampler(arena.id, OVERALL)).controls.categories == tier
        assert (await pools.sampler(arena.id, Axis("", "en"))).odds.pairs == []
        asked = await matchups.assign(services, Visitor(1, None), "t2i", wishes=Wishes(("en",)))
        assert asked.prompt.language == "de"
        with pytest.raises(NoMatchup, match="offers its voters no prompts for language=en"):
            await matchups.assign(services, Visitor(2, None), "t2i", language="en")
        await services.database.write(lambda session: change(session, "t2i", {"voting_languages": []}))
        await pools.sampler(arena.id, OVERALL, fresh=True)
        assert (await matchups.assign(services, Visitor(2, None), "t2i", language="en")).created
