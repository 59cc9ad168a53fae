"""The tables of rankings: what the database itself refuses."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import models
from service.db.tables.rankings import ranking_sizes, rankings
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"place": 2, "rank": 3}, "ck_rankings_rank"),
        ({"place": 2, "rank": 0}, "ck_rankings_rank"),
        ({"place": 33, "rank": 33}, "ck_rankings_rank"),
        ({"place": 1, "rank": 1}, "pk_rankings|UNIQUE"),
    ],
)
def test_what_the_database_refuses(shared_url: str, values: dict[str, int], name: str) -> None:
    def work(session: WriteSession) -> None:
        model_id = models.ids_of(session, add_models(session))["m0"]
        first = {
            "arena_id": add_arena(session).id,
            "position": 1,
            "place": 1,
            "rank": 1,
            "model_id": model_id,
        }
        session.execute(insert(rankings).values(first))
        with pytest.raises(IntegrityError, match=name):
            session.execute(insert(rankings).values({**first, **values}))

    inside(shared_url, work)


def test_one_number_for_each_size(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        values = {"arena_id": add_arena(session).id, "stratum_id": 0, "size": 3, "total": 1}
        session.execute(insert(ranking_sizes).values(values))
        with pytest.raises(IntegrityError, match=r"pk_ranking_sizes|UNIQUE"):
            session.execute(insert(ranking_sizes).values(values))

    inside(shared_url, work)
