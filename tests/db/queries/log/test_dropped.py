"""Dropped votes, read from their segments."""

from __future__ import annotations

import polars as pl

from service.db.engine import WriteSession
from service.db.queries import votes
from service.db.queries.log import dropped
from service.db.queries.log.dropped import Range
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.dropped import drop
from tests.support.votes.ledgers import cast, inside


def test_they_are_found_among_the_others(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [v._replace(voter=7 + i % 2) for i, v in enumerate(ballots(30))])
        before = votes.log_tuples(session, arena.id, 0, 30)
        assert (dropped.parts(session, arena.id), dropped.arenas(session)) == ([], set())
        assert drop(session, arena, 10, 25) == dropped.count(session, arena.id) == 25
        assert dropped.arenas(session) == {arena.id}
        assert [one.first_position for one in dropped.parts(session, arena.id, 10)] == [11]
        assert [one.first_position for one in dropped.parts(session, arena.id, upto=10)] == [1]
        assert votes.log_tuples(session, arena.id, 0, 30) == before
        assert votes.log_tuples(session, arena.id, 8, 12) == before[8:12]
        rows = dropped.rows(session, Range(arena.id, 5, 28), ("position", "voter", "voided_at"))
        assert rows == [(i, 7 + (i - 1) % 2, None) for i in range(6, 26)]
        assert dropped.positions_of(session, 8) == [(arena.id, i) for i in range(2, 26, 2)]
        some = dropped.rows(session, Range(arena.id, 0, 28), ("position",), pl.col("position") > 23)
        assert some == [(24,), (25,)]

    inside(shared_url, work)


def test_a_block_of_voters_is_small_and_reads_back() -> None:
    block = pl.DataFrame({"position": range(90_001, 140_001), "voter": [1 << 62, -5] * 25_000})
    data = dropped.encode(90_001, block)
    assert dropped.decode(90_001, data).equals(block)
    assert len(data) < 200_000
