"""The migration to a third open matchup: what is open in it is closed on the way down, and may be again."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy import text

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from tests.support.db.databases import execute
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena
from tests.support.votes.dealt import deal

THIRD = "UPDATE matchups SET slot = 2"


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, lambda session: deal(session, 1, arena_id=add_arena(session).id, slot=2))
    downgrade(database_url, "0038_branding")
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.CheckViolation), match="ck_matchups_slot"):
        execute(database_url, THIRD)
    upgrade(database_url)
    assert in_write(database_url, found) == [(1, 4, 1_000)]
    execute(database_url, THIRD)


def found(session: WriteSession) -> list[tuple[int, int, int]]:
    rows = session.execute(text("SELECT slot, state, closed_at FROM matchups"))
    return [(slot, state, closed_at) for slot, state, closed_at in rows]
