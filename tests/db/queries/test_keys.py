"""The rows of API keys."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import keys
from tests.support.served.api import in_write


def test_found_by_hash_and_id_revoked_once(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        first = keys.add(session, "one", b"1" * 32, "votes", 10)
        second = keys.add(session, "two", b"2" * 32, "votes admin", 11)
        found = keys.find(session, b"2" * 32)
        assert found is not None
        assert (found.id, found.name, found.scopes, found.created_at) == (second, "two", "votes admin", 11)
        assert keys.find(session, b"3" * 32) is None
        assert keys.get(session, 99) is None
        keys.revoke(session, first, 20)
        keys.revoke(session, first, 30)
        assert [(row.id, row.revoked_at) for row in keys.every(session)] == [(first, 20), (second, None)]

    in_write(database_url, work)
