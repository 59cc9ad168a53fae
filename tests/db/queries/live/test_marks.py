"""Marks: up to where an arena's votes are old enough."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.live import marks
from service.db.queries.live.marks import Waiting
from service.db.tables.votes import log_marks
from service.domain import clock
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

WEEK = 604_800


def test_what_a_mark_includes_is_due_once_the_mark_is_old_enough(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_arena(session, "at-once")
        arena = add_arena(session, "late", publish_after=WEEK)
        assert marks.waiting(session, 0) == []
        arenas.set_end(session, arena.id, 7)
        start, late = 10**15, 10**15 + WEEK * clock.SECOND
        assert marks.waiting(session, late) == [Waiting(arena.id, WEEK, 0, 7, 0, 0, 0)]
        marks.add(session, arena.id, start, 3)
        marks.add(session, arena.id, start + 5, 3)  # another process knows no more
        marks.add(session, arena.id, start + 9, 7)
        assert [marks.due(session, arena.id, late + past) for past in (-1, 0, 8, 9)] == [0, 3, 3, 7]
        assert marks.waiting(session, late) == [Waiting(arena.id, WEEK, 0, 7, 3, start + 9, 7)]
        arenas.change(session, arena.id, {"publish_after": 0})
        assert marks.due(session, arena.id, 0) == 7

    inside(shared_url, work)


def test_marks_of_what_is_published_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session, publish_after=60, last_position=3)
        arenas.set_end(session, arena.id, 9)
        for at, position in ((1, 2), (2, 3), (3, 5), (4, 9)):
            marks.add(session, arena.id, at, position)
        stored = select(log_marks.c.at, log_marks.c.position).order_by(log_marks.c.at)
        assert [tuple(row) for row in session.execute(stored)] == [(3, 5), (4, 9)]

    inside(shared_url, work)
