"""Notices: who gets which, and that the same is announced once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from service.arena.webhooks import notices, webhooks
from service.arena.webhooks.notices import Kind, Notice
from service.db.engine import WriteSession
from service.db.queries.webhooks import webhooks as rows
from service.domain.axes import OVERALL, Axis
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

LEADER = Notice(Kind.LEADER_DECIDED, ("t2i", 1), {"arena": "t2i"})


def test_each_webhook_gets_what_it_wants(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        wanted_by: dict[str, dict[str, object]] = {
            "all": {},
            "leaders": {"events": ["leader.decided"]},
            "arena": {"arena": "t2i"},
            "off": {},
        }
        made = {
            name: webhooks.create(session, b"s", {"url": "https://a.example/", **fields}).id
            for name, fields in wanted_by.items()
        }
        webhooks.disable(session, made["off"], "by request")
        leader = replace(LEADER, arena_id=arena.id)
        backup = Notice(Kind.BACKUP_FAILED, (1,), {})
        assert notices.unknown(session, [leader, backup]) == [leader, backup]
        assert notices.announce(session, [leader, backup, leader]) == 2
        assert notices.announce(session, [leader]) == 0
        assert notices.unknown(session, [leader]) == []
        found = session.execute(
            text("SELECT d.webhook_id, n.kind FROM deliveries d JOIN notices n ON n.id = notice_id")
        )
        assert sorted(map(tuple, found)) == [
            (made["all"], "backup.failed"),
            (made["all"], "leader.decided"),
            (made["leaders"], "leader.decided"),
            (made["arena"], "leader.decided"),
        ]
        assert [wanted(session, made["arena"], one) for one in (leader, LEADER)] == [True, False]

    inside(shared_url, work)


def wanted(session: WriteSession, webhook_id: int, notice: Notice) -> bool:
    row = rows.find(session, webhook_id)
    assert row is not None
    return notices.wants(row, notice)


def test_an_id_follows_from_what_happened() -> None:
    assert LEADER.uid == replace(LEADER, data={}).uid
    assert (
        len({LEADER.uid, replace(LEADER, subject=("t2i", 2)).uid, replace(LEADER, kind=Kind.TEST).uid}) == 3
    )
    assert notices.axis_data(OVERALL) == {"theme": None, "language": None}
    assert notices.axis_data(Axis("people", "en")) == {"theme": "people", "language": "en"}
