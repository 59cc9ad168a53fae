"""External ids of old votes are deleted; the votes and the ids of newer ones stay."""

from __future__ import annotations

from datetime import date

import pytest

from service.arena.recording.recount import check
from service.arena.votes import external_ids
from service.db.engine import WriteSession
from service.db.queries import votes
from service.domain import clock
from service.errors import NotFound
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote


def day(number: int) -> date:
    return date.fromisoformat(clock.day_text(DAY + number))


def test_those_of_votes_from_before_a_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        log = [vote(day=i // 2)._replace(external_id=f"x{i}") for i in range(6)]
        cast(session, arena, log)
        cast(session, other, log)

        def left(arena_id: int) -> list[str | None]:
            return [row.external_id for row in votes.log(session, arena_id, 0, 99, 9)]

        assert external_ids.forget(session, "a", day(0)) == 0
        assert external_ids.forget(session, "a", day(2)) == 4
        assert left(arena.id) == [None] * 4 + ["x4", "x5"]
        assert cast(session, reread(session, arena.id), [log[0], log[5]]).duplicates == 1
        assert external_ids.forget(session, "a", day(3)) == 3
        assert left(arena.id) == [None] * 7
        assert left(other.id) == [one.external_id for one in log]
        assert check(session, reread(session, arena.id)).differences == 0
        add_arena(session, "empty")
        assert external_ids.forget(session, "empty", day(3)) == 0
        with pytest.raises(NotFound):
            external_ids.forget(session, "none", day(3))

    inside(shared_url, work)
