"""The fold against the trueskill package, wherever the package itself is sound."""

import dataclasses
import random
from itertools import islice
from math import sqrt
from pathlib import Path

import pytest

from service.rating.kernel import update
from service.rating.params import Params
from service.rating.rating_state import RatingState
from service.rating.reference import Difference, Unrated, environment, fold_reference, largest_difference
from tests.rating.logs import Vote, football, genai_battles, random_votes

PARAMETERS = [
    Params(),
    Params(tau=25 / 300),
    Params(mu=1200.0, sigma=400.0, beta=200.0, tau=4.0, draw_probability=0.03),
    Params(draw_probability=0.6, both_bad="ignore"),
]


def compare(votes: list[Vote], params: Params, backend: str | None = None) -> Difference:
    """Return how far the two are apart after the same votes; fails where the package gave up."""
    book = RatingState(params)
    book.fold_votes(votes, 1)
    reference = fold_reference(votes, params, backend)
    assert reference.unrated == ()
    assert len(reference.ratings) == len(book) > 0
    return largest_difference(book, reference)


@pytest.mark.parametrize("params", PARAMETERS)
def test_random_votes(params: Params) -> None:
    found = compare(random_votes(600, models=8, axes=3), params)
    assert found.largest < 1e-5 * params.sigma / (25 / 3)
    assert found.key is not None


@pytest.mark.parametrize(("backend", "count"), [("scipy", 100), ("mpmath", 250)])
@pytest.mark.parametrize("params", PARAMETERS)
@pytest.mark.slow
def test_random_votes_with_an_exact_backend(params: Params, backend: str, count: int) -> None:
    assert compare(random_votes(count, models=8), params, backend).largest < 1e-9 * params.sigma / (25 / 3)


@pytest.mark.parametrize(
    ("backend", "bound", "reach"), [(None, 1e-5, 4), ("scipy", 1e-9, 6), ("mpmath", 1e-9, 30)]
)
def test_single_votes_as_far_out_as_the_backend_is_sound(
    backend: str | None, bound: float, reach: float
) -> None:
    """Upsets, certain wins and unlikely draws, up to ``reach`` standard deviations from what was expected."""
    picked = random.Random(8)
    params = Params()
    env = environment(params, backend)
    for _ in range(60):
        sigmas = [10 ** picked.uniform(-1, 1.5) for _ in range(2)]
        c = sqrt(sum(sigma * sigma for sigma in sigmas) + params.two_beta2)
        gap, drawn = picked.uniform(-reach, min(7, reach)) * c, picked.random() < 0.5
        one, other = (env.create_rating(mu, sigma) for mu, sigma in zip((gap, 0.0), sigmas, strict=True))
        (first,), (second,) = env.rate([(one,), (other,)], ranks=[0, 0 if drawn else 1])
        ours = update(gap, sigmas[0] ** 2, 0.0, sigmas[1] ** 2, drawn, params.two_beta2, 0.0, params.margin)
        found = (ours[0], sqrt(ours[1]), ours[2], sqrt(ours[3]))
        theirs = [float(value) for rating in (first, second) for value in (rating.mu, rating.sigma)]
        assert found == pytest.approx(theirs, abs=bound, rel=bound), (gap / c, sigmas, drawn)


@pytest.mark.slow
def test_a_real_arena(shared_data: Path) -> None:
    battles = genai_battles(shared_data, blind=False)
    numbers = {name: i for i, name in enumerate(sorted({side for battle in battles for side in battle[:2]}))}
    votes: list[Vote] = [(numbers[a], numbers[b], said, (0,)) for a, b, said in battles]
    assert len(votes) == 1978
    assert compare(votes, Params()).largest < 1e-5


@pytest.mark.slow
def test_the_first_decades_of_football(shared_data: Path) -> None:
    votes: list[Vote] = [(*match, (0,)) for match in islice(football(shared_data), 1500)]
    assert compare(votes, Params(tau=25 / 300)).largest < 1e-5


def test_a_vote_that_the_package_cannot_rate_is_named() -> None:
    """Two models 2,000 deviations apart: that the better one wins is too certain for the package."""
    params = Params(mu=0.0, sigma=1e4, beta=1.0, draw_probability=0.5)
    settled: list[Vote] = [(1, 2, 1, (5,)), *[(1, 3, 3, (5,)), (2, 4, 3, (5,))] * 30]
    votes: list[Vote] = [*settled, (3, 4, 1, (6,)), (2, 1, 2, (6, 5)), (1, 3, 1, (5, 6))]
    book = RatingState(params)
    book.fold_votes(votes, 1)
    reference = fold_reference(votes, params)
    assert reference.unrated == (Unrated(len(settled) + 1, 5, 2, 1),)
    assert {axis for axis, _ in reference.ratings} == {6}
    assert largest_difference(book, reference).largest < 1e-5 * params.sigma


def test_an_ignored_both_bad_leaves_no_trace() -> None:
    ignoring = dataclasses.replace(Params(), both_bad="ignore")
    assert fold_reference([(1, 2, 4, (0,))], ignoring).ratings == {}
    assert len(fold_reference([(1, 2, 4, (0,))], Params()).ratings) == 2


def test_nothing_differs_where_there_is_nothing() -> None:
    assert largest_difference(RatingState(Params()), fold_reference([], Params())) == Difference(
        None, 0.0, 0.0
    )
