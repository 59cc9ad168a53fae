"""The doctor's finding: what waits, and votes that count although a flag holds them."""

from __future__ import annotations

from sqlalchemy import update

from service.arena.integrity import holding
from service.arena.integrity.findings import of_flags
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.tables.flags import flags
from service.db.tables.votes import votes
from service.domain.votes import Exclusion
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread


def test_what_waits_and_what_is_wrong(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(9))
        assert of_flags(session) == [("integrity", True, "0 flags to review, 0 votes held on arrival")]
        void(session, reread(session, arena.id), [7, 8], "over a limit", Exclusion.HELD)
        number = holding.hold_votes(session, arena.id, [1, 2], "odd").flag
        session.execute(update(flags).values(state="open"))
        assert of_flags(session) == [("integrity", True, "1 flags to review, 2 votes held on arrival")]
        counting = {"voided_at": None, "void_reason": None, "exclusion": None}
        session.execute(update(votes).where(votes.c.position == 2).values(counting))
        (wrong,) = of_flags(session)
        assert not wrong.well
        assert "1 votes count that a flag holds" in wrong.detail
        holding.hold(session, number)
        assert of_flags(session)[0].well

    inside(shared_url, work)
