from service.domain.ratings import Skill


def test_sigma_is_the_root_of_the_variance() -> None:
    assert Skill(25.0, 6.25).sigma == 2.5
