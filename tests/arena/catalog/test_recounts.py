"""Which arenas a recount means, and what it leaves behind."""

from __future__ import annotations

import pytest

from service.arena.catalog.recounts import arenas_named, recount_named
from service.db.engine import WriteSession
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_a_slug_names_one_arena_and_nothing_names_all(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        first, second = add_arena(session, "first"), add_arena(session, "second")
        assert [arena.id for arena in arenas_named(session, "second")] == [second.id]
        assert {first.id, second.id} <= {arena.id for arena in arenas_named(session, None)}
        with pytest.raises(NotFound):
            arenas_named(session, "third")

    inside(shared_url, work)


def test_new_parameters_are_stored_under_a_new_revision(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        before = add_arena(session, "first")
        [after] = recount_named(session, "first", {"tau": 0.05})
        assert (after.tau, after.revision) == (0.05, before.revision + 1)
        with pytest.raises(Invalid):
            recount_named(session, "first", {"sigma": -1.0})

    inside(shared_url, work)
