"""The table of generations: what no job may say of itself."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from tests.db.queries.test_generations import add
from tests.support.images.generations import furnish
from tests.support.votes.ledgers import inside


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "paused", "finished_at": 1}, "state"),
        ({"state": "cancelled"}, "finished"),
        ({"finished_at": 1}, "finished"),
        ({"state": "completed", "finished_at": 1}, "output"),
        ({"output": b"x"}, "output"),
        ({"state": "failed", "finished_at": 1}, "error"),
        ({"error_code": "refused"}, "error"),
    ],
)
def test_a_generation_that_cannot_be(shared_url: str, fields: dict[str, object], constraint: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        with pytest.raises(IntegrityError, match=f"ck_generations_{constraint}"):
            add(session, "a", **fields)

    inside(shared_url, work)
