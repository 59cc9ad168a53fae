"""How far a release goes."""

from __future__ import annotations

from service.arena.votes.releases.horizon import last_public
from service.db.engine import WriteSession
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.ledgers import cast, inside, reread


def test_a_release_goes_as_far_as_the_public_log(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        assert last_public(session, arena) == 0
        cast(session, arena, ballots(5))
        assert last_public(session, reread(session, arena.id)) == 5

    inside(shared_url, work)
