"""The migration to challenges and keys of matchups: arenas ask for nothing, and matchups stay."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas, matchups
from service.db.queries.matchups import Matchup
from service.db.tables.voting import matchups as table
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

ROW = Matchup(7, 1_000, 0.25, -5, None, 1, 1, 1, 2, 1, 2, 0)


def filled(session: WriteSession) -> None:
    add_models(session)
    hang(session, add_arena(session, challenge="work"), 1, (0, 1))
    matchups.add(session, [ROW._replace(key_id=3)])


def stored(session: ReadSession) -> tuple[str, list[tuple[int, int | None]]]:
    arena = arenas.get(session, "t2i")
    assert arena is not None
    rows = session.execute(select(table.c.id, table.c.key_id))
    return arena.challenge, [(row.id, row.key_id) for row in rows]


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, filled)
    assert in_write(database_url, stored) == ("work", [(7, 3)])
    downgrade(database_url, "0028_gold")
    upgrade(database_url)
    assert in_write(database_url, stored) == ("never", [(7, None)])
