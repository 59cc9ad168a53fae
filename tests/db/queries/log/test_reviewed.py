"""Votes as reviewers read them, with or without a matchup."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.log.reviewed import reviewed
from tests.support.votes.arenas import add_arena, ballots
from tests.support.votes.ledgers import cast, inside, vote
from tests.support.votes.own_votes import voted_arena


def test_with_and_without_a_matchup(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, ballots(3))
        rows = reviewed(session, arena.id, [3, 1])
        assert [row.position for row in rows] == [1, 3]
        assert all(row.left_copy and row.right_copy for row in rows)
        other = add_arena(session, "other")
        cast(session, other, [vote(0, 1)])
        (row,) = reviewed(session, other.id, [1, 2])
        assert (row.left_model, row.right_model) == ("m0", "m1")
        assert (row.prompt, row.left_copy, row.network, row.response_ms) == (None,) * 4

    inside(shared_url, work)
