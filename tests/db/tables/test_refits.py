"""The tables of the refits: one refit for each position of an arena, one state for each arena."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.tables.refits import refit_states, refits
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_a_position_has_one_refit(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        row = {"arena_id": add_arena(session).id, "position": 20, "epoch": 0, "computed_at": 1, "body": b""}
        session.execute(insert(refits).values(row))
        with pytest.raises(IntegrityError, match=r"pk_refits|UNIQUE"):
            session.execute(insert(refits).values({**row, "epoch": 1}))

    inside(shared_url, work)


def test_an_arena_has_one_state(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        row = {"arena_id": add_arena(session).id, "epoch": 0, "stored": 1}
        session.execute(insert(refit_states).values(row))
        with pytest.raises(IntegrityError, match=r"pk_refit_states|UNIQUE"):
            session.execute(insert(refit_states).values(row))

    inside(shared_url, work)
