"""The tables of flags: one flag for each subject and kind, in a known state."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.tables.flags import flags
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


@pytest.mark.parametrize(
    ("state", "name"), [("open", "uq_flags_arena_id_kind|UNIQUE"), ("lost", "ck_flags_state")]
)
def test_what_the_database_refuses(shared_url: str, state: str, name: str) -> None:
    def work(session: WriteSession) -> None:
        numbers = dict.fromkeys(("subject", "model_id", "first_position", "last_position", "votes"), 1)
        texts = {"kind": "side", "scope": "voter", "evidence": "{}", "created_at": 1, "updated_at": 1}
        values = {"arena_id": add_arena(session).id, **numbers, **texts}
        session.execute(insert(flags).values(**values, state="open"))
        with pytest.raises(IntegrityError, match=name):
            session.execute(insert(flags).values(**values, state=state))

    inside(shared_url, work)
