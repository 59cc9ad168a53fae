"""The migration to the blob store's marker and audit entries without a key, with data."""

from __future__ import annotations

import pytest

from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import audit
from tests.support.db.databases import execute
from tests.support.served.api import in_write

KEY = "INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (1, 'k', 'h', 'admin', 0)"
ENTRY = "INSERT INTO audit (at, key_id, action, subject, detail) VALUES (7, {}, 'withdraw', 'an image', '')"


def entries(session: ReadSession) -> list[tuple[int | None, str, str]]:
    return [(row.key_id, row.key_name, row.action) for row in audit.page(session, 99, 10)]


@pytest.mark.slow
def test_entries_stay_and_those_of_the_service_have_no_key(database_url: str) -> None:
    def read(session: WriteSession) -> list[tuple[int | None, str, str]]:
        return entries(session)

    downgrade(database_url, "0013_segments")
    execute(database_url, KEY)
    execute(database_url, ENTRY.format(1))
    upgrade(database_url)
    execute(database_url, ENTRY.format("NULL"))
    assert in_write(database_url, read) == [(None, "", "withdraw"), (1, "k", "withdraw")]
    downgrade(database_url, "0013_segments")
    upgrade(database_url)
    assert in_write(database_url, read) == [(1, "k", "withdraw")]
