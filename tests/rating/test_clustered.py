"""The clustered sandwich beside a plain one, with a loop over votes and whole matrices."""

from collections import defaultdict

import numpy as np
import pytest

from service.domain.axes import OVERALL, PromptCategory
from service.rating import clustered
from service.rating.axis_cases import LogCases
from service.rating.bradley_terry import fit_pairs, solve
from service.rating.clustered import Shares, Spread, sandwich, widened
from service.rating.log_arrays import LogArrays

PLAIN = {1: PromptCategory()}


def log(count: int, seed: int = 1) -> LogArrays:
    """Return votes on few prompts by few voters, some of them unknown, and rankings of three."""
    random, rows = np.random.default_rng(seed), []
    for position in range(1, count + 1):
        a, b, c = (random.permutation(5)[:3] + 1).tolist()
        known = (1, int(random.integers(0, 9)), int(random.integers(0, 7)) - 3)
        if position % 10:
            rows.append((position, a, b, int(random.integers(1, 5)), *known))
        else:
            rows += [(position, *pair, 1, *known) for pair in ((a, b), (a, c), (b, c))]
    return LogArrays.of_rows(rows)


def plain_meat(votes: LogArrays, strength: np.ndarray, *columns: str) -> np.ndarray:
    """Return the sum of squares over clusters of the same values in all of these columns."""
    sums: dict[tuple[int, ...], np.ndarray] = defaultdict(lambda: np.zeros(strength.size))
    for row in zip(*votes, strict=True):
        vote = dict(zip(LogArrays._fields, map(int, row), strict=True))
        known = all(vote[name] for name in columns)
        key = tuple(vote[name] for name in columns) if known and columns else (-vote["position"], 0, 0)
        a, b = vote["model_left"] - 1, vote["model_right"] - 1
        points = {1: 1.0, 2: 0.0}.get(vote["outcome"], 0.5)
        surprise = points - 1 / (1 + np.exp(strength[b] - strength[a]))
        sums[key][a] += surprise
        sums[key][b] -= surprise
    return np.asarray(sum(np.outer(one, one) for one in sums.values()))


@pytest.mark.parametrize("cells", [4_000_000, 11])
def test_each_part_is_the_sum_of_squares_over_its_clusters(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where memory holds the sums of two clusters only."""
    monkeypatch.setattr(clustered, "_CELLS", cells)
    votes = log(400)
    [axis] = LogCases(votes, PLAIN, fold_both_bad=True).axes()
    strength = solve(axis.counts, fold_both_bad=True).strength
    parts = sandwich(axis.cases, strength)
    assert axis.axis == OVERALL
    for part, columns in (
        (parts.ranking, ()),
        (parts.prompt, ("prompt",)),
        (parts.voter, ("voter",)),
        (parts.both, ("prompt", "voter")),
    ):
        assert part.meat == pytest.approx(plain_meat(votes, strength, *columns), abs=1e-9)
    assert (parts.prompt.named, parts.voter.named) == (8, 6)
    whole = parts.prompt.correction * parts.prompt.meat + parts.voter.correction * parts.voter.meat
    assert parts.meat == pytest.approx(whole - parts.both.meat)


def test_the_correction_is_that_of_as_many_clusters() -> None:
    votes = log(400)
    [axis] = LogCases(votes, PLAIN, fold_both_bad=True).axes()
    parts = sandwich(axis.cases, np.zeros(5))
    groups = parts.prompt._replace(square=1 / 10, cube=1 / 100)
    assert groups.correction == pytest.approx(10 / 9)
    assert groups._replace(square=1.0, cube=1.0).correction == 4.0


def test_a_fit_is_widened_by_the_ratios_of_its_models() -> None:
    fit = fit_pairs([(1, 2, 30, 20, 5, 0), (2, 3, 25, 20, 0, 0), (1, 3, 30, 10, 0, 0)])
    spread = Spread({1: 4.0, 2: 1.0}, 2.25, 9, 0, Shares(0.5, 0.5, 0.0), 0.8, 0.9)
    wide = widened(fit, spread)
    for model, factor in ((1, 2.0), (2, 1.0), (3, 1.5)):
        one, other = fit.estimates[model], wide.estimates[model]
        assert other.rating == one.rating
        assert other.high - other.low == pytest.approx(factor * (one.high - one.low))
    assert (np.linalg.eigvalsh(wide.covariance) > -1e-12).all()
    assert widened(fit, None) is fit
    assert [s.method for s in (spread, Spread({}, 1.0, 0, 0, Shares(1.0, 0.0, 0.0), 0.8, None))] == [
        "clustered by prompt",
        "by vote",
    ]
