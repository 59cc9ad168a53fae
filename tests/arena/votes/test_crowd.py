"""A voter against everyone, compared with the leaderboard."""

from __future__ import annotations

from service.arena.boards import boards
from service.arena.votes import own
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from tests.support.votes.ledgers import inside
from tests.support.votes.own_votes import VOTERS, shared_out, voted_arena

ANNA, _ = VOTERS


def test_the_order_of_everyone_and_how_often_a_voter_agrees(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        given = shared_out(90)
        arena = voted_arena(session, given)
        board = own.board(session, ANNA, arena.slug)
        everyone = boards.build(boards.read(session, arena.slug, OVERALL)).ranked
        mine = {row.standing.model for row in board.rows}
        order = [entry.standing.model for entry in everyone if entry.standing.model in mine]
        assert sorted(board.crowd.ranks, key=lambda model: board.crowd.ranks[model]) == order
        assert board.crowd.ranks[order[0]] == 1
        score = {entry.standing.model: entry.standing.score for entry in everyone}
        votes = [vote for vote in own.newest(session, ANNA, limit=90) if vote.outcome in {"left", "right"}]
        agreed = 0
        for vote in votes:
            assert vote.left is not None
            assert vote.right is not None
            agreed += (score[vote.left.model] > score[vote.right.model]) == (vote.outcome == "left")
        assert (board.crowd.compared, board.crowd.agreed) == (len(votes), agreed)
        assert board.crowd.share == agreed / len(votes)

    inside(shared_url, work)


def test_without_votes_there_is_nobody_to_agree_with(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(3))
        assert own.board(session, ANNA, arena.slug).crowd.share is None

    inside(shared_url, work)
