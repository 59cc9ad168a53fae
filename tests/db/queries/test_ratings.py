"""Ratings, pairs and history in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.ratings import PairRow, RatingRow, keyed
from service.domain.axes import ALL_CATEGORIES, OVERALL, Axis, PromptCategory
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


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


def save(session: WriteSession, arena_id: int, rows: list[RatingRow]) -> None:
    ratings.save(session, keyed(arena_id, rows))


def save_history(session: WriteSession, arena_id: int, rows: list[RatingRow]) -> None:
    ratings.save_history(session, keyed(arena_id, rows))


def add_pairs(session: WriteSession, arena_id: int, *rows: tuple[int, ...]) -> None:
    """Add rows of a prompt category, two models and their counts."""
    ratings.add_pairs(session, keyed(arena_id, rows))


def row(axis: int, model: int, day: int = 5, mu: float = 25.0) -> RatingRow:
    return RatingRow(axis, model, mu, 1 / 3, 1, 2, 3, 4, day)


def plain(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(one) for one in rows]


def test_saving_replaces_the_whole_state(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        save(session, w.arena, [row(w.overall, w.a), row(w.overall, w.b)])
        newer = RatingRow(w.overall, w.a, 0.1, 0.2, 7, 6, 5, 4, 9)
        save(session, w.arena, [newer])
        assert sorted(plain(ratings.of_axis(session, w.arena, w.overall))) == [newer, row(w.overall, w.b)]

    inside(shared_url, work)


def test_ratings_are_read_by_key_by_axis_and_by_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        mine = [row(w.overall, w.a, 4), row(w.overall, w.b, 5), row(w.people, w.a, 5)]
        save(session, w.arena, mine[::-1])
        save(session, w.other, [row(w.elsewhere, w.a)])
        keys = [(w.people, w.a), (w.people, w.b), (w.overall, w.b)]
        assert sorted(plain(ratings.of_keys(session, w.arena, keys))) == sorted([mine[2], mine[1]])
        assert ratings.of_keys(session, w.arena, []) == []
        assert plain(ratings.of_arena(session, w.arena)) == mine
        assert plain(ratings.of_arena(session, w.arena, 5)) == mine[1:]
        assert plain(ratings.of_axis(session, w.arena, w.people)) == mine[2:]

    inside(shared_url, work)


def test_pairs_add_up_over_the_categories_of_an_axis(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        (people,) = prompt_categories.of_axis(session, w.people)
        both = prompt_categories.add(session, w.arena, PromptCategory(("animals", "people")))
        first, total = (people, w.a, w.b, 1, 2, 3, 4), (ALL_CATEGORIES, w.a, w.b, 5, 5, 5, 5)
        second = (both, w.a, w.b, 2, 0, 0, 2**40)
        add_pairs(session, w.arena, first, total, (people, w.a, w.c, 1, 0, 0, 0))
        add_pairs(session, w.arena, first, second)
        add_pairs(session, w.other, (people, w.a, w.b, 9, 9, 9, 9), (ALL_CATEGORIES, w.a, w.b, 9, 9, 9, 9))
        animals = prompt_categories.find_axis(session, w.arena, Axis("animals"))
        assert animals is not None
        sums = [PairRow(w.a, w.b, 4, 4, 6, 8 + 2**40), PairRow(w.a, w.c, 1, 0, 0, 0)]
        assert ratings.pairs_of_axis(session, w.arena, w.people) == sums
        assert ratings.pairs_of_axis(session, w.arena, animals) == [PairRow(*second[1:])]
        assert ratings.pairs_of_axis(session, w.arena, w.overall) == [PairRow(*total[1:])]
        assert {type(value) for row in sums for value in row} == {int}
        stored = [total, (people, w.a, w.b, 2, 4, 6, 8), (people, w.a, w.c, 1, 0, 0, 0), second]
        assert ratings.pairs_of_arena(session, w.arena) == stored

    inside(shared_url, work)


def test_only_empty_pairs_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        gone, kept = (ALL_CATEGORIES, w.a, w.b, 1, 0, 0, 2), (ALL_CATEGORIES, w.b, w.c, 1, 0, 0, 2)
        elsewhere = (7, w.a, w.b, 0, 0, 0, 0)
        add_pairs(session, w.arena, gone, kept, elsewhere)
        add_pairs(session, w.other, (ALL_CATEGORIES, w.a, w.b, 0, 0, 0, 0))
        add_pairs(session, w.arena, (*gone[:3], -1, 0, 0, -2), (*kept[:3], -1, 0, 0, -1))
        ratings.forget_empty_pairs(session, w.arena, [gone, kept])
        assert ratings.pairs_of_arena(session, w.arena) == [(*kept[:3], 0, 0, 0, 1), elsewhere]
        assert len(ratings.pairs_of_arena(session, w.other)) == 1

    inside(shared_url, work)


def test_counts_go_beyond_32_bits(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        large = row(w.overall, w.a)._replace(wins=2**31, losses=2**40, ties=2**52, both_bad=2**31 + 1)
        save(session, w.arena, [large])
        save_history(session, w.arena, [large])
        assert ratings.of_axis(session, w.arena, w.overall) == [large]
        assert ratings.history_of_axis(session, w.arena, w.overall) == [large]

    inside(shared_url, work)


def test_the_state_at_the_end_of_a_day_is_each_models_last_row(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        w = world(session)
        a4, a6, b5 = row(w.overall, w.a, 4), row(w.overall, w.a, 6, 30.0), row(w.overall, w.b, 5)
        p5 = row(w.people, w.a, 5)
        save_history(session, w.arena, [a4, a6, b5, p5])
        save(session, w.arena, [a6, b5, p5])
        save_history(session, w.other, [row(w.elsewhere, w.a, 5)])
        save(session, w.other, [row(w.elsewhere, w.a, 5)])
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
        save_history(session, w.arena, [a4, b5, row(w.people, w.a)])
        save(session, w.arena, [a6, b5, row(w.people, w.a)])
        assert plain(ratings.history_of_axis(session, w.arena, w.overall)) == [a4, a6, b5]
        assert plain(ratings.history_of_axis(session, w.arena, w.overall, w.b)) == [b5]
        assert ratings.history_of_axis(session, w.arena, w.overall, w.c) == []

    inside(shared_url, work)


def test_forgetting_from_a_day(shared_url: str) -> None:
    """Ratings of one day on, closed days of another on; what did not change since keeps all it has."""

    def work(session: WriteSession) -> None:
        w = world(session)
        for arena_id, axis in ((w.arena, w.overall), (w.other, w.elsewhere)):
            save_history(session, arena_id, [row(axis, w.a, day) for day in (4, 5, 6)])
            save_history(session, arena_id, [row(axis, w.b, 4), row(axis, w.c, 5)])
            save(session, arena_id, [row(axis, w.a, 7), row(axis, w.b, 4), row(axis, w.c, 5)])
        for arena_id in (w.arena, w.other):
            ratings.save_checkpoints(session, [(arena_id, day, 10 * day) for day in (6, 4, 5)])
        ratings.forget_from(session, w.arena, 6, 5)
        assert plain(ratings.of_arena(session, w.arena)) == [row(w.overall, w.b, 4), row(w.overall, w.c, 5)]
        assert ratings.checkpoints_of(session, w.arena) == [(4, 40)]
        assert plain(ratings.history_of_axis(session, w.arena, w.overall, w.a)) == [row(w.overall, w.a, 4)]
        assert ratings.history_size(session, w.arena) == 2
        assert len(ratings.of_arena(session, w.other)) == 3
        assert ratings.checkpoints_of(session, w.other) == [(4, 40), (5, 50), (6, 60)]
        assert ratings.history_size(session, w.other) == 5

    inside(shared_url, work)


def test_forgetting_all_of_an_arena(shared_url: str) -> None:
    """Also what stands where it should not, as a history without a rating."""

    def work(session: WriteSession) -> None:
        w = world(session)
        for arena_id, axis in ((w.arena, w.overall), (w.arena, w.people), (w.other, w.elsewhere)):
            save_history(session, arena_id, [row(axis, w.a, -800_000)])
            save(session, arena_id, [row(axis, w.b)])
            add_pairs(session, arena_id, (ALL_CATEGORIES, w.a, w.b, 1, 0, 0, 0))
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
