"""Claims of scans: one at a time, and only where there is something new."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.log import scans
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_one_at_a_time(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        assert scans.last_scan(session, arena.id) is None
        assert scans.claim(session, arena.id, 10, 1_000, 0)
        assert not scans.claim(session, arena.id, 20, 1_001, 1_000)
        assert not scans.claim(session, arena.id, 10, 2_000, 1_500)
        assert scans.claim(session, arena.id, 11, 2_000, 1_500)
        assert scans.last_scan(session, arena.id) == 2_000
        other = add_arena(session, "other")
        for one, now in ((arena, 3_000), (other, 4_000)):
            scans.note(session, one.id, 11, now)
            assert scans.last_scan(session, one.id) == now

    inside(shared_url, work)
