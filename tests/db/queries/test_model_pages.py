"""The queries of a model's page."""

from __future__ import annotations

from service.arena.catalog import models
from service.db.engine import WriteSession
from service.db.queries import model_pages
from tests.support.images.model_images import show_every_vote
from tests.support.pages.model_pages import LOG, golden
from tests.support.votes.arenas import DAY, add_arena
from tests.support.votes.ledgers import cast, inside


def test_axes_of_all_arenas_with_the_ratings_of_one_model(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        second = add_arena(session, "second")
        cast(session, second, LOG[6:9])
        rows = model_pages.axes_with(session, models.find(session, "m1").id)
        rated = [(row.arena_id == second.id, row.theme, row.language) for row in rows if row.rating]
        assert rated == [
            (False, "", ""),
            (False, "people", ""),
            (False, "", "en"),
            (False, "people", "en"),
        ]
        assert len(rows) == 7 + 4
        assert {row.rating.wins for row in rows if row.rating} == {2}

    inside(shared_url, work)


def test_ratings_on_single_axes_of_the_arenas_that_are_named(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        first = golden(session)
        second = add_arena(session, "second")
        cast(session, second, LOG[6:9])
        both = model_pages.on_single_axes(session, [first.id, second.id])
        one = model_pages.on_single_axes(session, [second.id])
        # Overall, a theme and a language with two models each; before it, overall with four, three and two.
        assert len(one) == 6
        assert len(both) == 6 + 4 + 2 * (3 + 2)
        assert model_pages.on_single_axes(session, []) == []

    inside(shared_url, work)


def test_votes_on_images_newest_first_within_the_bounds(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session)
        show_every_vote(session, arena)
        model = models.find(session, "m0").id
        shown = model_pages.image_votes(session, arena.id, [model], 0, 100)
        assert [row.position for row in shown] == [10, 9, 8, 7, 3, 2, 1]
        assert [row.position for row in model_pages.image_votes(session, arena.id, [model], 2, 3)] == [
            10,
            9,
            8,
        ]
        assert [row.position for row in model_pages.image_votes(session, arena.id, [model], 7, 100)] == [
            10,
            9,
            8,
        ]

    inside(shared_url, work)


def test_ratings_overall_of_every_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        first = golden(session)
        second = add_arena(session, "other")
        cast(session, second, LOG[:2])
        found = model_pages.overall(session)
        assert sorted(row.arena_id for row in found) == [first.id] * 4 + [second.id] * 2
        assert {row.wins + row.losses + row.ties for row in found if row.arena_id == second.id} == {2}

    inside(shared_url, work)


def test_the_closed_days_of_an_axis_since_a_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        first = model_pages.overall(session)[0]
        key = (first.arena_id, first.axis_id)
        closed = model_pages.recent(session, {key: 0})
        assert {row.day for row in closed} == {DAY}
        assert len(closed) == 3
        assert model_pages.recent(session, {key: 0}, [closed[0].model_id]) == closed[:1]
        assert model_pages.recent(session, {key: DAY + 1}) == []
        assert model_pages.recent(session, {}) == []

    inside(shared_url, work)
