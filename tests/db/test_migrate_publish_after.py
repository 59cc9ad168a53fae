"""The migration to delays: existing arenas publish at once, and going back publishes what waits."""

from __future__ import annotations

from service.arena.recording.publishing import publish_next
from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots, check_of
from tests.support.votes.ledgers import cast


def filled(session: WriteSession) -> None:
    add_models(session)
    cast(session, add_arena(session, publish_after=60), ballots(9))


def state(session: ReadSession) -> tuple[int, int]:
    arena = arenas.get(session, "t2i")
    assert arena is not None
    return arena.publish_after, arena.last_position


def test_there_and_back(database_url: str) -> None:
    in_write(database_url, filled)
    assert in_write(database_url, state) == (60, 0)
    downgrade(database_url, "0031_webhooks")
    upgrade(database_url)
    assert in_write(database_url, state) == (0, 0)
    assert in_write(database_url, lambda session: publish_next(session, 1)) is False
    assert in_write(database_url, state) == (0, 9)
    assert in_write(database_url, check_of).differences == 0
