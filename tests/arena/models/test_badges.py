"""A model's rank for a badge."""

from __future__ import annotations

import pytest

from service.arena.models.badges import badge
from service.db.engine import WriteSession
from service.domain.axes import OVERALL, Axis
from service.errors import Invalid, NotFound
from tests.support.pages.model_pages import LOG, TODAY, golden
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import cast, inside


def test_without_an_arena_it_is_the_one_the_model_ranks_highest_in(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        cast(session, add_arena(session, "second", name="The second"), LOG[6:9])
        found = badge(session, "m2", None, OVERALL, TODAY)
        assert found.arena == "The second"
        assert found.place is not None
        assert (found.place.rank, found.place.of) == (1, 2)

    inside(shared_url, work)


def test_on_an_axis(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        found = badge(session, "m1", "t2i", Axis("people"), TODAY)
        assert found.place is not None
        assert (found.arena, found.place.rank, found.place.of) == ("Text to image", 2, 3)
        assert badge(session, "m1", "t2i", Axis("animals"), TODAY).place is None
        few = badge(session, "m3", "t2i", OVERALL, TODAY).place
        assert few is not None
        assert (few.rank, few.needs) == (None, 2)

    inside(shared_url, work)


def test_what_is_not_there(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        assert badge(session, "m4", None, OVERALL, TODAY).place is None
        for slug, arena, axis in (
            ("nobody", None, OVERALL),
            ("m0", "nowhere", OVERALL),
            ("m0", "t2i", Axis("unheard-of")),
        ):
            with pytest.raises(NotFound):
                badge(session, slug, arena, axis, TODAY)
        with pytest.raises(Invalid, match="arena is needed"):
            badge(session, "m0", None, Axis("people"), TODAY)

    inside(shared_url, work)
