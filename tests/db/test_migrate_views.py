"""The migration to the views: nothing is lost on the way there and back."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from tests.support.db.databases import execute
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import State, cast, reread, state


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


def test_times_keep_their_microseconds(sqlite_url: str) -> None:
    in_write(sqlite_url, filled)
    for moment, text in ((-1, "1969-12-31 23:59:59.999999"), (1_000_001, "1970-01-01 00:00:01.000001")):
        execute(sqlite_url, f"UPDATE votes SET voted_at = {moment} WHERE position = 1")  # noqa: S608
        query = "SELECT voted_at, voided_at FROM votes_public WHERE position = 1"
        row = in_write(sqlite_url, lambda session, query=query: session.exec_driver_sql(query).one())  # type: ignore[misc]
        assert tuple(row) == (text, None)
