"""Voting by people side by side: in a storm, in a race, and in two processes, one vote is one vote."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.visitors import Visitor
from service.arena.services import Services
from service.arena.voting import matchups
from service.db.queries import matchups as matchup_queries
from service.db.queries.matchups import FoundMatchup
from service.domain.matchups import AssignedMatchup, MatchupState
from tests.support.votes.arenas import arena_services, ballots, checked, submit
from tests.support.votes.voting import ANNA, log, pictured, rows

pytestmark = pytest.mark.anyio

FAST = {"pace": 0, "voter_limit": 0, "address_limit": 0}


async def deal(services: Services, visitor: Visitor = ANNA, **asked: Any) -> AssignedMatchup:
    return await matchups.assign(services, visitor, "t2i", **asked)


async def test_a_storm_of_voters_leaves_no_gap_and_no_difference(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        arena = await pictured(services, 20)

        async def voter(number: int) -> None:
            visitor = Visitor(number, number)
            for round_ in range(6):
                dealt = await deal(services, visitor)
                ahead = asyncio.create_task(deal(services, visitor, after=dealt.id))
                await matchups.vote(services, visitor, dealt.id, ("left", "right", "tie")[round_ % 3])
                await ahead

        await asyncio.gather(
            *(voter(number) for number in range(40)),
            *(submit(services, arena, [vote]) for vote in ballots(100)),
        )
        found = await checked(services)
        assert (found.votes, found.differences) == (340, 0)
        dealt = await rows(services)
        voted = [row for row in dealt if row["state"] == MatchupState.VOTED]
        assert len(voted) == 240
        votes = {vote["position"]: vote for vote in await log(services)}
        for row in voted:
            vote = votes[row["position"]]
            assert (vote["voter"], vote["model_left"]) == (row["voter"], row["model_left"])


async def test_the_loser_of_a_race_gets_the_matchup_of_the_winner(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        won = await deal(services)
        real, looks = matchup_queries.open_of, []
        # A process may lose several times in a row. On SQLite, transactions that write exclude each other.
        losses = 1 if database_url.startswith("sqlite") else 3

        def too_early(*arguments: Any) -> list[FoundMatchup]:
            # As when another process stores its matchup after this one has looked for it.
            looks.append(arguments)
            return [] if len(looks) <= losses else real(*arguments)

        monkeypatch.setattr(matchup_queries, "open_of", too_early)
        lost = await deal(services)
        assert len(looks) == losses + 1
        assert (lost.id, lost.created) == (won.id, False)
        assert len(await rows(services)) == 1


async def test_two_processes_deal_one_voter_one_matchup(postgres_url: str, tmp_path: Path) -> None:
    async with (
        arena_services(postgres_url, tmp_path, **FAST) as one,
        arena_services(postgres_url, tmp_path, **FAST) as two,
    ):
        await pictured(one)
        for number in range(20):
            both = await asyncio.gather(
                *(deal(services, Visitor(number, None)) for services in (one, two) * 3)
            )
            assert len({found.id for found in both}) == 1
            votes = [
                matchups.vote(services, Visitor(number, None), both[0].id, "left") for services in (one, two)
            ]
            assert sum(vote.created for vote in await asyncio.gather(*votes)) == 1
        found = await checked(one)
        assert (found.votes, found.differences) == (20, 0)
