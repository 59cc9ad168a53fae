"""The tables of webhooks: what goes with a webhook, and what cannot be."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries, notices, webhooks
from service.db.tables import webhooks as tables
from tests.support.network.receivers import hook, notice
from tests.support.votes.ledgers import inside


def test_deliveries_go_with_their_webhook_and_are_in_a_known_state(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        notice_id = notices.add(session, notice("evt_1"))
        assert notice_id is not None
        first, second = (webhooks.add(session, hook()) for _ in range(2))
        for one in (first, second):
            deliveries.add(session, one, notice_id, 5)
        webhooks.remove(session, first)
        left = select(tables.deliveries.c.webhook_id)
        assert list(session.execute(left).scalars()) == [second]
        columns = {"notice_id": notice_id, "attempts": 0, "first_attempt": 0, "due_at": 0, "created_at": 0}
        with pytest.raises(IntegrityError):
            session.execute(insert(tables.deliveries).values(webhook_id=second, state="lost", **columns))

    inside(shared_url, work)
