"""Answers to gold pairs and repeats as the database has them, and the votes to compare."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.gold import answers
from tests.support.votes.gold import CAREFUL, HASTY, add_answered
from tests.support.votes.ledgers import inside


def test_what_each_answer_says(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, pair = add_answered(session)
        gold = answers.to_gold(session, arena.id)
        assert [(one.position, one.voter, one.network) for one in gold] == [
            (3, CAREFUL, 105),
            (4, HASTY, 106),
        ]
        assert [(one.gold, one.outcome, one.good_left) for one in gold] == [(pair, 1, 1), (pair, 1, 0)]
        (again,) = answers.to_repeats(session, arena.id)
        assert (again.position, again.voter, again.outcome, again.first_outcome) == (2, CAREFUL, 2, 1)
        assert again.image_left != again.first_image_left
        compared = answers.compared(session, arena.id, 0, 9)
        assert [(row[0], row[2]) for row in compared] == [(CAREFUL, 1), (HASTY, 2)]
        assert answers.compared(session, arena.id, 1, 4) == []

    inside(shared_url, work)
