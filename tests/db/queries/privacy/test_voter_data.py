"""Everything of a voter: matchups, votes at positions, allowances."""

from __future__ import annotations

from service.db import rate_limits
from service.db.engine import WriteSession
from service.db.queries import voters
from service.db.queries.privacy import voter_data
from service.domain.rate_limits import Limit, Subject, Usage
from tests.support.votes.ledgers import inside
from tests.support.votes.own_votes import VOTERS, shared_out, voted_arena


def test_what_is_one_voters(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(30))
        found = voter_data.matchups_of(session, VOTERS[0])
        assert [row.position for row in found] == list(range(1, 30, 3))
        assert found[0].arena == arena.slug
        assert found[0].left_model != found[0].right_model
        places = voters.positions_by_matchups(session, VOTERS[0])
        assert places == voters.positions(session, VOTERS[0])
        votes = voter_data.votes_at(session, arena.id, [*reversed(places[arena.id]), 99])
        assert [(row.position, row.voter) for row in votes] == [(p, VOTERS[0]) for p in places[arena.id]]
        used = [Usage(Subject(kind, VOTERS[0]), 7_000_000) for kind in (Limit.VOTER_DATA, Limit.KEY)]
        rate_limits.add_usage(session, used)
        assert [row.kind for row in voter_data.allowances_of(session, VOTERS[0])] == [Limit.VOTER_DATA]
        assert voter_data.allowances_of(session, VOTERS[1]) == []

    inside(shared_url, work)
