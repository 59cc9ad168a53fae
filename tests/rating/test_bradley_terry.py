import csv
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from service.rating.bradley_terry import MEAN, PRIOR_PRECISION, SCALE, Fit, PairOutcomes, fit_pairs
from service.rating.simultaneous import Ranks
from tests.rating.logs import genai_battles

counts = st.integers(0, 10_000_000)
pairs = st.tuples(st.integers(1, 7), st.integers(1, 7), counts, counts, counts, counts).filter(
    lambda row: row[0] < row[1]
)


def ratings(fit: Fit) -> dict[int, float]:
    return {model: estimate.rating for model, estimate in fit.estimates.items()}


def tournament(models: int, games: int, seed: int = 1) -> tuple[list[float], list[PairOutcomes]]:
    """Return true ratings, and the result of so many games between every two."""
    picked = np.random.default_rng(seed)
    truth = picked.normal(MEAN, 120.0, models)
    rows: list[PairOutcomes] = []
    for a in range(models):
        for b in range(a + 1, models):
            won = int(picked.binomial(games, 1 / (1 + 10 ** ((truth[b] - truth[a]) / 400))))
            rows.append((a, b, won, games - won, 0, 0))
    return (truth - truth.mean() + MEAN).tolist(), rows


@pytest.mark.parametrize(("blind", "column"), [(True, "anony"), (False, "full")])
def test_the_published_ratings_of_a_real_arena(shared_data: Path, blind: bool, column: str) -> None:
    """Within a point of what GenAI-Arena's authors computed from the same battles.

    Their level is their solver's: in the full table the six models' mean is 1001.2. Ours is 1000.
    """
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for left, right, said in genai_battles(shared_data, blind=blind):
        tally[left, right][said - 1] += 1
    names = sorted({name for pair in tally for name in pair})
    assert len(names) == 6
    rows: list[Any] = [(names.index(a), names.index(b), *row) for (a, b), row in tally.items()]
    fit = fit_pairs(rows)
    with (shared_data / "votes-genai-arena" / "published_leaderboard_20240220.csv").open() as file:
        table = {row["Model"]: float(row[f"Arena Elo rating ({column})"]) for row in csv.DictReader(file)}
    level = sum(table[name] for name in names) / 6 - MEAN
    assert abs(level) < (0.01 if blind else 1.5)
    ours = [rating for _, rating in sorted(ratings(fit).items())]
    assert ours == pytest.approx([table[name] - level for name in names], abs=0.2, rel=0)


def test_the_fit_is_the_maximum_of_the_posterior() -> None:
    """Another optimizer finds no better place."""
    _, rows = tournament(6, 30)
    wins = np.zeros((6, 6))
    for a, b, won, lost, *_ in rows:
        wins[a, b], wins[b, a] = won, lost

    def loss(strength: np.ndarray) -> float:
        gaps = strength[:, None] - strength[None, :]
        return float((wins * np.logaddexp(0, -gaps)).sum() + PRIOR_PRECISION / 2 * strength @ strength)

    best = minimize(loss, np.zeros(6), tol=1e-12).x
    assert list(ratings(fit_pairs(rows)).values()) == pytest.approx((MEAN + SCALE * best).tolist(), abs=0.01)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    inside = total = 0
    for seed in range(60):
        truth, rows = tournament(10, 20, seed)
        estimates = fit_pairs(rows).estimates
        inside += sum(
            estimates[model].low <= value <= estimates[model].high for model, value in enumerate(truth)
        )
        total += len(truth)
    assert 0.92 < inside / total < 0.98


def test_ranks_and_order() -> None:
    truth, rows = tournament(12, 400)
    fit = fit_pairs(rows)
    best_first = sorted(range(12), key=lambda model: -truth[model])
    for place, ranks in enumerate(fit.ranks(best_first), start=1):
        assert ranks.low <= place <= ranks.high
    assert fit.ranks([best_first[0], best_first[-1]]) == [Ranks(1, 1), Ranks(2, 2)]
    assert fit.ranks([]) == []


def test_a_draw_is_half_a_win_for_each() -> None:
    drawn = ratings(fit_pairs([(1, 2, 6, 0, 4, 0)]))
    assert drawn == pytest.approx(ratings(fit_pairs([(1, 2, 8, 2, 0, 0)])))
    assert drawn == pytest.approx(ratings(fit_pairs([(1, 2, 6, 0, 0, 4)])))
    assert drawn == pytest.approx(ratings(fit_pairs([(1, 2, 8, 2, 0, 99)], fold_both_bad=False)))
    assert drawn == pytest.approx(ratings(fit_pairs([(2, 1, 0, 3, 4, 0), (1, 2, 3, 0, 0, 0)])))


def test_a_model_that_never_lost_has_a_finite_rating_and_a_wide_interval() -> None:
    fit = fit_pairs([(1, 2, 3, 0, 0, 0), (2, 3, 40, 40, 0, 0), (3, 4, 40, 40, 0, 0)])
    unbeaten, beaten = fit.estimates[1], fit.estimates[2]
    assert beaten.rating + 150 < unbeaten.rating < 2500
    assert unbeaten.high - unbeaten.low > 2 * (beaten.high - beaten.low)


def test_groups_that_never_met_are_told_apart() -> None:
    small, large = [(8, 9, 1, 0, 0, 0)], [(1, 2, 30, 10, 0, 0), (2, 5, 20, 20, 0, 0)]
    fit = fit_pairs(small + large)
    assert fit.components == ((1, 2, 5), (8, 9))
    assert [fit.estimates[model].component for model in (1, 2, 5, 8, 9)] == [0, 0, 0, 1, 1]
    alone = fit_pairs(large)
    for model in (1, 2, 5):
        assert fit.estimates[model] == pytest.approx(alone.estimates[model], abs=1e-6)
    assert fit.estimates[8].high - fit.estimates[8].low > 1000
    assert fit.ranks([1, 2, 5, 8, 9])[3:] == [Ranks(1, 5), Ranks(1, 5)]


def test_no_models_one_model_no_votes() -> None:
    empty = fit_pairs([])
    assert (empty.estimates, empty.components, empty.ranks([])) == ({}, (), [])
    unmet = fit_pairs([(1, 2, 0, 0, 0, 5)], fold_both_bad=False)
    assert ratings(unmet) == {1: MEAN, 2: MEAN}
    assert unmet.components == ((1,), (2,))


@given(st.lists(pairs, max_size=12))
@pytest.mark.slow
def test_the_fit_is_total(rows: list[PairOutcomes]) -> None:
    """At ten million to nothing, too: finite, converged, the first component's mean at 1000."""
    fit = fit_pairs(rows)
    for rating, low, high, _ in fit.estimates.values():
        assert np.isfinite([rating, low, high]).all()
        assert low <= rating <= high
    for component in fit.components[:1]:
        assert np.mean([fit.estimates[model].rating for model in component]) == pytest.approx(MEAN, abs=1e-6)
    strength = {model: (rating - MEAN) / SCALE for model, rating in ratings(fit).items()}
    slope = {model: -PRIOR_PRECISION * value for model, value in strength.items()}
    for a, b, won, lost, ties, bad in rows:
        met = won + lost + ties + bad
        surplus = won + (ties + bad) / 2 - met / (1 + np.exp(strength[b] - strength[a]))
        slope[a] += surplus
        slope[b] -= surplus
    assert all(abs(value) <= 1e-6 * (1 + sum(map(sum, rows))) for value in slope.values())


def test_the_order_of_votes_plays_no_part() -> None:
    _, rows = tournament(20, 12)
    shuffled = random.Random(1).sample(rows, len(rows))
    turned: list[PairOutcomes] = [(b, a, lost, won, ties, bad) for a, b, won, lost, ties, bad in shuffled]
    assert ratings(fit_pairs(turned)) == pytest.approx(ratings(fit_pairs(rows)), abs=1e-6)
    assert ratings(fit_pairs(rows)) == ratings(fit_pairs(rows))


def test_rows_in_any_order_give_the_same_bits() -> None:
    """A past leaderboard's counts come in the order that the database happened to group them in."""
    _, rows = tournament(8, 5)
    first = fit_pairs(rows)
    for seed in range(100):
        fit = fit_pairs(random.Random(seed).sample(rows, len(rows)))
        assert fit == first
        assert fit.covariance.tobytes() == first.covariance.tobytes()
