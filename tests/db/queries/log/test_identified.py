"""Votes by their external ids, those that were dropped too."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.log import identified
from tests.support.votes.arenas import add_arena, add_models, ballots, named
from tests.support.votes.dropped import drop
from tests.support.votes.ledgers import cast, inside


def test_dropped_votes_have_the_same_contents(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [v._replace(prompt=f"p{i % 3}") for i, v in enumerate(named(ballots(20), "x"))])
        ids = ["x-3", "x-12", "x-19", "y"]
        found = identified.with_external_ids(session, arena.id, ids)
        contents = identified.contents(session, arena.id, ids)
        assert [one.external_id for one in sorted(found, key=lambda one: one.position)] == ids[:3]
        drop(session, arena, 8, 16)
        assert set(identified.with_external_ids(session, arena.id, ids)) == set(found)
        assert set(identified.contents(session, arena.id, ids)) == set(contents)

    inside(shared_url, work)
