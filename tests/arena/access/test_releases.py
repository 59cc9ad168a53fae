from service.arena.access import releases
from service.arena.access.releases import of_month
from service.domain import clock

NOVEMBER = 20_787 * clock.DAY  # the 30th, 2026
SECRET = b"s" * 32


def test_a_voter_has_one_number_in_a_release_and_others_elsewhere() -> None:
    release = of_month(SECRET, NOVEMBER)
    assert release.name == "2026-11"
    number = release.number(1, -5)
    assert of_month(SECRET, NOVEMBER - clock.DAY).number(1, -5) == number
    others = [
        release.number(2, -5),
        release.number(1, 5),
        of_month(SECRET, NOVEMBER + 5 * clock.DAY).number(1, -5),
        of_month(b"t" * 32, NOVEMBER).number(1, -5),
        releases.new().number(1, -5),
        releases.new().number(1, -5),
    ]
    assert len({number, *others}) == 7
    assert all(0 < one < 1 << 53 for one in (number, *others))
