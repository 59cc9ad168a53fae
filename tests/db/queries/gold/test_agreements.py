"""Measurements of agreement: the last one of each arena."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.gold import agreements
from service.domain.controls.agreement import Agreement
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_a_measurement_replaces_the_one_before(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        assert agreements.of_arena(session, arena.id) == []
        rows = [
            Agreement(arena.id, theme, 1_000, 3, 7, alpha, error, 4, 3, 2, 1)
            for theme, alpha, error in (("", 0.5, 0.25), ("animals", None, None), ("people", 0.0, 0.125))
        ]
        agreements.put(session, arena.id, rows)
        assert agreements.of_arena(session, arena.id) == rows
        agreements.put(session, arena.id, rows[:1])
        assert agreements.of_arena(session, arena.id) == rows[:1]

    inside(shared_url, work)
