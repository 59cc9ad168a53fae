"""What visitors are told: numbers of held votes, by day and kind of reason, and of decided findings."""

from __future__ import annotations

from service.arena.integrity import holding
from service.arena.integrity.published import KINDS, LIMIT, HeldVotes, of_arena
from service.arena.recording.appending import REASONS
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.votes import Exclusion
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_numbers_and_nobody(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        cast(session, arena, [vote(day=day) for day in (0, 0, 1, 1, 1)])
        cast(session, other, [vote()])
        void(session, reread(session, arena.id), [1], REASONS[Exclusion.HELD], Exclusion.HELD)
        flag = holding.hold_votes(session, arena.id, [2, 4, 5], "odd").flag
        holding.release(session, holding.hold_votes(session, arena.id, [3], "odd").flag)
        found = of_arena(session, "t2i")
        assert found.days == (HeldVotes(DAY, {LIMIT: 1, "manual": 1}), HeldVotes(DAY + 1, {"manual": 2}))
        assert (found.total, found.kinds) == (4, {LIMIT: 1, "manual": 3})
        assert (found.held_findings, found.released_findings) == (1, 1)
        holding.void(session, flag, "a robot")
        after = of_arena(session, "t2i")
        assert (after.total, after.held_findings) == (1, 1)
        nothing = of_arena(session, "other")
        assert (nothing.days, nothing.total, nothing.kinds) == ((), 0, {})

    inside(shared_url, work)


def test_every_flag_has_a_kind() -> None:
    assert set(holding.REASONS) < set(KINDS)
