"""The migration to gold pairs: arenas that are there deal no repeats, and what was gold stays out."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.catalog import arenas
from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from tests.support.served.api import in_write
from tests.support.votes.arenas import check_of
from tests.support.votes.gold import add_answered


def shares(session: WriteSession, slug: str) -> tuple[int, int]:
    arena = arenas.get(session, slug)
    return arena.gold_share, arena.repeat_share


def exclusions(session: WriteSession) -> list[int | None]:
    return list(session.execute(text("SELECT exclusion FROM votes ORDER BY position")).scalars())


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, add_answered)
    downgrade(database_url, "0026_flags")
    upgrade(database_url)
    assert in_write(database_url, exclusions) == [None, 4, 1, 1, None]
    assert in_write(database_url, check_of).differences == 0
    assert in_write(database_url, lambda session: shares(session, "t2i")) == (2, 0)
    in_write(database_url, lambda session: arenas.create(session, "new", {}))
    assert in_write(database_url, lambda session: shares(session, "new")) == (2, 2)
