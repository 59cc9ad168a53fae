"""Where votes of the future are in a log, and how they are dated again."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.log import dates
from service.domain import clock
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote

LIMIT = clock.DAY * (DAY + 10)


def test_runs_of_votes_after_a_moment(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        assert dates.runs_after(session, arena.id, LIMIT) == []
        cast(session, arena, [vote(0, 1, day=day) for day in (99, 1, 99, 99, 2, 3, 99)])
        assert dates.runs_after(session, arena.id, LIMIT) == [(1, 1), (3, 4), (7, 7)]
        second, fifth = (clock.DAY * (DAY + day) for day in (1, 2))
        assert dates.newest_between(session, arena.id, 0, 1) is None
        assert dates.newest_between(session, arena.id, 1, 3) == second
        assert dates.first_after(session, arena.id, 1, LIMIT) == second
        assert dates.first_after(session, arena.id, 7, LIMIT) is None
        dates.change(session, arena.id, (3, 4), fifth)
        assert dates.runs_after(session, arena.id, LIMIT) == [(1, 1), (7, 7)]
        dates.change_matchups(session, arena.id, LIMIT, fifth)

    inside(shared_url, work)
