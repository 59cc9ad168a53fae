import random
from collections import Counter

import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating.bradley_terry import MEAN, fit_pairs
from service.rating.pooled import Likely, PooledFit, fit_pooled
from tests.rating.pooling.worlds import Shape, World, tau, votes_on, world

CELLS = {
    1: PromptCategory(("cats",), "en"),
    2: PromptCategory(("cats",), "de"),
    3: PromptCategory(("x",), "en"),
}


def means(fit: PooledFit, axis: Axis) -> np.ndarray:
    return np.array([one.mean for _, one in sorted(fit.axes[axis].items())])


def cell(made: World, category: int) -> Axis:
    return Axis(made.categories[category].themes[0], made.categories[category].language)


def own_fit(made: World, category: int, models: int) -> np.ndarray:
    fit = fit_pairs(row[1:] for row in made.rows if row[0] == category)
    return np.array([fit.estimates[m].rating if m in fit.estimates else MEAN for m in range(1, models + 1)])


def test_small_cells_borrow_and_their_intervals_hold() -> None:
    """Four votes a model and cell: the order is far nearer to the truth than that of the cell's own votes."""
    pooled, own, inside = [], [], []
    for seed in range(6):
        made = world(seed, Shape(models=12, themes=4, languages=3, votes=4))
        fit = fit_pooled(made.rows, made.categories)
        for category, strengths in zip(made.categories, made.strengths, strict=True):
            estimates = [one for _, one in sorted(fit.axes[cell(made, category)].items())]
            truth = (strengths - strengths.mean() + MEAN).tolist()
            pooled.append(tau(means(fit, cell(made, category)), strengths))
            own.append(tau(own_fit(made, category, 12), strengths))
            inside += [one.low <= t <= one.high for one, t in zip(estimates, truth, strict=True)]
    assert np.mean(pooled) > np.mean(own) + 0.18
    assert 0.92 < np.mean(inside) < 0.99


def test_many_votes_of_one_category_give_what_they_give_alone() -> None:
    """With nothing to borrow from, and votes without number, only the priors' difference is left."""
    rows = votes_on(np.random.default_rng(5), 1, np.array([-200.0, -50.0, 0.0, 90.0, 160.0]), 40_000)
    fit = fit_pooled(rows, CELLS)
    alone = fit_pairs(row[1:] for row in rows)
    assert set(fit.axes) == set(CELLS[1].axes())
    assert fit.deviations[1:] == (None, None, None)
    for model, one in fit.axes[OVERALL].items():
        assert one == pytest.approx(alone.estimates[model][:3], abs=1.5)
        assert one == fit.axes[Axis("cats", "en")][model]


def test_the_same_votes_have_the_same_bits_in_any_order() -> None:
    made = world(3)
    fit = fit_pooled(made.rows, made.categories)
    shuffled = random.Random(1).sample(made.rows, len(made.rows))
    numbered = {category: 900 - category for category in made.categories}
    renumbered = [(numbered[row[0]], *row[1:]) for row in shuffled]
    assert fit_pooled(shuffled, made.categories) == fit
    assert fit_pooled(renumbered, {numbered[i]: one for i, one in made.categories.items()}) == fit
    assert fit_pooled(np.array(made.rows), made.categories) == fit


def test_a_model_without_votes_in_a_cell_has_an_estimate_there() -> None:
    """It borrows all of it, with a wider interval than a model that was seen there."""
    made = world(4, Shape(models=6, votes=20))
    rows = [row for row in made.rows if row[0] != 1 or 6 not in row[1:3]]
    estimates = fit_pooled(rows, made.categories).axes[cell(made, 1)]
    assert set(estimates) == {1, 2, 3, 4, 5, 6}
    width = {model: one.high - one.low for model, one in estimates.items()}
    assert width[6] > 1.2 * max(width[model] for model in range(1, 6))


def test_the_mean_of_those_with_votes_on_the_axis_is_1000() -> None:
    made = world(4, Shape(models=6, votes=20))
    rows = [row for row in made.rows if row[0] != 1 or 6 not in row[1:3]]
    estimates = fit_pooled(rows, made.categories).axes[cell(made, 1)]
    assert np.mean([estimates[m].mean for m in range(1, 6)]) == pytest.approx(MEAN, abs=0.001)


def test_uneven_exposure_is_adjusted_for() -> None:
    """The strongest and the weakest come out as such, although some pairs never met in a theme."""
    picked = np.random.default_rng(2)
    rows: Counter[tuple[int, int, int]] = Counter()
    strengths = {1: [0.0, 0.0, -150.0, 150.0], 3: [0.0, 0.0, -150.0, 150.0]}
    for category, pairs in ((1, [(0, 2), (2, 3), (1, 2), (1, 3)]), (3, [(1, 3), (1, 2), (2, 3)])):
        for a, b in pairs * 60:
            gap = strengths[category][a] - strengths[category][b]
            won = picked.random() < 1 / (1 + 10 ** (-gap / 400))
            rows[category, (a if won else b) + 1, (b if won else a) + 1] += 1
    table = [(category, a, b, n, rows[category, b, a], 0, 0) for (category, a, b), n in rows.items() if a < b]
    estimates = fit_pooled(table, CELLS).axes[OVERALL]
    order = sorted(estimates, key=lambda model: -estimates[model].mean)
    assert order[0] == 4
    assert order[-1] == 3


def test_both_bad_is_a_draw_or_nothing() -> None:
    rows = [(1, 1, 2, 3, 1, 0, 40), (3, 1, 2, 2, 2, 1, 0), (2, 3, 4, 0, 0, 0, 9)]
    tie = fit_pooled(rows, CELLS)
    draws = fit_pooled([(*row[:5], row[5] + row[6], 0) for row in rows], CELLS)
    ignored = fit_pooled(rows, CELLS, fold_both_bad=False)
    without = fit_pooled([(*row[:6], 0) for row in rows[:2]], CELLS)
    assert tie == draws
    assert ignored == without
    assert Axis("", "de") in tie.axes
    assert Axis("", "de") not in ignored.axes


def test_votes_that_depend_on_each_other_tell_less() -> None:
    made = world(6)
    fits = [
        fit_pooled(made.rows, made.categories),
        fit_pooled(made.rows, made.categories, dispersion=3.0),
        # Every vote comes from a ranking of four models.
        fit_pooled(
            made.rows, made.categories, sizes={1: {4: sum(sum(r[3:]) for r in made.rows if r[0] == 1) // 6}}
        ),
    ]
    width = [fit.axes[cell(made, 1)][1].high - fit.axes[cell(made, 1)][1].low for fit in fits]
    assert width[0] < width[2] < width[1]


def test_what_is_common_to_several_categories_widens_their_axis_and_moves_no_rating() -> None:
    made = world(6)
    plain = fit_pooled(made.rows, made.categories)
    wider = fit_pooled(made.rows, made.categories, beyond={OVERALL: 4.0})
    for model, one in plain.axes[OVERALL].items():
        found = wider.axes[OVERALL][model]
        assert found.mean == one.mean
        assert found.high - found.low == pytest.approx(2 * (one.high - one.low), abs=0.01)
    assert {axis: rows for axis, rows in wider.axes.items() if axis != OVERALL} == {
        axis: rows for axis, rows in plain.axes.items() if axis != OVERALL
    }


def test_groups_that_never_met_and_models_that_never_won() -> None:
    rows = [(1, 1, 2, 10_000_000, 0, 0, 0), (1, 3, 4, 0, 5, 0, 0), (3, 3, 4, 1, 1, 0, 0)]
    fit = fit_pooled(rows, CELLS)
    values = [value for axis in fit.axes.values() for one in axis.values() for value in one]
    assert np.isfinite(values).all()
    assert fit.axes[OVERALL][1].mean > fit.axes[OVERALL][2].mean


@pytest.mark.parametrize("rows", [[], [(1, 1, 2, 0, 0, 0, 7)]])
def test_without_votes_that_count_it_is_empty(rows: list[tuple[int, ...]]) -> None:
    fit = fit_pooled(rows, CELLS, fold_both_bad=False)
    assert (fit.axes, fit.left_out) == ({}, ())


def test_prompts_of_several_themes_take_the_mean_of_their_effects() -> None:
    """Two models are even but for a theme; where a prompt has another theme too, half of that is expected."""
    categories = {1: PromptCategory(("a",)), 2: PromptCategory(("b",)), 3: PromptCategory(("a", "b"))}
    rows = [(1, 1, 2, 300, 100, 0, 0), (2, 1, 2, 100, 300, 0, 0), (3, 1, 2, 1, 1, 0, 0)]
    fit = fit_pooled(rows, categories)
    gap = {theme: fit.axes[Axis(theme)][1].mean - fit.axes[Axis(theme)][2].mean for theme in "ab"}
    assert gap["a"] > 100
    assert gap["b"] < -100
    overall = fit.axes[OVERALL]
    assert overall[1] == pytest.approx(Likely(MEAN, overall[1].low, overall[1].high), abs=5)
