"""Sums that must agree: of the log, of the ratings, of the head-to-head counts."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries import integrity
from service.db.queries.integrity import Sums
from service.db.tables.votes import head_to_head, ratings, votes
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread


@pytest.mark.parametrize("policy", ["tie", "ignore"])
def test_a_sound_arena_agrees_with_itself(shared_url: str, policy: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session, "a", both_bad=policy), add_arena(session, "b")
        assert integrity.of_arena(session, arena) == Sums(0, 0, 0, 0)
        cast(session, arena, ballots(40, days=3))
        cast(session, other, ballots(7))
        assert integrity.of_arena(session, reread(session, arena.id)) == Sums(40, 40, 40, 40)
        void(session, reread(session, arena.id), [1, 20, 40], "a reason")
        assert integrity.of_arena(session, reread(session, arena.id)) == Sums(40, 37, 37, 37)
        assert integrity.of_arena(session, reread(session, other.id)) == Sums(7, 7, 7, 7)

    inside(shared_url, work)


def test_each_table_speaks_for_itself(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(10))
        arena = reread(session, arena.id)
        session.execute(delete(votes).where(votes.c.position == 3))
        assert integrity.of_arena(session, arena) == Sums(9, 9, 10, 10)
        session.execute(update(ratings).values(wins=ratings.c.wins + 2))
        assert integrity.of_arena(session, arena).rated > 10
        session.execute(delete(head_to_head))
        assert integrity.of_arena(session, arena).met == 0

    inside(shared_url, work)
