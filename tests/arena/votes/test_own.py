"""A voter's own votes, and the leaderboard they make, compared with an arena that has no others."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from service.arena.boards import boards
from service.arena.recording import recount
from service.arena.votes import own
from service.db.engine import WriteSession
from service.db.tables.voting import images
from service.domain import clock
from service.domain.axes import OVERALL
from service.domain.votes import Exclusion, VoteRef
from service.errors import NotFound
from tests.support.votes.ledgers import inside
from tests.support.votes.own_votes import VOTERS, shared_out, voted_arena

ANNA, BEN = VOTERS


def test_the_newest_first_with_all_that_their_voter_may_know(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(30))
        mine = own.newest(session, ANNA)
        assert [VoteRef.parse(vote.id).position for vote in mine] == list(range(28, 0, -3))
        newest = mine[0]
        assert (newest.arena, newest.arena_name) == (arena.slug, "T2I")
        assert newest.prompt.startswith("Prompt 28")
        assert newest.left is not None
        assert newest.right is not None
        assert {newest.left.name, newest.right.name} <= {f"M{i}" for i in range(8)}
        assert len(newest.left.copy or "") == 64
        assert newest.excluded is None
        page = own.newest(session, ANNA, before=mine[3].matchup, limit=2)
        assert page == mine[4:6]
        assert own.newest(session, 33) == []

    inside(shared_url, work)


def test_a_vote_that_does_not_count_says_why_and_a_withdrawn_image_is_not_shown(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(3))
        recount.void(session, arena, [1], "undone by the voter", Exclusion.UNDONE)
        session.execute(update(images).values(withdrawn_at=1, withdrawn_reason="damaged"))
        (vote,) = own.newest(session, ANNA)
        assert vote.excluded == "undone"
        assert not vote.undoable()
        assert vote.left is not None
        assert vote.right is not None
        assert (vote.left.copy, vote.right.copy) == (None, None)

    inside(shared_url, work)


def test_a_vote_can_be_undone_for_ten_minutes(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        voted_arena(session, shared_out(3))
        (vote,) = own.newest(session, ANNA)
        assert vote.undoable(vote.voted_at + 600 * clock.SECOND)
        assert not vote.undoable(vote.voted_at + 601 * clock.SECOND)

    inside(shared_sqlite_url, work)


def test_the_own_board_is_that_of_an_arena_with_no_other_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        given = shared_out(60)
        arena = voted_arena(session, given)
        recount.void(session, arena, [1], "undone by the voter", Exclusion.UNDONE)
        mine = own.board(session, ANNA, "t2i")
        voted_arena(session, [vote for vote in given[1:] if vote.voter == ANNA], "alone")
        alone = boards.build(boards.read(session, "alone", OVERALL, min_votes=1))
        assert (mine.votes, mine.needs) == (19, 0)
        assert mine.rows == tuple((entry.rank, entry.standing) for entry in alone.ranked)
        assert mine.names == {slug: facts.name for slug, facts in alone.facts.items()}

    inside(shared_url, work)


def test_it_takes_ten_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(30))
        voted_arena(session, shared_out(9), "other")
        first, second = own.boards(session, BEN)
        assert (first.arena.slug, first.votes, first.needs) == ("t2i", 10, 0)
        assert first.rows
        assert (second.arena.slug, second.votes, second.needs, second.rows) == ("other", 3, 7, ())
        recount.void(session, arena, [2], "undone by the voter", Exclusion.UNDONE)
        assert own.board(session, BEN, "t2i").needs == 1
        assert own.count(session, BEN, "t2i") == 9
        assert own.boards(session, 33) == []
        with pytest.raises(NotFound):
            own.board(session, BEN, "nowhere")

    inside(shared_url, work)
