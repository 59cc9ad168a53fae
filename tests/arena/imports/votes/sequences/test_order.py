"""Numbers among others, in order."""

import random

import polars as pl
import pytest

from service.arena.imports.votes.sequences.order import ENOUGH, common, in_order


def series(*numbers: int) -> pl.Series:
    return pl.Series(numbers, dtype=pl.UInt32)


@pytest.mark.slow
def test_some_are_found_wherever_they_are() -> None:
    random_ = random.Random(2)
    for _ in range(300):
        numbers = random_.choices(range(3), k=random_.randrange(1, 12))
        chosen = sorted(random_.sample(range(len(numbers)), k=random_.randrange(1, len(numbers) + 1)))
        few, many = series(*(numbers[i] for i in chosen)), series(*numbers)
        places = in_order(few, many)
        if places is None:
            assert 2 * len(chosen) < len(numbers)
            continue
        assert places.is_unique().all()
        assert places.is_sorted()
        assert many.gather(places).to_list() == few.to_list()


def test_what_is_not_there_or_may_be_chance_is_not_found() -> None:
    assert in_order(series(2, 1), series(1, 2, 3)) is None
    assert in_order(series(2), series(1, 2, 1)) is None
    end = list(range(ENOUGH))
    assert in_order(series(*end[1:]), series(*[99] * 30, *end[1:])) is None
    assert in_order(series(*end), series(*[99] * 30, *end)) is not None
    assert in_order(series(1), series(1, *[99] * 30)) is not None


def test_equal_numbers_are_counted_once_each() -> None:
    assert common(series(1, 1, 2, 3), series(1, 2, 2, 4)) == 2
    assert common(series(), series(1)) == 0
