"""Matchmaking: sampled by what a vote would tell, never by what is best, and no newcomer everywhere."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import combinations

import pytest

from service.domain.assigning import NEVER, NEWCOMER_SHARE, UNIFORM_SHARE, Met, Pair, gain, odds, ordered

MODELS = range(10)
PAIRS = list(combinations(MODELS, 2))


def evenly(times: int) -> dict[Pair, Met]:
    return {pair: Met(times, times / 2) for pair in PAIRS}


def share_of(model: int, met: dict[Pair, Met]) -> float:
    found = odds(PAIRS, met, "informative")
    return sum(p for pair, p in zip(found.pairs, found.probabilities, strict=True) if model in pair)


def test_a_pair_has_the_smaller_number_first() -> None:
    assert ordered(2, 1) == ordered(1, 2) == (1, 2)


def test_the_gain_is_the_shrinking_of_the_standard_error() -> None:
    rate = (30 + 1) / (40 + 2)
    spread = rate * (1 - rate)
    assert gain(Met(40, 30)) == pytest.approx(math.sqrt(spread / 41) - math.sqrt(spread / 42))
    assert gain(NEVER) == pytest.approx(0.5 * (1 - math.sqrt(0.5)))


def test_less_is_learned_the_more_is_known() -> None:
    gains = [gain(Met(times, times / 2)) for times in range(100)]
    assert gains == sorted(gains, reverse=True)
    assert gain(Met(20, 10)) > gain(Met(20, 19)) > gain(Met(20, 20)) > 0


def test_probabilities_add_up_and_follow_the_gains() -> None:
    met = {pair: Met(times := 20 + i % 7, times / 3) for i, pair in enumerate(PAIRS)}
    found = odds(PAIRS, met, "informative")
    assert sum(found.probabilities) == pytest.approx(1)
    even = UNIFORM_SHARE / len(PAIRS)
    total = sum(gain(one) for one in met.values())
    for pair, probability in zip(found.pairs, found.probabilities, strict=True):
        assert probability == pytest.approx(even + (1 - UNIFORM_SHARE) * gain(met[pair]) / total)


def test_no_pair_is_impossible_however_much_is_known_of_it() -> None:
    met = evenly(2) | {PAIRS[0]: Met(10**6, 10**6)}
    assert odds(PAIRS, met, "informative").probabilities[0] >= UNIFORM_SHARE / len(PAIRS) * 0.99


def test_uniform_is_uniform() -> None:
    assert set(odds(PAIRS, evenly(5) | {PAIRS[3]: NEVER}, "uniform").probabilities) == {1 / len(PAIRS)}


def test_a_newcomer_takes_no_more_than_its_share() -> None:
    met = evenly(400)
    met.update({pair: NEVER for pair in PAIRS if 9 in pair})
    assert share_of(9, met) == pytest.approx(NEWCOMER_SHARE, abs=0.001)
    assert sum(odds(PAIRS, met, "informative").probabilities) == pytest.approx(1)
    met.update({pair: NEVER for pair in PAIRS if 8 in pair})
    assert share_of(9, met) == pytest.approx(share_of(8, met))
    assert share_of(9, met) <= NEWCOMER_SHARE + 0.005


def test_among_three_a_newcomer_is_in_two_of_three() -> None:
    pairs = [(0, 1), (0, 2), (1, 2)]
    found = odds(pairs, {(0, 1): Met(1_000, 500)}, "informative")
    assert found.probabilities[1] + found.probabilities[2] == pytest.approx(2 / 3, abs=0.001)


def test_where_all_are_new_nobody_is_a_newcomer() -> None:
    assert odds(PAIRS, {}, "informative").probabilities == pytest.approx([1 / len(PAIRS)] * len(PAIRS))


def test_without_pairs_there_is_nothing() -> None:
    for way in ("informative", "uniform"):
        assert list(odds([], {}, way).probabilities) == []


def test_drawn_as_often_as_the_probability_says() -> None:
    random_ = random.Random(4)
    met = {pair: Met(i, i / 2) for i, pair in enumerate(PAIRS)}
    found = odds(PAIRS, met, "informative")
    drawn = Counter(found.draw(random_)[0] for _ in range(40_000))
    for pair, probability in zip(found.pairs, found.probabilities, strict=True):
        spread = math.sqrt(40_000 * probability * (1 - probability))
        assert abs(drawn[pair] - 40_000 * probability) < 5 * spread
        assert drawn[pair] > 0


def test_it_learns_of_all_pairs_and_does_not_lock_on_one() -> None:
    """A thousand votes, dealt by the odds after each: every pair meets, close ones more often."""
    random_ = random.Random(1)
    met: dict[Pair, Met] = {}
    for _ in range(1_000):
        pair, _probability = odds(PAIRS, met, "informative").draw(random_)
        chance = 1 / (1 + math.exp(0.5 * (pair[0] - pair[1])))
        times, won = met.get(pair, NEVER)
        met[pair] = Met(times + 1, won + (random_.random() < chance))
    assert len(met) == len(PAIRS)
    often = [one.times for one in met.values()]
    assert min(often) >= 5
    assert max(often) <= 60
