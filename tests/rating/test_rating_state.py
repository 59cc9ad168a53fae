import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from service.domain.ratings import Skill
from service.rating import compiled
from service.rating.bulk import Expander
from service.rating.changes import Changes
from service.rating.engines import FAST, PLAIN, Engine
from service.rating.params import Params
from service.rating.rating_state import BULK_VOTES, RatingState
from tests.rating.logs import Vote, random_votes

PARAMS = Params()
IGNORING = dataclasses.replace(PARAMS, both_bad="ignore")

needs_numba = pytest.mark.skipif(not compiled.available(), reason="the extra 'fast' is not installed")
engines = pytest.mark.parametrize(
    "engine", [PLAIN, pytest.param(FAST, marks=[needs_numba, pytest.mark.slow])], ids=lambda e: e.name
)


def log_rows(
    votes: Sequence[Vote],
) -> tuple[list[tuple[int, int, int, int, int, int]], dict[int, tuple[int, ...]]]:
    """Return the votes as rows of the log, each with a stratum, and the axes of the strata."""
    strata = {axes: number for number, axes in enumerate(sorted({vote[3] for vote in votes}), start=50)}
    rows = [
        (position, left, right, said, strata[axes], 0)
        for position, (left, right, said, axes) in enumerate(votes, start=1)
    ]
    return rows, {number: axes for axes, number in strata.items()}


def test_a_state_begins_at_the_prior() -> None:
    book = RatingState(PARAMS)
    assert book.skill(3, 4) == Skill(PARAMS.mu, PARAMS.variance)
    assert len(book) == 0
    assert book.ensure(3, 4) == 0
    assert book.ensure(3, 4) == 0
    assert book.rows([0]) == [(3, 4, PARAMS.mu, PARAMS.variance, 0, 0, 0, 0, 0)]


def test_a_vote_moves_its_models_on_its_axes_only() -> None:
    book = RatingState(PARAMS)
    touched = book.fold_votes([(9, 4, 1, (1, 2))], day=20_000)
    assert book.skill(1, 9) == book.skill(2, 9)
    assert book.skill(1, 9).mu > PARAMS.mu > book.skill(1, 4).mu
    assert [row[:2] + row[4:] for row in book.rows(touched.slots)] == [
        (1, 4, 0, 1, 0, 0, 20_000),
        (1, 9, 1, 0, 0, 0, 20_000),
        (2, 4, 0, 1, 0, 0, 20_000),
        (2, 9, 1, 0, 0, 0, 20_000),
    ]
    assert touched.pair_rows() == []


def test_an_ignored_both_bad_is_counted_and_saved() -> None:
    book = RatingState(IGNORING)
    touched = book.fold_votes([(1, 2, 4, (0,))], 7)
    assert book.rows(touched.slots) == [
        (0, 1, PARAMS.mu, PARAMS.variance, 0, 0, 0, 1, 7),
        (0, 2, PARAMS.mu, PARAMS.variance, 0, 0, 0, 1, 7),
    ]


@engines
@pytest.mark.parametrize("params", [PARAMS, IGNORING], ids=["tie", "ignore"])
def test_every_way_to_fold_a_log_gives_the_same_bits(engine: Engine, params: Params) -> None:
    votes = random_votes(4 * BULK_VOTES, axes=6)
    rows, axes_of = log_rows(votes)
    one, whole, arrays, mixed = RatingState(params), *(RatingState(params, engine=engine) for _ in range(3))
    single = Changes()
    for vote in votes:
        one.fold_votes([vote], 1, into=single)
    single.count_votes(rows, axes_of.__getitem__)
    at_once = whole.fold(rows, axes_of.__getitem__, 1)
    columns = [np.array(column, np.int64) for column in list(zip(*rows, strict=True))[1:5]]
    by_entries = arrays.fold_arrays(Expander(axes_of).expand(*columns), 1)
    by_entries.count_arrays(columns, axes_of.__getitem__)
    parts = Changes()
    for start, end in ((0, 600), (600, 610), (610, 1300), (1300, len(rows))):
        parts.merge(mixed.fold(rows[start:end], axes_of.__getitem__, 1))
    for book, touched in ((whole, at_once), (arrays, by_entries), (mixed, parts)):
        assert book.all_rows() == one.all_rows()
        assert touched.pair_rows() == single.pair_rows()
        assert book.rows(touched.slots) == one.rows(single.slots)


@engines
def test_a_reloaded_book_goes_on_as_if_it_had_never_been_away(engine: Engine) -> None:
    rows, axes_of = log_rows(random_votes(3 * BULK_VOTES, axes=4))
    straight, first, second = (RatingState(PARAMS, engine=engine) for _ in range(3))
    straight.fold(rows, axes_of.__getitem__, 3)
    first.fold(rows[:BULK_VOTES], axes_of.__getitem__, 3)
    second.load(first.all_rows())
    second.fold(rows[BULK_VOTES:], axes_of.__getitem__, 3)
    assert second.all_rows() == straight.all_rows()


def test_loading_never_overwrites_what_is_newer() -> None:
    book = RatingState(PARAMS)
    book.fold_votes([(1, 2, 1, (0,))], 5)
    before = book.all_rows()
    book.load([(0, 1, 0.0, 1.0, 9, 9, 9, 9, 4), (0, 3, 1.0, 2.0, 1, 0, 0, 0, 4)])
    assert book.all_rows() == [*before, (0, 3, 1.0, 2.0, 1, 0, 0, 0, 4)]


def test_what_is_missing_for_a_fold() -> None:
    book = RatingState(PARAMS)
    book.load([(0, 1, 25.0, 60.0, 1, 0, 0, 0, 4)])
    axes_of = {50: (0,), 51: (0, 3)}.__getitem__
    rows = [(1, 2, 1, 1, 50, 0), (2, 1, 4, 3, 51, 0)]
    assert book.missing(rows, axes_of) == [(0, 2), (0, 4), (3, 1), (3, 4)]
    assert book.missing([], axes_of) == []


@engines
def test_states_by_the_day_of_their_last_change(engine: Engine) -> None:
    rows, axes_of = log_rows([*((1 + k % 2, 3, 1, (0,)) for k in range(BULK_VOTES)), (4, 5, 2, (0,))])
    book = RatingState(PARAMS, engine=engine)
    book.fold(rows[:BULK_VOTES], axes_of.__getitem__, 10)
    assert [row[1] for row in book.changed_on(10)] == [1, 2, 3]
    book.fold([*rows[BULK_VOTES:], (9, 1, 4, 1, 50, 0)], axes_of.__getitem__, 11)
    assert [row[1] for row in book.changed_on(10)] == [2, 3]
    assert [row[1] for row in book.changed_on(11)] == [1, 4, 5]
    assert book.changed_on(12) == []


@engines
def test_rows_hold_python_numbers(engine: Engine) -> None:
    rows, axes_of = log_rows(random_votes(BULK_VOTES))
    book = RatingState(PARAMS, engine=engine)
    book.fold(rows, axes_of.__getitem__, 1)
    for row in (*book.all_rows(), *book.changed_on(1)):
        assert [type(value) for value in row] == [int, int, float, float, int, int, int, int, int]
    assert [type(value) for value in book.skill(0, 1)] == [float, float]


@pytest.mark.parametrize("count", [3, BULK_VOTES])
def test_rating_alone_counts_no_pairs(count: int) -> None:
    votes = [(i, 1 + i % 3, 4 + i % 2, 1 + i % 4, 7) for i in range(count)]
    one, other = RatingState(Params(), complete=True), RatingState(Params(), complete=True)
    folded, rated = one.fold(votes, lambda _: (1, 2), 3), other.rate(votes, lambda _: (1, 2), 3)
    assert one.all_rows() == other.all_rows()
    assert folded.slots == rated.slots
    assert folded.pair_rows()
    assert rated.pair_rows() == []
