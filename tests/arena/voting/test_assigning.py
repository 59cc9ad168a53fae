"""Dealing in batches: one matchup a place, whatever comes together, and nothing that is not in use."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.arena.services import Services
from service.arena.voting.assigning import AssignMatchup, Assignment, assign_matchups
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.matchups import Matchup
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.matchups import MOST_AHEAD, MatchupState
from service.domain.pools import DrawnPair, Sampler
from service.errors import Conflict
from tests.support.db.databases import execute
from tests.support.votes.arenas import arena_services
from tests.support.votes.voting import pictured, rows

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
        third, third_again = await players.assign(request, request)
        assert (third.created, third_again.created) == (True, False)
        assert number(third) == number(third_again) not in {number(first), number(ahead)}
        request = players.request(1, after=number(third))
        [refused] = await services.database.write(assign_matchups, [request])
        assert isinstance(refused, Conflict)
        slots = {row["id"]: (row["slot"], row["shown_at"]) for row in await rows(services)}
        assert slots == {number(first): (0, None), number(ahead): (1, None), number(third): (2, None)}


async def test_what_was_dealt_ahead_moves_up_when_it_is_shown(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        [ahead] = await players.assign(players.request(1, after=number(first)))
        [third] = await players.assign(players.request(1, after=number(ahead)))
        await close(services, first)
        [fourth] = await players.assign(players.request(1, after=number(third)))
        assert fourth.created
        by_id = {row["id"]: row for row in await rows(services)}
        moved = [by_id[number(one)] for one in (ahead, third, fourth)]
        assert [row["slot"] for row in moved] == [0, 1, 2]
        assert [row["shown_at"] for row in moved] == [moved[2]["dealt_at"], None, None]


async def test_a_vote_in_another_process_stays(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes after this process has read the matchup, and before it moves it up."""
    async with arena_services(postgres_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        [ahead] = await players.assign(players.request(1, after=number(first)))
        await close(services, first)
        save_open = matchups.save_open

        def after_a_vote(session: WriteSession, changed: Sequence[Matchup]) -> None:
            execute(postgres_url, "UPDATE matchups SET state = 2, closed_at = 5, position = 1 WHERE slot = 1")
            save_open(session, changed)

        monkeypatch.setattr(matchups, "save_open", after_a_vote)
        await players.assign(players.request(1))
        row = next(row for row in await rows(services) if row["id"] == number(ahead))
        assert (row["state"], row["position"]) == (2, 1)


async def test_a_pair_in_the_middle_that_was_reported_is_replaced(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services)
        [first] = await players.assign(players.request(1))
        [broken] = await players.assign(players.request(1, after=number(first)))
        [third] = await players.assign(players.request(1, after=number(broken)))
        await close(services, broken)
        [instead] = await players.assign(players.request(1, after=number(first)))
        assert instead.created
        [still] = await players.assign(players.request(1, after=number(instead)))
        assert number(still) == number(third)
        await close(services, first, instead)
        [now] = await players.assign(players.request(1))
        assert number(now) == number(third)
        assert {row["id"]: row["slot"] for row in await rows(services)}[number(third)] == 0


async def test_no_two_open_matchups_of_a_voter_are_on_the_same_pair(
    database_url: str, tmp_path: Path
) -> None:
    """With three pairs in all, the third comes only after the draws have found the other two."""
    async with arena_services(database_url, tmp_path) as services:
        players = await Players.at(services, 1)
        for voter in range(20):
            open_ones = [await players.assign(players.request(voter))]
            while open_ones[-1][0].found and len(open_ones) <= MOST_AHEAD:
                after = number(open_ones[-1][0])
                open_ones.append(await players.assign(players.request(voter, after=after)))
        stored = await rows(services)
        models = [frozenset((row["model_left"], row["model_right"])) for row in stored]
        pairs = {(row["voter"], row["prompt_id"], two) for row, two in zip(stored, models, strict=True)}
        assert len(pairs) == len(stored) > 20 * 2


async def close(services: Services, *assigned: Assignment) -> None:
    """Skip matchups."""
    ids = ", ".join(str(number(one)) for one in assigned)
    skipped = f"UPDATE matchups SET state = 3, closed_at = 1 WHERE id IN ({ids})"  # noqa: S608 - numbers
    await services.database.write(lambda session: session.exec_driver_sql(skipped))


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
