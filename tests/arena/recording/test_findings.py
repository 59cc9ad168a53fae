"""What the doctor says of folds."""

from __future__ import annotations

from service.arena.recording.findings import of_folds
from service.db.engine import WriteSession
from service.db.queries.live import leases
from service.db.tables.votes import log_ends
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_who_folds_and_what_waits(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        if session.dialect.name == "sqlite":
            assert of_folds(session) == []
            return
        assert of_folds(session)[0].detail == "0 processes run and own 0 of 1 arenas; 0 votes wait"
        session.execute(log_ends.update().values(position=9))
        (waiting,) = of_folds(session)
        assert waiting.well
        assert waiting.detail.endswith("9 votes wait: they are rated once a server runs")
        leases.beat(session, 7)
        assert not of_folds(session)[0].well
        leases.take(session, 7, [arena.id])
        (owned,) = of_folds(session)
        assert owned == ("folds", True, "1 processes run and own 1 of 1 arenas; 9 votes wait")

    inside(shared_url, work)
