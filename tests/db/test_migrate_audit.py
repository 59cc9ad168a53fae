"""The migration to an audit log whose entries need no key, with data."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from service.arena.access import audit
from service.arena.access.keys import create
from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from tests.support.served.api import in_write

_ENTRIES = text("SELECT key_id, action, subject FROM audit ORDER BY id")


def entries(session: ReadSession) -> list[tuple[object, ...]]:
    """Return the key, the action and the subject of each entry."""
    return [tuple(row) for row in session.execute(_ENTRIES)]


def note(session: WriteSession) -> None:
    key = create(session, "mine", ["admin"])
    audit.note(session, key.id, "create", "model m")
    audit.note(session, None, "failed-login", "admin")


@pytest.mark.slow
def test_the_audit_log_keeps_its_entries_and_loses_those_without_a_key(database_url: str) -> None:
    in_write(database_url, note)
    [(key, *mine), failed] = in_write(database_url, entries)
    assert (mine, failed) == (["create", "model m"], (None, "failed-login", "admin"))
    downgrade(database_url, "0013_segments")
    upgrade(database_url)
    assert in_write(database_url, entries) == [(key, *mine)]
