from service.rating.simulation.planning import LEVELS, Certainty, Order, mean, simulate
from service.rating.simulation.worlds import Shape

SHAPE = Shape(models=6, themes=3, languages=2, prompts=10)


def test_more_votes_make_leaderboards_surer() -> None:
    few, many = simulate(SHAPE, 200, 1), simulate(SHAPE, 8_000, 1)
    assert list(few) == list(LEVELS)
    for level in LEVELS:
        assert many[level].interval < few[level].interval
        assert many[level].likely_interval < few[level].likely_interval
        assert many[level].decided > few[level].decided
    assert many["overall"].score.tau > 0.7


def test_votes_are_shared_out_among_the_leaderboards_of_a_kind() -> None:
    found = simulate(SHAPE, 600, 1)
    assert [found[level].votes_per_model for level in LEVELS] == [200, 600 / 9, 100, 200 / 6]


def test_a_handful_of_votes_is_enough_to_simulate() -> None:
    found = simulate(SHAPE, 1, 1)
    assert all(one.decided == 0 for one in found.values())


def test_the_mean_is_over_simulations() -> None:
    def certainty(value: float) -> Certainty:
        order = Order(value, value, value)
        return Certainty(value, order, order, value, value, value)

    assert mean([{"overall": certainty(1)}, {"overall": certainty(3)}]) == {"overall": certainty(2)}
