"""Marks in the database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import annotations as marks
from service.db.queries import models
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


def test_those_of_a_model_and_of_arenas_oldest_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        ids = models.ids_of(session, add_models(session, 2))
        arenas = [add_arena(session, slug).id for slug in ("one", "two")]
        marks.add(session, 5, "later", model_id=ids["m0"])
        marks.add(session, 3, "sooner", arena_id=arenas[0])
        marks.add(session, 4, "another's", model_id=ids["m1"])
        marks.add(session, 4, "elsewhere", arena_id=arenas[1])
        assert [row.detail for row in marks.of(session, ids["m0"], arenas[:1])] == ["sooner", "later"]
        assert [row.detail for row in marks.of(session, ids["m1"], [])] == ["another's"]

    inside(shared_url, work)


def test_a_mark_is_of_something(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        with pytest.raises(IntegrityError):
            marks.add(session, 1, "of nothing")

    inside(shared_url, work)
