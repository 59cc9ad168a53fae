"""Dealing in batches: one matchup a place, whatever comes together, and nothing that is not in use."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.arena.services import Services
from service.arena.voting.assigning import AssignMatchup, Assignment, assign_matchups
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.matchups import MatchupState
from service.domain.pools import DrawnPair, Sampler
from service.errors import Conflict
from tests.support.arenas import arena_services
from tests.support.voting import pictured, rows

pytestmark = pytest.mark.anyio


class Players:
    """Voters who ask for matchups of an arena."""

    def __init__(self, services: Services, arena: Arena, sampler: Sampler) -> None:
        self.services = services
        self.arena = arena
        self.sampler = sampler

    @classmethod
    async def at(cls, services: Services, count: int = 10) -> Players:
        arena = await pictured(services, count)
        return cls(services, arena, await services.voting.pools.sampler(arena.id, OVERALL))

    def request(
        self, voter: int, after: int | None = None, pairs: Sequence[DrawnPair] | None = None
    ) -> AssignMatchup:
        return AssignMatchup(self.arena.id, voter, None, after, self.sampler, pairs)

    async def assign(self, *requests: AssignMatchup) -> list[Assignment]:
        found = await self.services.database.write(assign_matchups, requests)
        assigned = [one for one in found if isinstance(one, Assignment)]
        assert len(assigned) == len(requests)
        return assigned


def number(assigned: Assignment) -> int:
    assert assigned.found is not None
    return assigned.found.matchup.id


async def test_many_voters_at_once_and_each_once(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        requests = [players.request(voter) for voter in range(50) for _ in range(2)]
        assigned = await players.assign(*requests)
        assert [one.created for one in assigned] == [True, False] * 50
        assert [number(one) for one in assigned[::2]] == [number(one) for one in assigned[1::2]]
        assert len({number(one) for one in assigned}) == 50
        stored = await rows(services)
        assert len(stored) == 50
        assert {row["probability"] for row in stored} == {1 / 6}


async def test_the_places_of_a_voter(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        ahead, again, other = await players.assign(
            players.request(1, after=number(first)),
            players.request(1, after=number(first)),
            players.request(1, after=12345),
        )
        assert (ahead.created, again.created) == (True, False)
        assert number(ahead) == number(again) != number(first) == number(other)
        request = players.request(1, after=number(ahead))
        [refused] = await services.database.write(assign_matchups, [request])
        assert isinstance(refused, Conflict)
        slots = {row["id"]: (row["slot"], row["shown_at"]) for row in await rows(services)}
        assert slots == {number(first): (0, None), number(ahead): (1, None)}


async def test_what_was_dealt_ahead_moves_up_when_it_is_shown(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        [ahead] = await players.assign(players.request(1, after=number(first)))
        skipped = f"UPDATE matchups SET state = 3, closed_at = 1 WHERE id = {number(first)}"  # noqa: S608
        await services.database.write(lambda session: session.exec_driver_sql(skipped))
        [third] = await players.assign(players.request(1, after=number(ahead)))
        assert third.created
        by_id = {row["id"]: row for row in await rows(services)}
        assert by_id[number(ahead)]["slot"] == 0
        assert by_id[number(ahead)]["shown_at"] == by_id[number(third)]["dealt_at"]
        assert by_id[number(third)]["slot"] == 1


async def test_an_open_matchup_whose_model_retired_is_closed(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        assert first.found is not None

        def retire(session: WriteSession) -> None:
            model = first.found.matchup.model_left if first.found else 0
            statement = f"UPDATE models SET retired_at = 1 WHERE id = {model}"  # noqa: S608 - a number
            session.exec_driver_sql(statement)
            session.exec_driver_sql("UPDATE catalog SET revision = revision + 1")

        await services.database.write(retire)
        players.sampler = await services.voting.pools.sampler(players.arena.id, OVERALL, fresh=True)
        [second] = await players.assign(players.request(1))
        assert second.created
        assert [row["state"] for row in await rows(services)] == [MatchupState.EXPIRED, MatchupState.OPEN]


async def test_images_that_went_out_of_use_since_are_found_out(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services, 1)
        withdraw = "UPDATE images SET withdrawn_at = 1, withdrawn_reason = 'x' WHERE id > 2"
        await services.database.write(lambda session: session.exec_driver_sql(withdraw))
        assigned = await players.assign(*(players.request(voter) for voter in range(30)))
        assert any(one.stale for one in assigned)
        for one in assigned:
            if one.found:
                assert {one.found.matchup.image_left, one.found.matchup.image_right} == {1, 2}


async def test_pairs_that_were_drawn_for_a_voter_are_tried_in_turn(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services, 3)
        first, second = (players.sampler.draw(random.Random(seed)) for seed in (1, 2))
        assert first is not None
        assert second is not None
        [assigned] = await players.assign(players.request(1, pairs=[first, second]))
        skipped = "UPDATE matchups SET state = 3, closed_at = 1"
        await services.database.write(lambda session: session.exec_driver_sql(skipped))
        [other] = await players.assign(players.request(1, pairs=[first, second]))
        shown = [one.found.matchup.image_left for one in (assigned, other) if one.found]
        assert shown == [first.image_left, second.image_left]
        await services.database.write(lambda session: session.exec_driver_sql(skipped))
        assert await players.assign(players.request(1, pairs=[first, second])) == [Assignment(None)]
