import numpy as np
import pytest
from scipy.optimize import minimize

from service.domain.axes import PromptCategory
from service.rating.bradley_terry import SCALE
from service.rating.pooling.axes import Parts, estimates, mixes
from service.rating.pooling.design import CELL, Design, Floats, Votes, design
from service.rating.pooling.posterior import FLOOR, OBSERVATIONS, USUAL, Posterior, extrapolated
from tests.rating.pooling.worlds import Shape, world


def fitted(seed: int, shape: Shape) -> tuple[Posterior, list[PromptCategory], Votes]:
    made = world(seed, shape)
    table = np.array(made.rows)
    votes = Votes(
        table[:, 0] - 1,
        table[:, 1] - 1,
        table[:, 2] - 1,
        table[:, 3].astype(float),
        table[:, 4].astype(float),
    )
    categories = list(made.categories.values())
    posterior = Posterior(design(votes, categories, np.arange(1, shape.models + 1)))
    posterior.fit()
    return posterior, categories, votes


def everything(plan: Design) -> Floats:
    """Return the matrix that gives each category's strengths from all effects, its own ones last."""
    size, count = plan.models.size, plan.of_category.shape[0]
    shared = np.kron(plan.of_category, np.eye(size))
    return np.hstack((shared, np.eye(count * size)))


def test_it_is_the_maximum_and_the_curvature_of_the_whole_posterior() -> None:
    """As a general optimizer finds it over all effects at once, without any elimination."""
    posterior, categories, votes = fitted(1, Shape(models=5, themes=3, languages=2, votes=6))
    plan, size = posterior.design, 5
    whole = everything(plan)
    groups = np.concatenate((np.repeat(plan.groups, size), np.full(len(categories) * size, CELL)))
    precision = 1 / posterior.variances[groups]
    first, second = votes.category * size + votes.first, votes.category * size + votes.second
    contrast = whole[first] - whole[second]
    total = votes.won_first + votes.won_second

    def loss(effects: Floats) -> tuple[float, Floats]:
        gap = contrast @ effects
        chance = 1 / (1 + np.exp(-gap))
        value = (total * np.logaddexp(0, gap) - votes.won_first * gap).sum() + (
            precision * effects**2
        ).sum() / 2
        return value, contrast.T @ (total * chance - votes.won_first) + precision * effects

    best = minimize(loss, np.zeros(whole.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-8})
    np.testing.assert_allclose(posterior.strengths().ravel(), whole @ best.x, atol=1e-5)

    chance = 1 / (1 + np.exp(-(contrast @ best.x)))
    hessian = (contrast * (total * chance * (1 - chance))[:, None]).T @ contrast + np.diag(precision)
    covariance = whole @ np.linalg.inv(hessian) @ whole.T
    for mix, one in zip(
        mixes(categories, votes, size),
        estimates(Parts(posterior), mixes(categories, votes, size)),
        strict=True,
    ):
        weights = np.zeros(len(categories))
        weights[mix.categories] = mix.shares
        centered = (np.eye(size) - 1 / size) @ np.kron(weights[None], np.eye(size))
        np.testing.assert_allclose(
            one.spread, np.sqrt(np.diag(centered @ covariance @ centered.T)), atol=1e-5
        )
        np.testing.assert_allclose(one.strength, centered @ whole @ best.x, atol=1e-5)


def test_few_steps_find_the_variances_that_many_find() -> None:
    """Small cells say little of their variance, so that steps of EM alone would end near where they begin."""
    posterior, _, _ = fitted(3, Shape(models=12, themes=4, languages=3, votes=12))
    learned = SCALE * np.sqrt(posterior.variances)
    for _ in range(100):
        posterior._learn()
    assert learned == pytest.approx(SCALE * np.sqrt(posterior.variances), abs=2.0)


def test_extrapolated_values_are_where_shrinking_steps_end() -> None:
    ends = extrapolated(np.array([8.0, 1.0, 0.0]), np.array([4.0, 1.0, 1.0]), np.array([2.0, 1.0, 3.0]))
    assert ends == pytest.approx([0.0, 1.0, 3.0 + 9 * 2.0])


def test_variances_are_learned_and_do_not_collapse() -> None:
    """Cells without any effects pull the variances down to the floor, not beyond; large ones up."""
    flat = world(2, Shape(models=10, votes=200), sd=(0, 0, 0, 0))
    assert flat.strengths.any() == 0
    found = []
    for sd in ((0, 0, 0, 0), (300, 150, 150, 150)):
        made = world(2, Shape(models=10, votes=200), sd=sd)
        table = np.array(made.rows)
        votes = Votes(*(table[:, :3] - 1).T, *table[:, 3:5].T.astype(float))
        posterior = Posterior(design(votes, list(made.categories.values()), np.arange(10)))
        posterior.fit()
        found.append(SCALE * np.sqrt(posterior.variances))
    assert (found[0] >= FLOOR * 0.999).all()
    assert (found[0] < USUAL).all()
    assert (found[1] > USUAL).all()
    assert OBSERVATIONS == 8
