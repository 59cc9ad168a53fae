"""The migration to the refits: nothing is lost on the way there and back, and they are made again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import State, cast, reread, state


def filled(session: WriteSession) -> State:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, ballots(40, days=3))
    assert refits.add(session, RefitKey(arena.id, 20, 0), b"body", 1)
    return state(session, reread(session, arena.id).id)


def test_the_log_and_its_ratings_stay(database_url: str) -> None:
    before = in_write(database_url, filled)
    downgrade(database_url, "0020_identities")
    upgrade(database_url)

    def again(session: WriteSession) -> None:
        assert state(session, 1) == before
        assert refits.newest(session, 1, 99) is None
        assert refits.epoch_of(session, 1) == 0
        assert refits.add(session, RefitKey(1, 20, 0), b"body", 1)

    in_write(database_url, again)


def test_those_with_narrower_intervals_are_forgotten(sqlite_url: str) -> None:
    before = in_write(sqlite_url, filled)
    downgrade(sqlite_url, "0029_bounds")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database, database:
        assert database.execute("SELECT count(*) FROM refits").fetchone() == (0,)
        database.execute("INSERT INTO refits VALUES (1, 20, 0, 1, 'body')")
    upgrade(sqlite_url)

    def after(session: WriteSession) -> None:
        assert state(session, 1) == before
        assert refits.newest(session, 1, 99) is None

    in_write(sqlite_url, after)
