"""The migration to an audit log whose entries need no key, with data."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from service.arena.access import audit
from service.arena.access.keys import create
from service.db.engine import WriteSession, transact
from service.db.migrate import downgrade, run_on, upgrade


def entries(url: str) -> list[Sequence[object]]:
    """Return the key, the action and the subject of each entry."""
    statement = text("SELECT key_id, action, subject FROM audit ORDER BY id")
    return run_on(url, lambda connection: [tuple(row) for row in connection.execute(statement)])


@pytest.mark.slow
def test_the_audit_log_keeps_its_entries_and_loses_those_without_a_key(empty_url: str) -> None:
    upgrade(empty_url)

    def note(session: WriteSession) -> None:
        key = create(session, "mine", ["admin"])
        audit.note(session, key.id, "create", "model m")
        audit.note(session, None, "failed-login", "admin")

    run_on(empty_url, lambda connection: transact(connection, note))
    kept = [(1, "create", "model m")]
    assert entries(empty_url) == [*kept, (None, "failed-login", "admin")]
    downgrade(empty_url, "0013_segments")
    assert entries(empty_url) == kept
    upgrade(empty_url)
    assert entries(empty_url) == kept
