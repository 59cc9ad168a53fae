import numpy as np
import pytest

from service.domain.axes import OVERALL
from service.rating.rating_state import RatingState
from service.rating.simulation import playing
from service.rating.simulation.worlds import Shape, SimulatedVotes, World, make_world

WORLD = make_world(Shape(models=5, themes=2, languages=2, prompts=3, voters=20, ties=0.2), 1)


def played(count: int = 600, world: World = WORLD, seed: int = 1) -> SimulatedVotes:
    return playing.cast(world, np.random.default_rng(seed), count)


def test_matchups_are_between_two_models_on_a_prompt_of_their_category() -> None:
    votes = played()
    assert votes.outcome.size == 600
    assert not (votes.model_left == votes.model_right).any()
    assert set(votes.model_left) | set(votes.model_right) == set(WORLD.models)
    assert set(votes.prompt) == set(range(1, 13))
    assert np.array_equal(votes.category, (votes.prompt - 1) // 3 + 1)


def test_the_same_seed_gives_the_same_votes_and_another_one_others() -> None:
    assert all(np.array_equal(*pair) for pair in zip(played(), played(), strict=True))
    assert not np.array_equal(played().model_left, played(seed=2).model_left)


def test_matchups_follow_what_is_known_of_pairs() -> None:
    """Assigning prefers pairs of close models; an import with exposure does not ask."""
    strong = np.zeros_like(WORLD.strength)
    strong[:, :, 0] = 5.0
    votes = played(3_000, World(WORLD.shape, strong, *list(vars(WORLD).values())[2:7]))
    seen = np.bincount(np.concatenate((votes.model_left, votes.model_right)), minlength=6)[1:]
    assert seen[0] < 0.8 * seen[1:].mean()


def test_ratings_are_those_of_the_fold_vote_by_vote() -> None:
    votes = played(100)
    state = playing.rate(WORLD, votes)
    numbers = playing.axis_ids(WORLD)
    by_hand = RatingState(state.params, complete=True)
    for left, right, outcome, category, *_ in zip(*votes, strict=True):
        axes = [numbers[axis] for axis in WORLD.categories[int(category)].axes()]
        by_hand.fold_votes([(int(left), int(right), int(outcome), axes)], 1)
    assert state.all_rows() == by_hand.all_rows()
    mu, variance, _ = by_hand.state(numbers[OVERALL], 1)
    assert playing.scores(WORLD, state, OVERALL)[0] == pytest.approx(mu - 3 * variance**0.5)


def test_fits_count_each_vote_on_its_axes() -> None:
    votes = played()
    counts = playing.counts_of(WORLD, votes, WORLD.axes)
    assert sum(sum(row[2:]) for row in counts[OVERALL]) == 600
    cells = [axis for axis in WORLD.axes if axis.theme and axis.language]
    assert sum(sum(row[2:]) for axis in cells for row in counts[axis]) == 600
    assert playing.counts(votes)[:, 3:].sum() == 600
    fit = playing.fits(WORLD, votes, [OVERALL])[OVERALL]
    assert list(fit.estimates) == WORLD.models
