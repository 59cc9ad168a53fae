from itertools import islice, pairwise

from service.arena.boards.refits.positions import FIRST, positions, refit_position


def test_the_log_grows_by_two_percent_from_one_to_the_next() -> None:
    first = list(islice(positions(), 600))
    assert first[0] == FIRST == 20
    assert all(after == max(before + 1, before + -(-before * 2 // 100)) for before, after in pairwise(first))
    assert sum(position <= 1_000_000 for position in first) < 560


def test_the_last_one_up_to_a_position_belongs_to_it() -> None:
    assert [refit_position(upto, []) for upto in (0, 19, 20, 50, 51, 52, 53)] == [
        None, None, 20, 50, 51, 51, 53,
    ]  # fmt: skip
    assert refit_position(1_000_000, [999_990, 1_000_001]) == 999_990


def test_a_day_that_ends_has_one() -> None:
    assert refit_position(1_000, [37, 990]) == max(990, refit_position(1_000, []) or 0)
    assert refit_position(19, [7]) is None
