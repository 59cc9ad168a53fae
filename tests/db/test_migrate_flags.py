"""The migration to flags: existing arenas only flag, new ones hold, and held votes stay out going back."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.integrity import holding
from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots, check_of
from tests.support.votes.ledgers import cast


def filled(session: WriteSession) -> None:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, ballots(9))
    holding.hold_votes(session, arena.id, [2, 4], "odd")


def policy(session: WriteSession, slug: str) -> str:
    arena = arenas.get(session, slug)
    assert arena is not None
    return arena.on_evidence


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, filled)
    assert in_write(database_url, lambda session: policy(session, "t2i")) == "hold"
    downgrade(database_url, "0025_turnouts")
    upgrade(database_url)
    assert in_write(database_url, lambda session: policy(session, "t2i")) == "flag"
    in_write(database_url, lambda session: add_arena(session, "new"))
    assert in_write(database_url, lambda session: policy(session, "new")) == "hold"
    assert in_write(database_url, check_of).differences == 0
    kinds = text("SELECT COUNT(*) FROM votes WHERE exclusion = 1")
    assert in_write(database_url, lambda session: session.execute(kinds).scalar_one()) == 2
