"""Keys of days: the first one stays, until it is deleted."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.privacy import network_keys
from tests.support.votes.ledgers import inside


def test_each_day_has_one_key(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert network_keys.find(session, 5) is None
        assert network_keys.find_or_add(session, 5, b"first") == b"first"
        assert network_keys.find_or_add(session, 5, b"late") == b"first"
        assert network_keys.find_or_add(session, 6, b"next") == b"next"
        assert network_keys.delete_before(session, 6) == 1
        assert network_keys.find(session, 5) is None
        assert network_keys.find(session, 6) == b"next"

    inside(shared_url, work)
