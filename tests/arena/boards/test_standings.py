"""A stored rating in the words of a board."""

from __future__ import annotations

import pytest

from service.arena.boards.standings import standing
from service.db.engine import WriteSession
from service.db.queries.ratings import RatingRow
from service.domain.boards import Standing
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

ROW = RatingRow(1, 2, mu=27.5, variance=6.25, wins=4, losses=3, ties=2, both_bad=1, day=20_000)


@pytest.mark.parametrize(("policy", "votes"), [("tie", 10), ("ignore", 9)])
def test_sigma_is_the_root_and_votes_are_those_that_are_folded(
    shared_sqlite_url: str, policy: str, votes: int
) -> None:
    def work(session: WriteSession) -> None:
        found = standing(add_arena(session, both_bad=policy), ROW, "m0")
        assert found == Standing("m0", 27.5, 2.5, votes, 4, 3, 2, 1)
        assert found.score == 20.0

    inside(shared_sqlite_url, work)
