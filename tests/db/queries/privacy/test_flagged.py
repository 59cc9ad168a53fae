"""What flags say of voters and networks, and how that is forgotten."""

from __future__ import annotations

from typing import Any

from service.db.engine import WriteSession
from service.db.queries.log import flags
from service.db.queries.privacy import flagged
from service.domain import clock
from service.domain.arenas import Arena
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def add(session: WriteSession, arena: Arena, scope: str, subject: int, last: int) -> int:
    values: dict[str, Any] = {
        "arena_id": arena.id,
        "kind": "side",
        "scope": scope,
        "subject": subject,
        "model_id": 0,
        "first_position": 1,
        "last_position": last,
        "votes": last,
        "evidence": "{}",
        "state": "open",
        "created_at": 1,
        "updated_at": 1,
    }
    number = flags.add(session, values)
    flags.add_votes(session, number, range(1, last + 1))
    return number


def test_voters_and_networks(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        for one in (arena, other):
            cast(session, one, [vote(day=day) for day in range(3)])
        mine, theirs = add(session, arena, "voter", -5, 2), add(session, other, "voter", 6, 2)
        old, new = add(session, arena, "network", 7, 1), add(session, arena, "network", 8, 3)
        assert [row.id for row in flagged.of_voter(session, -5)] == [mine]
        assert flagged.forget_networks(session, (DAY + 1) * clock.DAY) == 1
        found = {row.id: (row.scope, row.subject) for row in flags.of_arena(session, arena.id)}
        assert found == {mine: ("voter", -5), old: ("votes", old), new: ("network", 8)}
        flagged.forget_votes(session, arena.id, [2])
        assert [flags.positions(session, one) for one in (mine, new, theirs)] == [[1], [1, 3], [1, 2]]

    inside(shared_url, work)
