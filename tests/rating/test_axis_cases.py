import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating import axis_cases
from service.rating.axis_cases import LogCases
from service.rating.log_arrays import LogArrays

CATEGORIES = {3: PromptCategory(("people",), "en"), 7: PromptCategory(("food", "people"), "de")}
ROWS = [
    (1, 5, 3, 1, 7, 40, 9),
    (2, 3, 5, 3, 3, 41, -9),
    (3, 3, 8, 4, 7, 0, 9),
    *((4, a, b, 1, 3, 41, -9) for a, b in ((3, 5), (3, 8), (5, 8))),
]


def test_an_axis_has_the_votes_of_its_categories() -> None:
    axes = {one.axis: one for one in LogCases(LogArrays.of_rows(ROWS), CATEGORIES, fold_both_bad=True).axes()}
    assert next(iter(axes)) in {OVERALL, Axis("people")}
    assert set(axes) == {axis for one in CATEGORIES.values() for axis in one.axes()}
    food = axes[Axis("food")]
    assert food.counts.tolist() == [[3, 5, 0, 1, 0, 0], [3, 8, 0, 0, 0, 1]]
    assert food.cases.first.tolist() == [1, 0]
    assert food.cases.points.tolist() == [1.0, 0.5]
    assert food.overlap == 1.0
    english = axes[Axis("", "en")]
    assert english.sizes == {3: 1}
    assert english.overlap > 1.0
    both = english.cases.both.values
    assert np.unique(both).size == 1  # one voter on one prompt, with a ranking
    assert both[0] >= 0


def test_voters_with_numbers_at_both_ends_are_two() -> None:
    rows = [(1, 5, 3, 1, 7, 40, -(2**63)), (2, 3, 5, 3, 3, 40, 2**63 - 1)]
    axes = LogCases(LogArrays.of_rows(rows), CATEGORIES, fold_both_bad=True).axes()
    assert {tuple(sorted(one.cases.voter.values.tolist())) for one in axes if one.axis == OVERALL} == {(0, 1)}


def test_votes_that_do_not_count_are_left_out() -> None:
    axes = LogCases(LogArrays.of_rows(ROWS), CATEGORIES, fold_both_bad=False).axes()
    assert next(one.cases.points.size for one in axes if one.axis == Axis("food")) == 1


def test_the_axes_with_the_fewest_votes_are_beyond_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axis_cases, "MOST_CASES", 12)
    log = LogCases(LogArrays.of_rows(ROWS), CATEGORIES, fold_both_bad=True)
    assert {one.axis for one in log.axes()} == {OVERALL, Axis("people")}


def test_an_empty_log_has_no_axes() -> None:
    assert not list(LogCases(LogArrays.of_rows([]), {}, fold_both_bad=True).axes())
