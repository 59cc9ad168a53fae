"""Rankings of more than two are rated as the trueskill package rates a match of single players."""

from __future__ import annotations

import random
from math import isfinite, sqrt

import numpy as np
import pytest

from service.domain.rankings import Ranking, chain, ranking_of
from service.rating.changes import Changes
from service.rating.engines import FAST, PLAIN, Engine
from service.rating.fold import fold
from service.rating.params import Params
from service.rating.rating_state import RatingState
from service.rating.reference import environment
from service.rating.vote_columns import VoteColumns
from tests.rating.test_reference import PARAMETERS

EXTREME = Params(mu=0.0, sigma=1.0, beta=1e-3, draw_probability=0.9)
AXES = {1: (1, 2, 3, 4), 2: (1,), 3: (1, 2, 5, 6), 4: (1, 9)}
Skills = list[tuple[float, float]]


def rated(skills: Skills, one: Ranking[int], params: Params) -> Skills:
    """Return every ``(mu, sigma)`` after the ranking of models 0, 1, 2 … with these before it."""
    mu, variance = [mu for mu, _ in skills], [sigma * sigma for _, sigma in skills]
    wins, losses, ties, both_bad = ([0] * len(skills) for _ in range(4))
    left, right, code = zip(*chain(one), strict=True)
    numbers = (params.two_beta2, params.tau2, params.margin, params.fold_both_bad)
    fold(mu, variance, wins, losses, ties, both_bad, left, right, code, *numbers)
    return list(zip(mu, map(sqrt, variance), strict=True))


def of_package(skills: Skills, ranks: list[int], params: Params, backend: str | None) -> Skills:
    env = environment(params, backend)
    before = [(env.create_rating(*skill),) for skill in skills]
    after = env.rate(before, ranks=ranks, min_delta=1e-13)
    return [(float(one.mu), float(one.sigma)) for (one,) in after]


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([1, 2, 3], [(31.675, 6.656), (25.000, 6.208), (18.325, 6.656)]),
        ([1, 1, 1], [(25.000, 5.698), (25.000, 5.695), (25.000, 5.698)]),
        ([1, 2, 3, 4], [(33.207, 6.348), (27.401, 5.787), (22.599, 5.787), (16.793, 6.348)]),
        ([1, 2, 3, 4, 5], [(34.363, 6.136), (29.058, 5.536), (25.0, 5.42), (20.942, 5.536), (15.637, 6.136)]),
    ],
)
def test_what_is_published(ranks: list[int], expected: Skills) -> None:
    """The values of Jeff Moser's calculator and of the package's own tests, which stop a little early."""
    params = Params(tau=25 / 300)
    skills = rated([(25.0, 25 / 3)] * len(ranks), ranking_of(range(len(ranks)), ranks), params)
    for skill, other in zip(skills, expected, strict=True):
        assert skill == pytest.approx(other, abs=1e-3)


@pytest.mark.parametrize(("backend", "bound", "reach"), [(None, 1e-5, 1), ("mpmath", 1e-9, 8)])
@pytest.mark.parametrize("params", [*PARAMETERS, EXTREME])
def test_random_rankings(params: Params, backend: str | None, bound: float, reach: float) -> None:
    """From expected orders to ones that are many standard deviations off, with and without level models."""
    picked = random.Random(params.method_version)
    for _ in range(10):
        size = picked.randrange(3, 7)
        skills = [
            (
                params.mu + picked.uniform(-reach, reach) * params.sigma,
                params.sigma * 10 ** picked.uniform(-1, 0.3),
            )
            for _ in range(size)
        ]
        ranks = [picked.randrange(size) for _ in skills]
        ours = rated(skills, ranking_of(range(size), ranks), params)
        theirs = of_package(skills, ranks, params, backend)
        assert np.array(ours) == pytest.approx(np.array(theirs), abs=bound * params.sigma), (skills, ranks)


def test_the_longest_ranking_of_the_most_different_models() -> None:
    for params in (Params(), EXTREME, Params(beta=1e4, draw_probability=0.001)):
        skills = [(params.mu + (-1) ** i * 50 * i * params.sigma, params.sigma) for i in range(32)]
        for ranks in (range(32), [i // 2 for i in range(32)], [0] * 32, range(32, 0, -1)):
            after = rated(skills, ranking_of(range(32), ranks), params)
            assert all(isfinite(mu) and 0 < sigma <= params.sigma for mu, sigma in after)


def test_all_pairs_at_once_move_less_than_one_after_the_other() -> None:
    """One ranking of four is less evidence than six votes."""
    params, prior = Params(), [(25.0, 25 / 3)] * 4
    state = RatingState(params)
    state.fold_votes([(a, b, 1, (1,)) for a in range(4) for b in range(a + 1, 4)], 0)
    together = rated(prior, ranking_of(range(4), range(4)), params)
    assert all(sigma > state.skill(1, model).sigma for model, (_, sigma) in enumerate(together))


def log(count: int) -> list[tuple[int, ...]]:
    """Return rows of votes on pairs and of rankings, as the fold reads them."""
    picked = random.Random(3)
    rows: list[tuple[int, ...]] = []
    for position in range(1, count + 1):
        category, size = picked.randrange(1, 5), picked.choice([2, 2, 2, 3, 4, 9])
        models = picked.sample(range(1, 40), size)
        links = [(*models, picked.choice([1, 2, 3, 4]))]
        if size > 2:
            links = [
                tuple(link) for link in chain(ranking_of(models, [picked.randrange(size) for _ in models]))
            ]
        rows += [(position, *link, category, position) for link in links]
    return rows


def folded(rows: list[tuple[int, ...]], step: int, engine: Engine) -> tuple[object, ...]:
    """Return all that folding the rows in parts of about so many leaves behind."""
    state, changes = RatingState(Params(), complete=True, engine=engine), Changes()
    start = 0
    while start < len(rows):
        end = min(start + step, len(rows))
        while end < len(rows) and rows[end][0] == rows[end - 1][0]:
            end += 1
        part = rows[start:end] if step % 2 else VoteColumns(*zip(*rows[start:end], strict=True))
        changes.merge(state.fold(part, AXES.__getitem__, 0))
        start = end
    return state.all_rows(), changes.pair_rows(), changes.size_rows()


@pytest.mark.slow
def test_one_by_one_in_bulk_and_compiled_have_the_same_bits() -> None:
    pytest.importorskip("numba", reason="the extra 'fast' is not installed")
    rows = log(800)
    expected = folded(rows, 1, PLAIN)
    assert expected[2]
    for step, engine in ((7, FAST), (501, PLAIN), (700, FAST), (len(rows), FAST), (len(rows), PLAIN)):
        assert folded(rows, step, engine) == expected, (step, engine.name)


def test_a_ranking_is_one_vote_on_each_of_its_models() -> None:
    state = RatingState(Params(), complete=True)
    links = chain(ranking_of([1, 2, 3, 4, 5], [1, 2, 2, 4, 5]))
    changes = state.fold([(1, *link, 2, 0) for link in links], AXES.__getitem__, 0)
    outcomes = {row[1]: row[4:8] for row in state.all_rows()}
    assert outcomes == {
        1: (1, 0, 0, 0),
        2: (1, 0, 0, 0),
        3: (1, 0, 0, 0),
        4: (0, 1, 0, 0),
        5: (0, 1, 0, 0),
    }
    assert sum(sum(row[3:]) for row in changes.pair_rows()) == 10
    assert (0, 2, 3, 0, 0, 1, 0) in changes.pair_rows()
    assert changes.size_rows() == [(0, 5, 1)]
