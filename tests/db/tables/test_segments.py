"""The table of segments: one row for each beginning, in order."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.tables.segments import log_segments
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


@pytest.mark.parametrize(
    ("first", "name"), [(3, "pk_log_segments|UNIQUE"), (10, "ck_log_segments_positions")]
)
def test_what_the_database_refuses(shared_url: str, first: int, name: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id = add_arena(session).id
        values = {
            "arena_id": arena_id,
            "first_position": 3,
            "last_position": 9,
            "first_day": 1,
            "last_day": 2,
        }
        more = {"sha256": bytes(32), "manifest": bytes(32), "bytes": 1, "sealed_at": 0}
        session.execute(insert(log_segments).values(**values, **more))
        with pytest.raises(IntegrityError, match=name):
            session.execute(insert(log_segments).values({**values, **more, "first_position": first}))

    inside(shared_url, work)
