"""The log of deliveries: pages of it, tests, and replays under the same id."""

from __future__ import annotations

import pytest

from service.arena.webhooks import deliveries, webhooks
from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries as rows
from service.domain.paging import Page, key_of
from service.errors import Invalid, NotFound
from tests.support.votes.ledgers import inside


def test_tests_are_logged_and_sent_again_under_their_id(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = webhooks.create(session, b"s", {"url": "https://a.example/"})
        first, second = (deliveries.send_test(session, made.id) for _ in range(2))
        assert (first.type, first.state, first.attempts) == ("webhook.test", "waiting", 0)
        assert first.event_id != second.event_id
        newest = deliveries.page(session, made.id, Page(limit=1))
        assert newest.items == [second]
        assert newest.next_cursor is not None
        rest = deliveries.page(session, made.id, Page(key_of(newest.next_cursor)))
        assert (rest.items, rest.next_cursor) == ([first], None)
        for key in ("²", "9" * 30):
            with pytest.raises(Invalid, match="another list"):
                deliveries.page(session, made.id, Page(key))

        row = next(one for one in rows.lease(session, 2**60, 2**60, 9) if one.id == first.id)
        rows.move(session, row, {"state": "delivered", "status": 204, "ended_at": 7})
        ended = deliveries.get(session, made.id, first.id)
        assert (ended.state, ended.attempts, ended.due_at, ended.ended_at) == ("delivered", 1, None, 7)
        assert deliveries.page(session, made.id, Page(), "delivered").items == [ended]
        again = deliveries.replay(session, made.id, first.id)
        assert (again.event_id, again.state, again.attempts) == (first.event_id, "waiting", 0)
        # What the attempt before the replay says comes too late.
        assert not rows.move(session, row, {"state": "failed"})
        for ids in ((made.id, 0), (made.id + 1, first.id)):
            with pytest.raises(NotFound):
                deliveries.get(session, *ids)

    inside(shared_url, work)
