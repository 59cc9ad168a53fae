"""What scans read: votes and matchups apart, small numbers packed into one."""

from __future__ import annotations

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries.log import dealt
from service.domain.votes import Exclusion
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_votes_that_count_held_and_repeated_ones(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1)._replace(voter=5), *[vote(1, 2)] * 3])
        for position, kind in ((2, Exclusion.HELD), (3, Exclusion.UNDONE), (4, Exclusion.REPEAT)):
            void(session, reread(session, arena.id), [position], "odd", kind)
        big = 2_000_000_000
        deal(session, 9, arena_id=arena.id, position=2, address=None, image_left=big, image_right=big + 1)
        rows = sorted(
            zip(*(column.split(",") for column in dealt.votes(session, arena.id, 0, 9)), strict=True)
        )
        assert [row[0] for row in rows] == ["1", "2", "4"]
        assert [row[2] for row in rows] == ["5", "0", "0"]
        assert [int(row[3]) & 31 for row in rows] == [0, int(Exclusion.HELD), int(Exclusion.REPEAT)]
        images = str(big << 31 | big + 1)
        assert dealt.matchups(session, arena.id, 0, 9) == ("2", "0", "0.5", "900", images)
        assert dealt.votes(session, arena.id, 2, 3) == ("",) * 4
        assert dealt.matchups(session, arena.id, 2, 9) == ("",) * 5

    inside(shared_url, work)
