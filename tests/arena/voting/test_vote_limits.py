"""Limits on what counts, as votes are recorded: no matter who votes, and from where."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from service.arena.access.visitors import Visitor, named_visitor
from service.arena.services import Services
from service.arena.voting import matchups
from service.arena.voting.vote_limits import limits_of
from service.domain.axes import PromptCategory
from service.domain.limits.shares import FROM_VOTES
from service.domain.limits.turnouts import Limits
from service.domain.votes import Ballot, Outcome
from service.settings import Settings
from tests.support.votes.arenas import arena_services, checked, submit
from tests.support.votes.voting import log, pictured

NARROW = {"network_votes": 6, "network_newcomers": 3, "network_unanswered": 50, "voter_votes": 4}


def test_the_limits_of_a_visitor() -> None:
    settings = Settings()
    usual = Limits(newcomers=10, votes=100, unanswered=60, voter_votes=100, share=5)
    assert limits_of(settings, Visitor(1, 2)) == usual
    assert limits_of(settings, Visitor(1, 2, networks=3)) == usual.times(3)


async def votes(
    services: Services, visitor: Visitor, count: int, theme: str | None = None
) -> list[str | None]:
    """Vote so often; return for each why it does not count."""
    reasons = []
    for _ in range(count):
        matchup = await matchups.assign(services, visitor, "t2i", theme)
        reasons.append((await matchups.vote(services, visitor, matchup.id, "left")).excluded)
    return reasons


async def test_what_counts_of_a_network_and_a_voter(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **NARROW) as services:
        await pictured(services)
        assert await votes(services, Visitor(1, 50), 5) == [None] * 4 + ["weight"]
        assert await votes(services, Visitor(2, 50), 3) == [None] * 2 + ["held"]
        assert await votes(services, Visitor(3, 50, networks=2), 2) == [None] * 2
        newcomers = [await votes(services, Visitor(10 + number, 60), 1) for number in range(5)]
        assert newcomers == [[None]] * 3 + [["held"]] * 2
        assert await votes(services, Visitor(14, 60), 1) == ["held"]  # still
        assert await votes(services, Visitor(30, None), 2) == [None] * 2
        assert await votes(services, named_visitor(services, "anna", 1), 8) == [None] * 8
        rows = await log(services)
        assert {row["void_reason"] for row in rows if row["exclusion"]} == {
            "held for review: the voter's network is over a limit",
            "as many votes of the voter count as may in a day, in all or in one language and theme",
        }
        assert (await checked(services, "t2i")).differences == 0


@pytest.mark.slow
async def test_the_share_of_a_cell(database_url: str, tmp_path: Path) -> None:
    """In an arena with 1,000 votes, a few of one voter and of one network count in each of its cells."""
    async with arena_services(database_url, tmp_path, network_votes=50) as services:
        arena = await pictured(services, size=120)
        people, english = PromptCategory(("people",), "en"), PromptCategory((), "en")
        await submit(services, arena, [Ballot("m0", "m1", Outcome.LEFT, english)] * FROM_VOTES)
        await submit(services, arena, [Ballot("m0", "m1", Outcome.LEFT, people)] * 420)
        first = Visitor(1, 50)
        assert await votes(services, first, 23, "people") == [None] * 21 + ["held"] * 2
        assert await votes(services, first, 1, "animals") == [None]
        unknown = Visitor(2, None)
        assert await votes(services, unknown, 23, "people") == [None] * 21 + ["weight"] * 2
        assert (await checked(services, "t2i")).differences == 0


async def test_matchups_without_a_vote_count_for_the_network(sqlite_url: str, tmp_path: Path) -> None:
    """A new cookie for each matchup, until the one comes that somebody waits for."""
    async with arena_services(sqlite_url, tmp_path, network_unanswered=5) as services:
        await pictured(services)
        for number in range(6):
            await matchups.assign(services, Visitor(100 + number, 70), "t2i")
        assert Counter(await votes(services, Visitor(1, 70), 4)) == {"held": 4}
        assert await votes(services, Visitor(2, 71), 1) == [None]
