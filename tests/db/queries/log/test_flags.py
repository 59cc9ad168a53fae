"""Flags in the database: found by what they are about, with their votes."""

from __future__ import annotations

from service.arena.integrity import holding
from service.db.engine import WriteSession
from service.db.queries.log import flags
from service.db.queries.log.flags import FlagKey
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


def test_by_key_with_votes_and_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(6))
        number = holding.hold_votes(session, arena.id, [1, 4], "odd").flag
        row = flags.find(session, number)
        assert row is not None
        assert flags.find_key(session, FlagKey(*row[1:6])) == row
        assert flags.find_key(session, FlagKey(arena.id, "side", "voter", 1, 0)) is None
        assert flags.counting(session, row) == []
        assert flags.held_by(session, row) == [1, 4]
        flags.add_votes(session, number, [4, 5])
        assert flags.positions(session, number) == [1, 4, 5]
        assert flags.counting(session, row) == [5]
        assert flags.held_by(session, row) == [1, 4]
        assert flags.other_holders(session, row) == {}
        flags.forget(session, arena.id, row.scope, row.subject)
        assert flags.find(session, number) is None
        assert flags.of_arena(session, arena.id) == []

    inside(shared_url, work)
