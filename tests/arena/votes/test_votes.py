"""Votes as clients report them, and their voiding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.voters import hash_voter
from service.arena.services import Services
from service.arena.votes.votes import (
    Reported,
    positions_of,
    report,
    void,
    void_all,
    void_everywhere,
    void_voter,
)
from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.db.queries.votes import SELECT
from service.db.tables.votes import votes
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.votes import VoteRef
from service.errors import NotFound
from tests.support.votes.arenas import add_arena, arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio

GOOD = Reported("m0", "m1", "left")


async def log(services: Services) -> list[Any]:
    def read(session: ReadSession) -> list[Any]:
        return list(session.execute(SELECT.order_by(votes.c.arena_id, votes.c.position)))

    return await services.database.read(read)


async def test_words_become_what_the_log_keeps(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        east = datetime(2024, 5, 1, 1, tzinfo=timezone(timedelta(hours=2)))
        full = Reported(
            "m1", "m0", "both_bad", "anna", "a cat", None, "pt-br", ["People", "people"], east, "their-1"
        )
        receipt = await report(services, arena.id, [full, GOOD._replace(voter="anna"), GOOD])
        assert (receipt.accepted, receipt.rejected) == (3, ())
        first, second, third = await log(services)
        known = await services.database.read(prompt_categories.of_arena, arena.id)
        assert known[first.stratum_id] == PromptCategory(("people",), "pt-BR")
        assert first.voted_at == clock.from_datetime(datetime(2024, 4, 30, 23, tzinfo=UTC))
        assert (first.outcome, first.external_id) == (4, "their-1")
        assert first.voter == second.voter == hash_voter(services.secret, "anna")
        assert third.voter is None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"language": "klingonese"}, "'klingonese'"),
        ({"themes": ["?"]}, "themes"),
        ({"themes": [f"t{i}" for i in range(17)]}, "16"),
        ({"voted_at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12)))}, "9999"),
        ({"voted_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12)))}, "0001"),
        ({"voted_at": datetime(9999, 12, 31, tzinfo=UTC)}, "future"),
        ({"model_left": "nobody"}, "'nobody'"),
    ],
)
async def test_a_vote_wrong_in_itself_is_rejected_alone(
    sqlite_url: str, tmp_path: Path, wrong: dict[str, Any], why: str
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        receipt = await report(services, arena.id, [GOOD, GOOD._replace(**wrong), GOOD])
        assert (receipt.accepted, receipt.last_position) == (2, 2)
        ((rejection),) = receipt.rejected
        assert rejection.index == 1
        assert why in rejection.detail


def refs(arena: Arena, *positions: int) -> list[int]:
    return [VoteRef(arena.id, position).id for position in positions]


async def voided(services: Services) -> list[tuple[int, str]]:
    return [(row.position, row.void_reason) for row in await log(services) if row.voided_at is not None]


async def test_a_vote_is_voided_once_with_the_first_reason(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(10, days=3))
        (vote_id,) = refs(arena, 4)
        await void(services, vote_id, "a bot")
        await void(services, vote_id, "again")
        assert await voided(services) == [(4, "a bot")]
        assert (await checked(services)).differences == 0
        assert (await submit(services, arena, ballots(1))).first_position == 11
        assert (await checked(services)).differences == 0


async def test_votes_of_several_arenas_are_voided_together_or_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        other = await services.database.write(_second)
        for one in (arena, other):
            await submit(services, one, ballots(10, days=3))
        mine, theirs = refs(arena, 1, 10), refs(other, 5)
        with pytest.raises(NotFound, match="no vote"):
            await void_all(services, [*mine, *theirs, VoteRef(other.id, 11).id], "bots")
        with pytest.raises(NotFound):
            await void_all(services, [*mine, VoteRef(999, 1).id], "bots")
        with pytest.raises(NotFound):
            await void_all(services, [*mine, -1], "bots")
        assert await voided(services) == []
        assert await void_all(services, [*mine, *theirs, *mine], "bots") == 3
        assert [position for position, _ in await voided(services)] == [1, 10, 5]
        assert await void_all(services, mine, "bots") == 0
        for slug in ("t2i", "other"):
            assert (await checked(services, slug)).differences == 0


def _second(session: Any) -> Arena:
    return add_arena(session, "other")


async def test_every_vote_of_a_voter_in_an_arena(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        other = await services.database.write(_second)
        given = [GOOD._replace(voter=voter) for voter in ("anna", "ben", "anna", None)]
        for one in (arena, other):
            await report(services, one.id, given)
        assert await void_voter(services, "t2i", "anna", "left us") == 2
        assert await voided(services) == [(1, "left us"), (3, "left us")]
        assert await void_voter(services, "t2i", "anna", "left us") == 0
        assert await void_voter(services, "t2i", "nobody", "left us") == 0
        assert (await checked(services)).differences == 0
        with pytest.raises(NotFound):
            await void_voter(services, "none", "anna", "left us")


async def test_every_vote_of_a_voter_in_all_arenas_is_voided(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        one = await new_arena(services)
        two = await services.database.write(lambda session: add_arena(session, "other"))
        for arena in (one, two):
            await submit(services, arena, [vote._replace(voter=i % 2) for i, vote in enumerate(ballots(10))])
        found = await services.database.read(positions_of, 1)
        assert found == {one.id: [2, 4, 6, 8, 10], two.id: [2, 4, 6, 8, 10]}
        assert await services.database.write(void_everywhere, 1, "a robot") == 10
        assert await services.database.write(void_everywhere, 1, "a robot") == 0
        for slug in ("t2i", "other"):
            assert (await checked(services, slug)).differences == 0
