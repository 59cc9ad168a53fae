"""Webhooks in the database."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.webhooks import webhooks
from tests.support.network.receivers import hook
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_added_changed_listed_and_removed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        first, second = webhooks.add(session, hook()), webhooks.add(session, hook(arena_id=arena.id))
        found = webhooks.find(session, second)
        assert found is not None
        assert (found.arena, found.arena_id) == ("t2i", arena.id)
        webhooks.change(session, first, {"disabled_at": 1})
        assert [row.id for row in webhooks.enabled(session)] == [second]
        assert [row.id for row in webhooks.page(session, 0, 9)] == [first, second]
        assert [row.id for row in webhooks.page(session, first, 1)] == [second]
        webhooks.remove(session, second)
        assert webhooks.find(session, second) is None

    inside(shared_url, work)
