"""Dropping votes, and bringing them back."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from service.db.engine import WriteSession
from service.db.queries import votes
from service.db.queries.log import dropped, dropping, segments
from service.db.tables.votes import votes as table
from service.errors import Conflict, Damaged
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.dropped import drop, seal
from tests.support.votes.ledgers import cast, inside


def test_rows_and_voters_come_back(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [v._replace(voter=7 if i < 12 else None) for i, v in enumerate(ballots(20))])
        before = votes.log_tuples(session, arena.id, 0, 20)
        assert drop(session, arena, 6, 20) == 20
        assert dropping.bring_back(session, arena.id, [1, 8, 8, 19, 99]) == 3
        assert (
            dropping.bring_back(session, arena.id, [1, 8]) == dropping.bring_back(session, arena.id, []) == 0
        )
        assert dropped.count(session, arena.id) == 17
        assert [place for _, place in dropped.positions_of(session, 7)] == [2, 3, 4, 5, 6, 7, 9, 10, 11, 12]
        assert votes.log_tuples(session, arena.id, 0, 20) == before
        assert dropping.bring_back(session, arena.id, range(1, 21)) == 17
        assert list(dropped.blocks(session, arena.id)) == []
        assert votes.log_tuples(session, arena.id, 0, 20) == before

    inside(shared_url, work)


def test_nothing_is_dropped_of_a_segment_that_is_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(9))
        (row,) = seal(session, arena, 9)
        (part,) = dropping.ranges(row)
        assert dropping.count(session, part) == 9
        segments.forget_from(session, arena.id, 1)
        with pytest.raises(Conflict, match="run this again"):
            dropping.drop(session, row, part)

    inside(shared_url, work)


def test_a_vote_that_differs_stays(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(9))
        (row,) = seal(session, arena, 9)
        session.execute(update(table).where(table.c.position == 4).values(voted_at=5))
        with pytest.raises(Damaged, match=r"votes 1 to 9 .* nothing of it was dropped"):
            dropping.drop(session, row, dropping.ranges(row)[0])

    inside(shared_url, work)
