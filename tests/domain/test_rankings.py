"""Rankings: any scale of ranks becomes one form, and a chain of rows leads back to it."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import rankings
from service.domain.rankings import Ranking, chain, comparisons, of_chain, overlap, ranking_of
from service.domain.votes import RANKED, Outcome
from service.errors import Invalid

SHARED = ranking_of(["a", "b", "c", "d"], [1, 2, 2, 3])


@pytest.mark.parametrize(
    ("ranks", "models", "places"),
    [
        ([1, 2, 3, 4], "abcd", (1, 2, 3, 4)),
        ([4, 3, 2, 1], "dcba", (1, 2, 3, 4)),
        ([0, 1, 1, 2], "abcd", (1, 2, 2, 4)),
        ([0.5, -7, 0.5, 3e9], "bacd", (1, 2, 2, 4)),
        ([2, 2, 2, 2], "abcd", (1, 1, 1, 1)),
        ([3, 1, 3, 1], "bdac", (1, 1, 3, 3)),
    ],
)
def test_ranks_in_any_scale(ranks: list[float], models: str, places: tuple[int, ...]) -> None:
    assert ranking_of("abcd", ranks) == Ranking(tuple(models), places)


@pytest.mark.parametrize(
    ("models", "ranks", "reason"),
    [
        (["a", "b"], [1, 2, 3], "there are 2 models and 3 ranks"),
        (["a"], [1], "from 2 to 32 models, not 1"),
        ([str(i) for i in range(33)], range(33), "from 2 to 32 models, not 33"),
        (["a", "b", "a"], [1, 2, 3], "names each model once"),
        (["a", "b", "c"], [1, nan, 3], "ranks are numbers"),
    ],
)
def test_what_is_no_ranking(models: list[str], ranks: list[float], reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        ranking_of(models, ranks)


def test_two_models_are_an_ordinary_vote() -> None:
    assert [ranking_of("ab", ranks).outcome for ranks in ([1, 2], [2, 1], [5, 5])] == [
        Outcome.LEFT,
        Outcome.LEFT,
        Outcome.TIE,
    ]
    assert ranking_of("ab", [2, 1]).models == ("b", "a")
    assert SHARED.outcome == RANKED


@given(st.lists(st.integers(1, 5), min_size=3, max_size=32))
def test_a_chain_leads_back_to_its_ranking(ranks: list[int]) -> None:
    ranking = ranking_of(range(len(ranks)), ranks)
    links = chain(ranking)
    assert of_chain(links) == ranking
    assert [link.code >= rankings.LAST_ABOVE for link in links] == [False] * (len(links) - 1) + [True]


def test_other_names() -> None:
    assert SHARED.named({"a": 1, "b": 2, "c": 3, "d": 4}) == Ranking((1, 2, 3, 4), (1, 2, 2, 4))


def test_every_pair_is_compared() -> None:
    left, tie = Outcome.LEFT, Outcome.TIE
    assert list(comparisons(SHARED)) == [
        ("a", "b", left),
        ("a", "c", left),
        ("a", "d", left),
        ("b", "c", tie),
        ("b", "d", left),
        ("c", "d", left),
    ]


def test_votes_behind_the_counts() -> None:
    """Three votes on pairs, one ranking of three and two of five."""
    sizes = {3: 1, 5: 2}
    assert rankings.votes_of(3 * 2 + 3 + 2 * 5, sizes) == 6
    assert rankings.votes_of_pairs(3 + 3 + 2 * 10, sizes) == 6


def test_how_much_comparisons_of_rankings_overlap() -> None:
    """By the variance of the places in all orders, against that of as many tosses of a coin."""
    assert overlap(100, {}) == 1.0
    for size in (3, 4, 7):
        places = range(size)
        mean = (size - 1) / 2
        spread = sum((place - mean) ** 2 for place in places) / size
        assert overlap(size * (size - 1) / 2, {size: 1}) == pytest.approx(spread / ((size - 1) / 4))
    assert 1 < overlap(1000, {3: 10}) < overlap(30, {3: 10}) == pytest.approx(4 / 3)
