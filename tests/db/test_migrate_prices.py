"""The migration to prices per vote: nothing is lost on the way there and back."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import State, cast, reread, state


def filled(session: WriteSession) -> State:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, ballots(40, days=3))
    return state(session, reread(session, arena.id).id)


def test_the_log_and_its_ratings_stay(database_url: str) -> None:
    before = in_write(database_url, filled)
    downgrade(database_url, "0021_refits")
    upgrade(database_url)

    def again(session: WriteSession) -> None:
        assert state(session, 1) == before
        assert reread(session, 1).price_per_vote is None
        arenas.change(session, 1, {"slug": "t2i", "price_per_vote": 0.035})
        assert reread(session, 1).price_per_vote == 0.035

    in_write(database_url, again)
