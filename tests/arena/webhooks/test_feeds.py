"""What feeds show: the newest public notices of an arena, or of a model in every arena."""

from __future__ import annotations

import pytest

from service.arena.webhooks import feeds
from service.arena.webhooks.notices import Kind, Notice, announce
from service.db.engine import WriteSession
from service.db.queries import models
from service.errors import NotFound
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


def test_feeds_of_an_arena_and_a_model(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        ids = models.ids_of(session, ["m0", "m1"])
        arena = add_arena(session)
        assert feeds.newest_of_arena(session, "t2i") == feeds.newest_of_model(session, "m0") == 0
        assert feeds.of_arena(session, "t2i").entries == []
        new = [
            Notice(Kind.MODEL_RANKED, (slug,), {"model": slug}, arena.id, ids[slug]) for slug in ("m0", "m1")
        ]
        announce(session, [*new, Notice(Kind.INTEGRITY_FLAGGED, (1,), {}, arena.id)])
        feed = feeds.of_arena(session, "t2i")
        assert (feed.name, [entry.data["model"] for entry in feed.entries]) == (arena.name, ["m1", "m0"])
        assert [entry.uid for entry in feeds.of_model(session, "m0").entries] == [new[0].uid]
        assert 0 < feeds.newest_of_model(session, "m0") < feeds.newest_of_arena(session, "t2i")
        for read in (feeds.of_arena, feeds.newest_of_model):
            with pytest.raises(NotFound):
                read(session, "nowhere")

    inside(shared_url, work)
