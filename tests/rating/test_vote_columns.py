"""Votes as columns: the same rows as tuples, and the same bits when they are folded."""

from __future__ import annotations

import random

import pytest

from service.rating.params import Params
from service.rating.rating_state import BULK_VOTES, RatingState
from service.rating.vote_columns import Row, VoteColumns, sides

AXES = {1: (1, 2), 2: (1,), 3: ()}


def rows(count: int) -> list[Row]:
    random_ = random.Random(count)
    made = []
    for i in range(count):
        left, right = random_.sample(range(6), 2)
        made.append((i + 1, left, right, random_.randint(1, 4), random_.randint(1, 3), random_.randrange(99)))
    return made


def columns(votes: list[Row]) -> VoteColumns:
    return VoteColumns(*(list(column) for column in zip(*votes, strict=True)))


def test_they_are_a_sequence_of_rows() -> None:
    votes = rows(20)
    made = columns(votes)
    assert list(made) == votes
    assert (len(made), made[3], made[-1]) == (20, votes[3], votes[-1])
    assert list(made[5:9]) == votes[5:9]
    assert len(made[20:]) == 0
    assert all(type(value) is int for value in (*made[0], *next(iter(made))))


def test_the_newest_time_so_far() -> None:
    votes = rows(50)
    assert columns(votes).newest().tolist() == [max(row[-1] for row in votes[: i + 1]) for i in range(50)]


def test_sides_of_either_form() -> None:
    votes = rows(30)
    for one, other in zip(sides(votes), sides(columns(votes)), strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize("count", [10, BULK_VOTES + 7])
def test_they_fold_to_the_same_bits(count: int) -> None:
    votes = rows(count)
    states = [RatingState(Params(), complete=True) for _ in range(2)]
    changes = [
        state.fold(form, AXES.__getitem__, 5)
        for state, form in zip(states, (votes, columns(votes)), strict=True)
    ]
    assert states[0].all_rows() == states[1].all_rows()
    assert changes[0].pair_rows() == changes[1].pair_rows()


@pytest.mark.parametrize("count", [10, BULK_VOTES + 7])
def test_votes_on_no_axis_are_not_rated(count: int) -> None:
    state = RatingState(Params(), complete=True)
    changes = state.rate(columns(rows(count)), lambda _: (), 5)
    assert state.all_rows() == []
    assert changes.is_empty
