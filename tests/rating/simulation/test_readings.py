import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis
from service.rating.simulation.playing import cast
from service.rating.simulation.readings import UNKNOWN, read
from service.rating.simulation.worlds import Shape, kendall_tau, make_world

WORLD = make_world(Shape(models=6, themes=2, languages=1, prompts=300, prompt_sd=0.0), 1)


@pytest.mark.slow
def test_many_votes_put_the_models_in_the_right_order_by_all_three() -> None:
    boards = read(WORLD, cast(WORLD, np.random.default_rng(1), 20_000), WORLD.axes)
    for values in (boards.scores(OVERALL), boards.ratings(OVERALL), boards.likely(OVERALL)[:, 0]):
        assert kendall_tau(values, WORLD.truth()) == 1
    mean, low, high = boards.likely(OVERALL).T
    assert (low < mean).all()
    assert (mean < high).all()
    assert (boards.half_widths(OVERALL) < 20).all()


def test_one_vote_leaves_most_unknown() -> None:
    vote = cast(WORLD, np.random.default_rng(1), 1)
    boards = read(WORLD, vote, WORLD.axes)
    theme = WORLD.categories[int(vote.category[0])].themes[0]
    other = next(axis for axis in WORLD.axes if axis.theme not in {"", theme})
    assert boards.has(Axis(theme))
    assert not boards.has(other)
    unseen = next(m for m in WORLD.models if m not in {*vote.model_left, *vote.model_right})
    assert tuple(boards.likely(OVERALL)[unseen - 1]) == UNKNOWN
    assert boards.ratings(OVERALL)[unseen - 1] == 1000
