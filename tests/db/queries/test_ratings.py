"""Ratings, pairs and history in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.ratings import PairRow, RatingRow
from service.domain.axes import OVERALL, Axis, PromptCategory
from tests.support.arenas import add_arena, add_models
from tests.support.ledgers import inside


@dataclass(frozen=True)
class World:
    """Two arenas, two axes of the first and one of the other, and three models: all by id."""

    arena: int
    other: int
    overall: int
    people: int
    elsewhere: int
    a: int
    b: int
    c: int


def world(session: WriteSession) -> World:
    made = models.ids_of(session, add_models(session, 3))
    arenas = [add_arena(session, slug).id for slug in ("a", "b")]
    for arena_id in arenas:
        prompt_categories.add(session, arena_id, PromptCategory(("people",)))
    named = [(arenas[0], OVERALL), (arenas[0], Axis("people")), (arenas[1], OVERALL)]
    axes = [prompt_categories.find_axis(session, arena_id, axis) or 0 for arena_id, axis in named]
    return World(*arenas, *axes, *sorted(made.values()))


def row(axis: int, model: int, day: int = 5, mu: float = 25.0) -> RatingRow:
    return RatingRow(axis, model, mu, 1 / 3, 1, 2, 3, 4, day)


def plain(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(one) for one in rows]


def test_saving_replaces_the_whole_state(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        ratings.save(session, [row(w.overall, w.a), row(w.overall, w.b)])
        newer = RatingRow(w.overall, w.a, 0.1, 0.2, 7, 6, 5, 4, 9)
        ratings.save(session, [newer])
        assert sorted(plain(ratings.of_axis(session, w.overall))) == [newer, row(w.overall, w.b)]

    inside(shared_url, work)


def test_ratings_are_read_by_key_by_axis_and_by_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        mine = [row(w.overall, w.a, 4), row(w.overall, w.b, 5), row(w.people, w.a, 5)]
        ratings.save(session, [*mine[::-1], row(w.elsewhere, w.a)])
        keys = [(w.people, w.a), (w.people, w.b), (w.overall, w.b)]
        assert sorted(plain(ratings.of_keys(session, keys))) == sorted([mine[2], mine[1]])
        assert ratings.of_keys(session, []) == []
        assert plain(ratings.of_arena(session, w.arena)) == mine
        assert plain(ratings.of_arena(session, w.arena, 5)) == mine[1:]
        assert plain(ratings.of_axis(session, w.people)) == mine[2:]

    inside(shared_url, work)


def test_pairs_add_up_and_are_read_by_axis_and_by_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        axes = (w.overall, w.people, w.elsewhere)
        ratings.save(session, [row(axis, model) for axis in axes for model in (w.a, w.b, w.c)])
        first = PairRow(w.overall, w.a, w.b, 1, 2, 3, 4)
        ratings.add_pairs(session, [first, PairRow(w.people, w.a, w.c, 1, 0, 0, 0)])
        ratings.add_pairs(session, [first, PairRow(w.elsewhere, w.a, w.b, 9, 9, 9, 9)])
        twice = PairRow(w.overall, w.a, w.b, 2, 4, 6, 8)
        assert plain(ratings.pairs_of_axis(session, w.overall)) == [twice]
        assert plain(ratings.pairs_of_arena(session, w.arena)) == [twice, (w.people, w.a, w.c, 1, 0, 0, 0)]

    inside(shared_url, work)


def test_only_empty_pairs_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        gone, kept = PairRow(w.overall, w.a, w.b, 1, 0, 0, 2), PairRow(w.overall, w.b, w.c, 1, 0, 0, 2)
        elsewhere = PairRow(w.people, w.a, w.b, 0, 0, 0, 0)
        ratings.add_pairs(session, [gone, kept, elsewhere])
        ratings.add_pairs(session, [(*gone[:3], -1, 0, 0, -2), (*kept[:3], -1, 0, 0, -1)])
        ratings.forget_empty_pairs(session, [gone, kept])
        assert plain(ratings.pairs_of_arena(session, w.arena)) == [(*kept[:3], 0, 0, 0, 1), elsewhere]

    inside(shared_url, work)


def test_the_state_at_the_end_of_a_day_is_each_models_last_row(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        a4, a6, b5 = row(w.overall, w.a, 4), row(w.overall, w.a, 6, 30.0), row(w.overall, w.b, 5)
        p5 = row(w.people, w.a, 5)
        ratings.save_history(session, [a4, a6, b5, p5, row(w.elsewhere, w.a, 5)])
        ratings.save(session, [a6, b5, p5, row(w.elsewhere, w.a, 5)])
        expected = {3: [], 4: [a4], 5: [a4, b5, p5], 6: [a6, b5, p5], 9: [a6, b5, p5]}
        assert {day: sorted(plain(ratings.at_day(session, w.arena, day))) for day in expected} == expected
        assert plain(ratings.at_day(session, w.arena, 9, w.people)) == [p5]
        assert plain(ratings.history_of_day(session, w.arena, 5)) == [b5, p5]
        assert ratings.history_size(session, w.arena) == 4

    inside(shared_url, work)


def test_an_axiss_history_ends_with_what_is_current_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        a4, a6, b5 = row(w.overall, w.a, 4), row(w.overall, w.a, 6, 30.0), row(w.overall, w.b, 5)
        ratings.save_history(session, [a4, b5, row(w.people, w.a)])
        ratings.save(session, [a6, b5, row(w.people, w.a)])
        assert plain(ratings.history_of_axis(session, w.overall)) == [a4, a6, b5]
        assert plain(ratings.history_of_axis(session, w.overall, w.b)) == [b5]
        assert ratings.history_of_axis(session, w.overall, w.c) == []

    inside(shared_url, work)


def test_forgetting_from_a_day(shared_url: str) -> None:
    """Ratings of one day on, closed days of another on; what did not change since keeps all it has."""

    def work(session: WriteSession) -> None:
        w = world(session)
        for axis in (w.overall, w.elsewhere):
            ratings.save_history(session, [row(axis, w.a, day) for day in (4, 5, 6)])
            ratings.save_history(session, [row(axis, w.b, 4), row(axis, w.c, 5)])
            ratings.save(session, [row(axis, w.a, 7), row(axis, w.b, 4), row(axis, w.c, 5)])
        for arena_id in (w.arena, w.other):
            ratings.save_checkpoints(session, [(arena_id, day, 10 * day) for day in (6, 4, 5)])
        ratings.forget_from(session, w.arena, 6, 5)
        assert plain(ratings.of_arena(session, w.arena)) == [row(w.overall, w.b, 4), row(w.overall, w.c, 5)]
        assert ratings.checkpoints_of(session, w.arena) == [(4, 40)]
        assert plain(ratings.history_of_axis(session, w.overall, w.a)) == [row(w.overall, w.a, 4)]
        assert ratings.history_size(session, w.arena) == 2
        assert len(ratings.of_arena(session, w.other)) == 3
        assert ratings.checkpoints_of(session, w.other) == [(4, 40), (5, 50), (6, 60)]
        assert ratings.history_size(session, w.other) == 5

    inside(shared_url, work)


def test_forgetting_all_of_an_arena(shared_url: str) -> None:
    """Also what stands where it should not, as a history without a rating."""

    def work(session: WriteSession) -> None:
        w = world(session)
        for axis in (w.overall, w.people, w.elsewhere):
            ratings.save_history(session, [row(axis, w.a, -800_000)])
            ratings.save(session, [row(axis, w.b)])
            ratings.add_pairs(session, [PairRow(axis, w.a, w.b, 1, 0, 0, 0)])
        for arena_id in (w.arena, w.other):
            ratings.save_checkpoints(session, [(arena_id, 4, 10)])
        ratings.forget(session, w.arena)
        reads = (ratings.of_arena, ratings.pairs_of_arena, ratings.checkpoints_of)
        left = [
            (ratings.history_size(session, arena_id), *(len(read(session, arena_id)) for read in reads))
            for arena_id in (w.arena, w.other)
        ]
        assert left == [(0, 0, 0, 0), (1, 1, 1, 1)]

    inside(shared_url, work)


def test_the_pairs_of_an_axis_are_looked_up_one_by_one(sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        explain = text(f"EXPLAIN QUERY PLAN {ratings._PAIRS_OF_AXIS['sqlite'].text}")
        plan = " ".join(step.detail for step in session.execute(explain, {"axis": 1}))
        assert "SEARCH h USING PRIMARY KEY (model_a=? AND model_b=? AND axis_id=?)" in plan

    inside(sqlite_url, work)
