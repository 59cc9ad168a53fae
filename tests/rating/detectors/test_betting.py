"""Bets: what they pay, and that an honest null is rarely refuted, however often one looks."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from service.rating.detectors.betting import FRACTIONS, best, group_starts, lengths, mixed, wealth_of, within


def test_sums_stay_within_their_group() -> None:
    starts = group_starts(np.array([1, 1, 2, 2, 2]))
    assert starts.tolist() == [0, 2]
    assert lengths(starts, 5).tolist() == [2, 3]
    assert within(starts, np.array([1.0, 2, 3, 4, 5])).tolist() == [1, 3, 3, 7, 12]
    assert best(starts, np.array([1.0, 2, 3, 4, 1])).tolist() == [2, 4]
    assert group_starts(np.zeros(0, np.int64)).size == best(starts[:0], np.zeros(0)).size == 0


def test_a_bet_pays_what_the_null_hypothesis_owes() -> None:
    wealth = wealth_of(np.array([0]), np.array([True, False]), 0.5)
    assert wealth[0] == pytest.approx(log(1 + max(FRACTIONS)) - log(len(FRACTIONS)))
    assert wealth[1] == pytest.approx(log((1 + 0.25) * 0.75) - log(len(FRACTIONS)))


def test_of_several_strategies_the_best_counts_with_its_part() -> None:
    assert mixed([np.array([0.0]), np.array([1.0])])[0] == pytest.approx(1 - log(2))


def test_under_the_null_few_ever_reach_the_bar() -> None:
    """Ville's inequality, at every one of 300 looks, for 4,000 subjects right at the cap: at most 1 in 20."""
    subjects, looks, cap = 4_000, 300, 0.6
    hits = np.random.default_rng(5).random(subjects * looks) < cap
    starts = np.arange(0, hits.size, looks)
    share = float((best(starts, wealth_of(starts, hits, cap)) >= log(20)).mean())
    assert 0 < share <= 0.05
