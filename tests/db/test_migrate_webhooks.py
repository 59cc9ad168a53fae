"""The migration to webhooks: the votes stay, and the boards of arenas that are there are no news."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.catalog import arenas
from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries.webhooks import notices
from service.db.queries.webhooks.notices import MarkRow
from tests.support.served.api import in_write
from tests.support.votes.arenas import check_of
from tests.support.votes.gold import add_answered


def marks(session: WriteSession) -> dict[str, MarkRow | None]:
    return {arena.slug: notices.mark_of(session, arena.id) for arena in arenas.running(session)}


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, add_answered)
    downgrade(database_url, "0030_wider_refits")
    upgrade(database_url)
    assert in_write(database_url, check_of).differences == 0
    in_write(database_url, lambda session: arenas.create(session, "new", {}))
    assert in_write(database_url, marks) == {"t2i": MarkRow(0, b""), "new": None}
    count = text("SELECT count(*) FROM webhooks")
    assert in_write(database_url, lambda session: session.execute(count).scalar_one()) == 0
