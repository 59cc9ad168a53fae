"""Held votes in the database: counted by day and reason, and found where no flag holds them."""

from __future__ import annotations

from service.arena.integrity import holding
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries.log import held
from service.domain.votes import Exclusion
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_counts_and_positions(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        for one in (arena, other):
            cast(session, one, [vote(day=day) for day in (0, 0, 1)])
            void(session, reread(session, one.id), [1], "over", Exclusion.HELD)
        deal(session, 1, arena_id=arena.id, position=1, address=7)
        holding.hold_votes(session, arena.id, [3], "odd")
        void(session, reread(session, arena.id), [2], "a robot")
        reason = holding.REASONS[holding.MANUAL]
        assert held.by_day(session, arena.id) == [(DAY, "over", 1), (DAY + 1, reason, 1)]
        assert held.flags_by_state(session, arena.id) == [("held", 1)]
        assert held.arrived(session, arena.id) == [(DAY, 7, 1, 0)]
        assert held.arrived(session, other.id) == [(DAY, None, 1, 0)]
        assert held.arrived_at(session, arena.id) == [1]
        assert held.arrived_at(session, arena.id, day=DAY, network=7) == [1]
        assert held.arrived_at(session, arena.id, day=DAY + 1) == []
        assert held.arrived_at(session, arena.id, network=8) == []

    inside(shared_url, work)
