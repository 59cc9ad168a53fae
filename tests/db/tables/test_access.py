"""The tables of access: which rows they refuse."""

from __future__ import annotations

import pytest

from service.db.engine import WriteSession
from service.db.queries import keys
from tests.db.tables.test_votes import assert_refused
from tests.support.votes.ledgers import inside

KEY = "(SELECT id FROM api_keys)"
REFUSED = {
    "uq_api_keys_hash": (
        "INSERT INTO api_keys (name, hash, scopes, created_at) SELECT name, hash, scopes, 0 FROM api_keys"
    ),
    "fk_audit_key_id": (
        "INSERT INTO audit (at, key_id, action, subject, detail) VALUES (0, -7, 'a', 's', 'd')"
    ),
    "pk_idempotency": (
        "INSERT INTO idempotency (key_id, name, fingerprint, status, body, created_at)"  # noqa: S608
        f" SELECT {KEY}, 'again', hash, 201, hash, 0 FROM api_keys UNION ALL"
        f" SELECT {KEY}, 'again', hash, 201, hash, 0 FROM api_keys"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_itself_refuses(shared_url: str, name: str) -> None:
    def work(session: WriteSession) -> None:
        keys.add(session, "ci", b"h" * 32, "votes", 0)
        assert_refused(session, name, REFUSED[name])

    inside(shared_url, work)
