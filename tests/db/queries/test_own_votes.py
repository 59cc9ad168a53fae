"""A voter's own votes by the matchups they were cast on."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.votes.own import LAST
from service.db.engine import WriteSession
from service.db.queries import own_votes
from service.db.queries.voters import forget
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import inside
from tests.support.votes.own_votes import VOTERS, shared_out, voted_arena

ANNA, BEN = VOTERS


def test_only_matchups_with_a_vote_of_the_voter(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(30))
        deal(session, 5, voter=ANNA, arena_id=arena.id)  # an open one
        assert len(own_votes.newest(session, ANNA, LAST, 100)) == 10
        assert own_votes.counted(session, ANNA) == {arena.id: 10}
        assert len(own_votes.to_fold(session, BEN, arena.id, LAST)) == 10
        assert own_votes.to_fold(session, BEN, arena.id + 1, LAST) == []
        forget(session, ANNA, {arena.id: []}, 1)
        assert own_votes.newest(session, ANNA, LAST, 100) == []
        assert own_votes.counted(session, ANNA) == {}

    inside(shared_url, work)


def test_the_log_is_not_searched(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        voted_arena(session, shared_out(3))
        plan = "EXPLAIN QUERY PLAN SELECT 1 FROM matchups m JOIN votes v ON v.arena_id = m.arena_id"
        plan += " AND v.position = m.position WHERE m.voter = 11 AND m.state = 2"
        steps = " ".join(row.detail for row in session.execute(text(plan)))
        assert "SCAN" not in steps
        assert "voter=?" in steps

    inside(shared_sqlite_url, work)


def test_votes_are_revealed_by_sessions(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(30))  # Anna's votes are at 1, 4, 7 … 28
        known = [own_votes.revealed(session, ANNA, arena.id, after) for after in (1, 0, 3, 5, 11)]
        assert [one.has(28) for one in known] == [True, False, False, True, False]
        assert known[1:] == [(0, None), (25, 2), (28, 5), (0, 1)]
        assert own_votes.revealed(session, None, arena.id, 3) == (0, None)
        assert len(own_votes.to_fold(session, ANNA, arena.id, known[2].last)) == 9

    inside(shared_url, work)
