"""The migration to the views: nothing is lost on the way there and back."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from tests.support.api import in_write
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.databases import execute
from tests.support.ledgers import State, cast, reread, state


def filled(session: WriteSession) -> State:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, ballots(40, days=3))
    return state(session, reread(session, arena.id).id)


def test_the_log_and_its_ratings_stay(database_url: str) -> None:
    before = in_write(database_url, filled)
    downgrade(database_url, "0030_wider_refits")
    execute(database_url, "CREATE TABLE board (id INTEGER)")  # the name is free
    execute(database_url, "DROP TABLE board")
    upgrade(database_url)

    def again(session: WriteSession) -> None:
        assert state(session, 1) == before
        assert session.exec_driver_sql("SELECT COUNT(*) FROM board WHERE axis = 'overall'").scalar_one() == 8

    in_write(database_url, again)
