import numpy as np

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating.pooling.axes import mixes
from service.rating.pooling.design import Votes


def test_an_axis_is_the_mean_of_its_categories_by_votes() -> None:
    categories = [PromptCategory(("a",), "en"), PromptCategory(("a", "b"), "en"), PromptCategory(("b",))]
    votes = Votes(
        np.array([0, 1, 2]),
        np.array([0, 0, 1]),
        np.array([1, 2, 2]),
        np.array([3.0, 1, 5]),
        np.array([3.0, 1, 0]),
    )
    found = {mix.axis: mix for mix in mixes(categories, votes, 3)}
    assert list(found)[:2] == [OVERALL, Axis("", "en")]
    assert found[Axis("a", "en")].shares.tolist() == [0.75, 0.25]
    assert found[Axis("b", "en")].categories.tolist() == [1]
    assert found[Axis("b", "en")].seen.tolist() == [True, False, True]
    assert found[OVERALL].shares.sum() == 1
