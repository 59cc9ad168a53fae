"""What the doctor says of webhooks."""

from __future__ import annotations

from service.arena.webhooks import deliveries, webhooks
from service.arena.webhooks.findings import of_webhooks
from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries as rows
from tests.support.votes.ledgers import inside


def test_webhooks_that_get_nothing(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert of_webhooks(session, b"s") == []
        first, second, off = (
            webhooks.create(session, secret, {"url": "https://a.example/"}).id
            for secret in (b"s", b"x", b"s")
        )
        webhooks.disable(session, off, "by request")
        (found,) = of_webhooks(session, b"s")
        assert not found.well
        assert found.detail == f"secrets of another secret key, which `POST …/secret` replaces: {second}"
        webhooks.remove(session, second)
        (found,) = of_webhooks(session, b"s")
        assert (found.well, found.detail) == (True, "2 webhooks, 1 disabled")

        deliveries.send_test(session, first)
        (row,) = rows.lease(session, 2**60, 2**60, 9)
        rows.move(session, row, {"state": "failed"})
        (found,) = of_webhooks(session, b"s")
        assert found.detail == f"the last event did not arrive within a day: {first}"
        deliveries.replay(session, first, row.id)
        assert of_webhooks(session, b"s")[0].well

    inside(shared_url, work)
