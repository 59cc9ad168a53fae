"""Notices in the database: each once, and one process at a time says what is news of an arena."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.webhooks import deliveries, notices, webhooks
from service.db.queries.webhooks.notices import MarkRow
from tests.support.network.receivers import hook, notice
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


def test_each_is_announced_once_and_the_old_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 1)
        arena = add_arena(session)
        first = notices.add(session, notice("evt_1", arena_id=arena.id, at=1))
        assert notices.add(session, notice("evt_1")) is None
        second = notices.add(session, notice("evt_2", arena_id=arena.id, kind="model.drifted", at=1))
        third = notices.add(session, notice("evt_3", arena_id=arena.id, at=9))
        assert first
        assert second
        assert third
        assert notices.known(session, ["evt_1", "evt_9"]) == {"evt_1"}
        found = notices.newest(session, ["leader.decided"], 1, arena_id=arena.id)
        assert [row.uid for row in found] == ["evt_3"]
        assert len(notices.newest(session, ["leader.decided"], None, arena_id=arena.id)) == 2
        assert notices.last_id(session, arena_id=arena.id) == third
        assert notices.last_id(session, model_id=1) == 0
        assert notices.of_ids(session, [second])[second].kind == "model.drifted"

        waiting = deliveries.add(session, webhooks.add(session, hook()), first, 0)
        notices.forget_before(session, 5, ["model.drifted"])
        assert set(notices.of_ids(session, [first, second, third])) == {first, second, third}
        row = deliveries.find(session, 1, waiting or 0) or deliveries.lease(session, 0, 1, 9)[0]
        deliveries.move(session, row, {"state": "failed"})
        notices.forget_before(session, 5, ["model.drifted"])
        assert set(notices.of_ids(session, [first, second, third])) == {second, third}

    inside(shared_url, work)


def test_a_mark_moves_only_from_where_it_was_read(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        assert notices.mark_of(session, arena.id) is None
        assert notices.move_mark(session, arena.id, None, b"one")
        assert not notices.move_mark(session, arena.id, None, b"two")
        mark = notices.mark_of(session, arena.id)
        assert mark == MarkRow(1, b"one")
        assert notices.move_mark(session, arena.id, mark, b"two")
        assert not notices.move_mark(session, arena.id, mark, b"three")
        assert notices.mark_of(session, arena.id) == MarkRow(2, b"two")

    inside(shared_url, work)
