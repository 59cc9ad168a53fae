import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating.pooled import fit_pooled
from service.rating.pooling import design as module
from service.rating.pooling.design import LANGUAGE, THEME, Design, Effect, Votes, design
from tests.rating.pooling.worlds import Shape, world


def of(*categories: PromptCategory) -> Design:
    count = len(categories)
    ones = np.ones(count)
    return design(
        Votes(np.arange(count), np.zeros(count, int), np.ones(count, int), ones, ones),
        categories,
        np.array([1, 2]),
    )


def test_prompts_of_several_themes_take_the_mean_of_their_effects() -> None:
    made = of(PromptCategory(("a", "b"), "en"), PromptCategory(("a",), "de"), PromptCategory())
    assert made.effects[1:] == (
        Effect(THEME, "a"),
        Effect(THEME, "b"),
        Effect(LANGUAGE, "de"),
        Effect(LANGUAGE, "en"),
    )
    assert made.of_category.tolist() == [[1, 0.5, 0.5, 0, 1], [1, 1, 0, 1, 0], [1, 0, 0, 0, 0]]
    assert made.owner.tolist() == [0, 1, 2]
    assert made.apart == 2  # the languages


def test_effects_that_never_meet_are_last() -> None:
    """Themes if every prompt has one and there are more of them, otherwise languages."""
    made = of(*(PromptCategory((theme,), language) for theme in "abc" for language in ("de", "en")))
    assert [effect.level for effect in made.effects] == ["", "de", "en", "a", "b", "c"]
    assert made.apart == 3
    assert of(PromptCategory(("a", "b")), PromptCategory(("c",))).apart == 0
    assert of(PromptCategory()).apart == 0


def test_what_every_category_has_is_no_effect() -> None:
    """Nobody could tell it from the models' own; nor a cell's from its theme's, with one language."""
    made = of(PromptCategory(("a",), "en"), PromptCategory(("b",), "en"))
    assert made.effects[1:] == (Effect(THEME, "a"), Effect(THEME, "b"))
    assert not made.own.any()
    assert len(of(PromptCategory()).effects) == 1


def test_the_work_is_bounded_and_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world(1, Shape(models=6, themes=6, languages=3, votes=6))
    extra = [(1, 1, 2, 500, 400, 0, 0)]
    full = fit_pooled(made.rows + extra, made.categories)
    assert full.left_out == ()
    monkeypatch.setattr(module, "MOST_EFFECTS", 6 * 5)
    monkeypatch.setattr(module, "MOST_CELL_WORK", (6 + 300) * 6**2 * 10)
    fit = fit_pooled(made.rows + extra, made.categories)
    assert fit.left_out == (
        "5 themes and languages have no effect: those with the fewest votes",
        "8 prompt categories have no effect of their own: those with the fewest votes",
    )
    assert fit.axes.keys() == full.axes.keys()
    assert fit.axes[OVERALL][1].mean == pytest.approx(full.axes[OVERALL][1].mean, abs=30)


def test_axes_beyond_the_budget_have_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world(1)
    monkeypatch.setattr("service.rating.pooling.axes.MOST_ESTIMATES", 8 * 5)
    fit = fit_pooled(made.rows, made.categories)
    assert len(fit.axes) == 5
    assert OVERALL in fit.axes
    assert fit.left_out == ("15 axes have no estimate: those with the fewest votes",)


def test_cells_with_few_of_the_models_are_computed_with_these_alone() -> None:
    """Half of the cells have all models, the others three of nineteen; both kinds in the same system."""
    made = world(7, Shape(models=19, themes=4, languages=3, votes=8))
    few = [row for row in made.rows if row[0] % 2 or (row[1] < 4 and row[2] < 4)]
    votes = Votes(*(np.array(few)[:, :3] - 1).T, *np.array(few)[:, 3:5].T.astype(float))
    plan = design(votes, list(made.categories.values()), np.arange(19))
    assert [(batch.whole, batch.members.shape) for batch in plan.batches] == [
        (False, (6, 8)),
        (True, (6, 19)),
    ]
    narrow = fit_pooled(few, made.categories)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WHOLE", 0.0)
        whole = fit_pooled(few, made.categories)
    for axis, row in narrow.axes.items():
        for model, one in row.items():
            assert one == pytest.approx(whole.axes[axis][model], abs=0.002)
    assert narrow.axes[Axis("t0", "l1")].keys() == set(range(1, 20))
