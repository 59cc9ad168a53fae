from collections.abc import Callable
from typing import Any

import pytest

from service.domain.votes import Outcome
from service.rating import fold as module
from service.rating.fold import fold
from service.rating.kernel import update
from service.rating.params import Params
from tests.rating.logs import random_votes

PARAMS = Params()
NUMBERS = (PARAMS.two_beta2, PARAMS.tau2, PARAMS.margin)
FOLD: Callable[..., None] = fold
WIN, DRAW = False, True

# What 500 votes of a fixed generator lead to; held against exact arithmetic in test_kernel.py.
GOLDEN_MU = [
    "0x1.891aa6b6c3157p+4",
    "0x1.8540cd9bb00a9p+4",
    "0x1.8c3bea2c66e95p+4",
    "0x1.7f02292d6a615p+4",
    "0x1.983d57c426377p+4",
]
GOLDEN_VARIANCE = [
    "0x1.d71193e4a8153p-3",
    "0x1.d7669b027403cp-3",
    "0x1.d2d0c8fb2749cp-3",
    "0x1.c343d7eca4d98p-3",
    "0x1.08a8315600f90p-2",
]


class State:
    """The columns of a few states at the prior."""

    def __init__(self, slots: int) -> None:
        self.mu = [PARAMS.mu] * slots
        self.variance = [PARAMS.variance] * slots
        self.wins, self.losses, self.ties, self.both_bad = ([0] * slots for _ in range(4))

    def fold(self, *votes: tuple[int, int, int], ignore: bool = False) -> "State":
        left, right, outcome = ([vote[i] for vote in votes] for i in range(3))
        columns: Any = vars(self).values()
        FOLD(*columns, left, right, outcome, *NUMBERS, not ignore)
        return self

    def counts(self, slot: int) -> tuple[int, int, int, int]:
        return self.wins[slot], self.losses[slot], self.ties[slot], self.both_bad[slot]


def test_codes_are_those_of_the_log() -> None:
    codes = (module.LEFT, module.RIGHT, module.TIE, module.BOTH_BAD)
    assert codes == (Outcome.LEFT, Outcome.RIGHT, Outcome.TIE, Outcome.BOTH_BAD)


def test_each_outcome_is_counted_and_rated() -> None:
    prior = (PARAMS.mu, PARAMS.variance)
    won = update(*prior, *prior, WIN, *NUMBERS)
    drawn = update(*prior, *prior, DRAW, *NUMBERS)
    state = State(8).fold((0, 1, 1), (2, 3, 2), (4, 5, 3), (6, 7, 4))
    assert [state.counts(slot) for slot in range(8)] == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 1, 0, 0),
        (1, 0, 0, 0),
        (0, 0, 1, 0),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
        (0, 0, 0, 1),
    ]
    assert list(zip(state.mu, state.variance, strict=True)) == [
        won[:2],
        won[2:],
        won[2:],
        won[:2],
        *[drawn[:2]] * 4,
    ]


def test_both_bad_is_counted_but_not_rated_where_it_is_ignored() -> None:
    state = State(2).fold((0, 1, 4), (0, 1, 4), ignore=True)
    assert state.counts(0) == state.counts(1) == (0, 0, 0, 2)
    assert (state.mu, state.variance) == ([PARAMS.mu] * 2, [PARAMS.variance] * 2)
    assert State(2).fold((0, 1, 4)).variance < [PARAMS.variance] * 2


def test_swapping_the_sides_of_every_vote_changes_no_bit() -> None:
    mirrored = {1: 2, 2: 1, 3: 3, 4: 4}
    votes = [vote[:3] for vote in random_votes(3000, models=9)]
    straight = State(10).fold(*votes)
    swapped = State(10).fold(*[(right, left, mirrored[said]) for left, right, said in votes])
    assert vars(straight) == vars(swapped)


def test_folding_in_parts_is_folding_at_once() -> None:
    votes = [vote[:3] for vote in random_votes(1000)]
    assert vars(State(13).fold(*votes)) == vars(State(13).fold(*votes[:400]).fold(*votes[400:]))


def test_without_drift_the_order_of_votes_hardly_matters_and_sigma_only_falls() -> None:
    votes = [vote[:3] for vote in random_votes(4000, models=6)]
    forth, back = State(7).fold(*votes), State(7).fold(*reversed(votes))
    assert forth.mu[1:] == pytest.approx(back.mu[1:], abs=1.0)
    state, last = State(7), [PARAMS.variance] * 7
    for vote in votes[:200]:
        state.fold(vote)
        assert all(now <= before for now, before in zip(state.variance, last, strict=True))
        last = list(state.variance)


def test_a_known_log_gives_known_bits() -> None:
    """Every machine and every release must find these; if one does not, FOLD_VERSION has to rise."""
    state, seed, votes = State(5), 1, []
    for _ in range(500):
        seed = seed * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        left, step, said = seed >> 33, seed >> 45, seed >> 57
        votes.append(
            (left % 5, (left + 1 + step % 4) % 5, 1 + (said % 9 > 3) + (said % 9 > 5) + (said % 9 > 7))
        )
    state.fold(*votes)
    assert [value.hex() for value in state.mu] == GOLDEN_MU
    assert [value.hex() for value in state.variance] == GOLDEN_VARIANCE
