"""Segments in the database, and the votes that they hold."""

from __future__ import annotations

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread


def row(arena_id: int, first: int, last: int) -> SegmentRow:
    return SegmentRow(arena_id, first, last, 1, 2, bytes(32), bytes(range(32)), 77, 1)


def test_segments_are_in_log_order_and_begin_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        one, other = add_arena(session, "one").id, add_arena(session, "other").id
        assert log_segments.last(session, one) is None
        rows = [row(one, 1, 9), row(one, 10, 10), row(one, 11, 300)]
        for segment in (*reversed(rows), row(one, 10, 99), row(other, 1, 5)):
            log_segments.add(session, segment)
        assert log_segments.of_arena(session, one) == rows
        assert log_segments.last(session, one) == rows[-1]
        assert log_segments.of_arena(session, other) == [row(other, 1, 5)]

    inside(shared_url, work)


def test_void_votes_are_read_with_the_others_and_named(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(20, days=2))
        assert log_segments.voided(session, arena.id, 20) == []
        void(session, reread(session, arena.id), [3, 5, 19], "a bot")
        assert log_segments.voided(session, arena.id, 20) == [3, 5, 19]
        assert log_segments.voided(session, arena.id, 18) == [3, 5]
        rows = log_segments.to_seal(session, arena.id, 2, 6)
        assert [vote[0] for vote in rows] == [3, 4, 5, 6]
        assert all(len(vote) == len(log_segments.SealedVote._fields) for vote in rows)

    inside(shared_url, work)
