"""A voter's traces: found everywhere, and wiped out without touching anybody else's."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import voters
from service.db.queries.votes import SELECT
from service.db.tables.voting import matchups
from service.domain.matchups import MatchupState
from tests.support.votes.arenas import add_arena, add_models, ballots, named
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside


def test_all_of_one_voter_and_nothing_of_another(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        first, second = add_arena(session, "a"), add_arena(session, "b")
        for arena in (first, second):
            given = enumerate(named(ballots(6), "theirs"))
            cast(session, arena, [vote._replace(voter=1 + i % 2) for i, vote in given])
        deal(session, 1, arena_id=first.id, position=1)
        deal(session, 2, arena_id=first.id)
        deal(session, 3, arena_id=first.id, voter=2, position=2)
        deal(session, 4, arena_id=first.id, voter=2)
        assert voters.positions(session, 1) == {first.id: [1, 3, 5], second.id: [1, 3, 5]}
        assert (voters.count_matchups(session, 1), voters.count_matchups(session, 3)) == (2, 0)
        assert voters.positions_by_matchups(session, 1) == {first.id: [1]}
        assert voters.arenas_of_matchups(session, 1) == {first.id}
        voters.forget(session, 1, voters.positions(session, 1), 77)
        assert voters.positions(session, 1) == {}
        assert voters.positions(session, 2) == {first.id: [2, 4, 6], second.id: [2, 4, 6]}
        rows = session.execute(SELECT)
        assert {(row.voter is None, row.external_id is None) for row in rows} == {
            (True, True),
            (False, False),
        }
        columns = ("id", "voter", "address", "response_ms", "state", "closed_at")
        found = session.execute(select(*(matchups.c[name] for name in columns)).order_by(matchups.c.id))
        assert [tuple(row) for row in found] == [
            (1, None, None, None, MatchupState.VOTED, 2_000),
            (2, None, None, None, MatchupState.EXPIRED, 77),
            (3, 2, 100, 900, MatchupState.VOTED, 2_000),
            (4, 2, 100, None, MatchupState.OPEN, None),
        ]

    inside(shared_url, work)
