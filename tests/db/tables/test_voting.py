"""The tables of voting: what no matchup may say, and what of it there is only once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.tables.voting import matchups
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside

OPEN = {
    "id": 1,
    "dealt_at": 1,
    "probability": 0.5,
    "voter": 7,
    "prompt_id": 1,
    "image_left": 1,
    "image_right": 2,
    "model_left": 1,
    "model_right": 2,
    "slot": 0,
    "state": 1,
}


def deal(session: WriteSession, **fields: Any) -> None:
    session.execute(matchups.insert().values({**OPEN, **fields}))


def prepared(session: WriteSession) -> WriteSession:
    """Return the session, with the models and the arena that matchups refer to."""
    add_models(session)
    OPEN["arena_id"] = add_arena(session).id
    return session


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"model_right": 1}, "two_models"),
        ({"slot": 3}, "slot"),
        ({"state": 5, "closed_at": 1}, "state"),
        ({"closed_at": 1}, "closed"),
        ({"state": 3}, "closed"),
        ({"state": 2, "closed_at": 1}, "voted"),
        ({"position": 1}, "voted"),
    ],
)
def test_a_matchup_that_cannot_be(shared_url: str, fields: dict[str, int], constraint: str) -> None:
    def work(session: WriteSession) -> None:
        with pytest.raises(IntegrityError, match=f"ck_matchups_{constraint}"):
            deal(prepared(session), **fields)

    inside(shared_url, work)


def test_a_voter_has_one_open_matchup_a_slot(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        deal(prepared(session))
        deal(session, id=2, slot=1)
        deal(session, id=3, voter=8)
        deal(session, id=4, state=3, closed_at=2)
        with pytest.raises(IntegrityError):
            deal(session, id=5)

    inside(shared_url, work)


def test_a_vote_closes_one_matchup(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        deal(prepared(session), state=2, closed_at=2, position=1)
        with pytest.raises(IntegrityError):
            deal(session, id=2, state=2, closed_at=2, position=1)

    inside(shared_url, work)
