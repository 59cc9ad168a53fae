"""The claims of a leaderboard, from counts."""

from __future__ import annotations

import pytest

from service.rating.bradley_terry import fit_pairs
from service.rating.claims import Supply, claims, made_on

# Model 1 is far ahead of 2 and 3, which are close; 4 and 5 have only met each other.
ROWS = [
    (1, 2, 300, 100, 20, 0),
    (1, 3, 310, 90, 20, 0),
    (2, 3, 210, 190, 20, 0),
    (4, 5, 30, 10, 0, 0),
]


def test_what_is_decided_and_what_is_missing() -> None:
    found = claims(fit_pairs(ROWS), [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], Supply(1300))
    assert found.better == {1: [2, 3], 2: [], 3: [], 4: [], 5: []}
    assert found.disagreements == []
    first, second, apart, last = found.neighbors
    assert (first.better, first.votes_needed) == (1, None)
    assert first.removals is not None
    assert 150 < first.removals < 400
    assert (second.better, apart.better, apart.votes_needed) == (None, None, None)
    needed = second.votes_needed
    assert needed is not None
    numbers = [one for one in (needed.low, needed.likely, needed.high) if one is not None]
    assert len(numbers) == 3
    assert 0 < numbers[0] < numbers[1] < numbers[2]
    # Only two digits are known.
    assert all(int(str(one)[2:] or 0) == 0 for one in numbers)
    assert second.removals is not None
    assert 10 < second.removals < 40
    assert last.better is None
    assert last.votes_needed is not None


def test_claims_are_the_same_whatever_is_listed_and_in_whatever_order() -> None:
    fit = fit_pairs(ROWS)
    turned = claims(fit, [1, 2, 3, 4, 5], [3, 1, 2], Supply(1300))
    assert turned.better == {3: [], 1: [3, 2], 2: []}
    assert turned.disagreements == [(3, 1)]
    # Decided against the order; and it takes no removal for the counts to contradict it.
    assert (turned.neighbors[0].better, turned.neighbors[0].removals) == (1, 0)
    assert claims(fit, [1, 2, 3], [], Supply(0)) == ({}, [], [])
    assert claims(fit, [1, 2, 3], [2], Supply(9)).neighbors == []
    assert made_on(fit, [2, 1]).better.tolist() == [[False, False], [True, False]]


def test_where_prompts_are_the_limit_it_says_so() -> None:
    fit = fit_pairs(ROWS)
    free, bound = (
        claims(fit, [1, 2, 3], [2, 3], Supply(1300, fixed)).neighbors[0].votes_needed for fixed in (0.0, 0.9)
    )
    assert free is not None
    assert bound is not None
    assert free.high is not None
    assert bound.high is None


@pytest.mark.parametrize(("wins", "better"), [(9, None), (60, 1)])
def test_few_votes_decide_only_what_is_obvious(wins: int, better: int | None) -> None:
    found = claims(fit_pairs([(1, 2, wins, 5, 0, 0)]), [1, 2], [1, 2], Supply(wins + 5))
    assert found.neighbors[0].better == better
