from service.arena.boards.likely import LikelyPlace, estimates, exposed, places, pooling
from service.arena.boards.refits.refit import Refit
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Standing
from service.rating.pooled import Deviations, Likely

KNOWN = {
    model: Likely(mean, mean - 40, mean + 40)
    for model, mean in ((1, 1010.0), (2, 1050.0), (3, 1010.0), (4, 900.0))
}


def standing(model: str, mu: float, sigma: float) -> Standing:
    return Standing(model, mu, sigma, 9, 0, 0, 0, 0)


def place(rating: float, half: float = 19.6) -> LikelyPlace:
    return LikelyPlace(rating, rating - half, rating + half, 1)


def test_places_are_among_the_ranked_and_equal_ones_share_one() -> None:
    """A model that is not ranked gets the place that it would have."""
    found = places(KNOWN, [1, 3, 4])
    assert {model: one.rank for model, one in found.items()} == {1: 1, 3: 1, 4: 3, 2: 1}
    assert found[2] == LikelyPlace(1050.0, 1010.0, 1090.0, 1)
    assert places(KNOWN, [2, 9])[1].rank == 2
    assert places({}, [1]) == {}


def test_what_exposure_hides_is_marked() -> None:
    """The second has the better mu and the better pooled rating; its few votes alone put it below."""
    order = [standing("seen", 27.0, 0.5), standing("rare", 29.0, 2.0), standing("weak", 22.0, 0.5)]
    assert exposed(order, [place(1000), place(1050), place(900)]) == [False, True, False]
    within_noise = [place(1000), place(1013), place(900)]
    assert exposed(order, within_noise) == [False, False, False]
    assert exposed(order, [place(1000), place(990), place(900)]) == [False, False, False]
    lower_mu = [order[0], standing("rare", 26.9, 2.0), order[2]]
    assert exposed(lower_mu, [place(1000), place(1050), place(900)]) == [False, False, False]
    assert exposed(order, [None, place(1050), None]) == [False, False, False]


def test_a_leaderboard_says_what_its_pooled_ratings_rest_on() -> None:
    deviations = Deviations(100.0, None, 40.0, None)
    refit = Refit(1, 66, {OVERALL: KNOWN}, deviations, ("one",))
    assert pooling(refit) == (66, deviations, ("one",))
    assert pooling(None) is None
    assert estimates(refit, OVERALL) == KNOWN
    assert estimates(refit, Axis("people")) == estimates(None, OVERALL) == {}
