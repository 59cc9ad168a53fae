"""What is read for a model's page: in few queries, however many votes there are."""

from __future__ import annotations

import pytest

from service.arena.models.source import read
from service.db.engine import WriteSession
from service.domain.axes import OVERALL, Axis
from service.errors import NotFound
from tests.support.db.queries import counted
from tests.support.pages.model_pages import TODAY, golden
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside

MOST_QUERIES = 24
MORE_PER_ARENA = 7


def queries(session: WriteSession, slug: str) -> int:
    """Return how many statements the page of a model takes."""
    with counted(session) as seen:
        read(session, slug, TODAY)
    return len(seen)


def test_the_number_of_queries_is_bounded_whatever_the_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(30, days=40))
        few = queries(session, "m0")
        cast(session, arena, ballots(600, seed=2, days=60))
        assert queries(session, "m0") == few <= MOST_QUERIES
        cast(session, add_arena(session, "other"), ballots(60, days=60))
        assert queries(session, "m0") <= few + MORE_PER_ARENA

    inside(shared_url, work)


def test_every_axis_of_the_arena_and_every_model_on_it(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        source = read(session, "m1", TODAY)
        (arena,) = source.arenas
        rated = {axis.label: row is not None for axis, row in arena.axes.items()}
        assert rated == {
            "overall": True,
            "theme=people": True,
            "language=en": True,
            "theme=people,language=en": True,
            "theme=animals": False,
            "language=de": False,
            "theme=animals,language=de": False,
        }
        assert [len(arena.rows[axis]) for axis in (OVERALL, Axis("people"), Axis("", "de"))] == [4, 3, 2]
        assert Axis("people", "en") not in arena.rows
        assert {other.slug for other in source.others.values()} == {"m0", "m1", "m2", "m3"}
        assert [len(arena.then[days]) for days in (7, 30)] == [3, 0]

    inside(shared_url, work)


def test_a_model_without_votes_has_no_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        source = read(session, "m4", TODAY)
        assert source.arenas == ()
        assert [other.slug for other in source.others.values()] == ["m4"]
        with pytest.raises(NotFound, match="no model 'm9'"):
            read(session, "m9", TODAY)

    inside(shared_url, work)
