"""Deliveries in the database: leased, and moved only by who has the lease."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries, notices, webhooks
from tests.support.network.receivers import hook, notice
from tests.support.votes.ledgers import inside


def test_who_has_the_lease_says_what_became_of_it(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        hook_id, other = webhooks.add(session, hook()), webhooks.add(session, hook())
        notice_id = notices.add(session, notice("evt_1")) or 0
        made = deliveries.add(session, hook_id, notice_id, 10)
        assert made is not None
        assert deliveries.add(session, hook_id, notice_id, 10) is None
        assert not deliveries.is_due(session, 9)
        assert deliveries.is_due(session, 10)
        (first,) = deliveries.lease(session, 10, 20, 5)
        assert (first.id, first.attempts, first.uid, first.kind) == (made, 1, "evt_1", "leader.decided")
        assert deliveries.lease(session, 19, 30, 5) == []
        (second,) = deliveries.lease(session, 20, 30, 5)
        assert not deliveries.move(session, first, {"state": "delivered"})
        assert deliveries.move(session, second, {"state": "failed", "ended_at": 25})
        assert deliveries.lease(session, 99, 100, 5) == []
        assert [row.id for row in deliveries.page(session, hook_id, 2**31 - 1, 9, "failed")] == [made]
        assert deliveries.page(session, hook_id, made, 9) == []
        assert deliveries.find(session, other, made) is None

    inside(shared_url, work)


def test_a_disabled_webhook_is_sent_nothing(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        hook_id = webhooks.add(session, hook(disabled_at=1))
        deliveries.add(session, hook_id, notices.add(session, notice("evt_1")) or 0, 10)
        assert not deliveries.is_due(session, 10)
        assert deliveries.lease(session, 10, 20, 5) == []

    inside(shared_url, work)
