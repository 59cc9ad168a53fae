"""The tables of gold pairs: each pair once."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import images
from service.db.tables.gold import gold_pairs
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def test_a_pair_is_chosen_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        made = hang(session, arena, 1, (0, 1))
        row = images.get(session, arena.id, made[0])
        assert row is not None
        values = {"arena_id": arena.id, "prompt_id": row.prompt_id, "image_good": made[0], "created_at": 1}
        session.execute(insert(gold_pairs).values(**values, image_broken=made[1]))
        with pytest.raises(IntegrityError, match=r"uq_gold_pairs|UNIQUE"):
            session.execute(insert(gold_pairs).values(**values, image_broken=made[1]))

    inside(shared_url, work)
