"""Steps through the matchups: in order, each once, and with numbers that nobody has."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries.privacy import retention
from service.db.queries.privacy.retention import Mark, Progress, RemovedRow
from service.db.tables.voting import matchups
from service.domain import clock
from service.domain.matchups import EXPIRY, MatchupState
from tests.support.votes.arenas import add_arena
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import inside

SKIPPED, EXPIRED = int(MatchupState.SKIPPED), int(MatchupState.EXPIRED)
DAY = clock.DAY


def ids(session: WriteSession) -> list[int]:
    return [row.id for row in session.execute(select(matchups.c.id).order_by(matchups.c.id))]


def test_steps_count_what_they_remove(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session).id, add_arena(session, "other").id
        deal(session, 10, arena_id=arena, state=SKIPPED, closed_at=3 * DAY)
        deal(session, 20, arena_id=arena, state=SKIPPED, closed_at=3 * DAY + 5)
        deal(session, 30, arena_id=arena, dealt_at=4 * DAY - EXPIRY)  # open, and nobody has looked since
        deal(session, 40, arena_id=other, position=1)
        deal(session, 50, arena_id=other, state=SKIPPED, closed_at=9 * DAY)
        assert retention.count(session, 50) == Progress(3, 1, more=False)
        assert retention.step(session, 50, 2, lambda _: 41) == Progress(2, 0, more=True)
        assert retention.mark(session) == Mark(20, 20, 1)
        assert retention.step(session, 50, 2, lambda _: 41) == Progress(1, 1, more=True)
        assert retention.mark(session) == Mark(40, 41, 2)
        # The new number comes after the mark, and is not erased again.
        assert retention.step(session, 50, 2, lambda _: 43) == Progress(0, 0, more=False)
        assert retention.mark(session) == Mark(41, 41, 3)
        assert ids(session) == [41, 50]
        # With an earlier time, the steps begin again.
        assert retention.count(session, 41) == Progress(0, 0, more=False)
        assert retention.step(session, 42, 2, lambda _: 43) == Progress(0, 0, more=False)
        assert retention.removed(session, arena) == [RemovedRow(3, SKIPPED, 2), RemovedRow(4, EXPIRED, 1)]
        assert retention.removed(session, other) == []

    inside(shared_url, work)


def test_numbers_that_are_taken_are_drawn_again(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session).id
        for number in (1, 2, 3):
            deal(session, number, arena_id=arena, position=number)
        drawn = iter([7, 7, 2, 7, 8, 9])
        assert retention.step(session, 4, 10, lambda _: next(drawn)) == Progress(0, 3, more=False)
        assert ids(session) == [7, 8, 9]

    inside(shared_url, work)
