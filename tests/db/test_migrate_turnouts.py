"""The migration to turnouts: votes that an older version does not know stay out on the way back."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.recording import recount
from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.domain.votes import Exclusion
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots, check_of
from tests.support.votes.ledgers import cast, reread

KINDS = text("SELECT position, exclusion FROM votes WHERE exclusion IS NOT NULL ORDER BY position")


def filled(session: WriteSession) -> None:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, ballots(9))
    for position, kind in ((2, Exclusion.UNSEEN), (3, Exclusion.WEIGHT), (4, Exclusion.RATE)):
        recount.void(session, reread(session, arena.id), [position], "odd", kind)


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, filled)
    downgrade(database_url, "0024_blindness")
    upgrade(database_url)
    rows = in_write(database_url, lambda session: [tuple(row) for row in session.execute(KINDS)])
    assert rows == [(2, 1), (3, 1), (4, 3)]
    assert in_write(database_url, check_of).differences == 0
