from dataclasses import replace

import pytest

from service.arena.boards.boards import BoardEntry, ModelFacts
from service.arena.boards.few_votes import few_votes
from service.arena.boards.likely import LikelyPlace
from service.domain.boards import Interval, Standing
from service.rating.bradley_terry import QUANTILE_95

FACTS = ModelFacts("M", None, None, None, None)


def ranked(error: float, *votes: int) -> list[BoardEntry]:
    """Return models that are 200 points apart, each with this standard error, and their votes."""
    half = error * QUANTILE_95
    return [
        BoardEntry(
            i,
            Standing(f"m{i}", 25.0, 1.0, count, 0, 0, 0, 0),
            Interval(1000 - 200 * i, 1000 - 200 * i - half, 1000 - 200 * i + half, 1, len(votes)),
            FACTS,
        )
        for i, count in enumerate(votes)
    ]


def pooled(entries: list[BoardEntry], apart: float, error: float) -> list[BoardEntry]:
    """Return the models with pooled ratings that are so far apart, each with this standard error."""
    half = error * QUANTILE_95
    return [
        replace(entry, likely=LikelyPlace(-i * apart, -i * apart - half, -i * apart + half, i))
        for i, entry in enumerate(entries)
    ]


@pytest.mark.parametrize(
    ("error", "share", "mostly"),
    [(49.0, None, None), (51.0, 0.26, False), (70.0, 0.49, False), (72.0, 0.52, True), (300.0, 1.0, True)],
)
def test_without_pooled_ratings_the_share_of_chance_is_that_of_the_errors(
    error: float, share: float | None, mostly: bool | None
) -> None:
    """Two models 200 points apart have a standard deviation of 100."""
    found = few_votes(ranked(error, 12, 30))
    assert (found and round(found.share, 2), found and found.mostly) == (share, mostly)


@pytest.mark.parametrize(
    ("apart", "own", "share"), [(160.0, 60.0, 0.5), (80.0, 30.0, 0.8), (20.0, 0.0, 0.99), (400.0, 60.0, None)]
)
def test_pooled_ratings_know_how_much_models_differ(apart: float, own: float, share: float | None) -> None:
    """Variances: 100 squared of the errors; of the strengths, that of the pooled ratings and their own."""
    found = few_votes(pooled(ranked(100.0, 12, 30), apart, own))
    assert (found and round(found.share, 2)) == share


def test_the_number_is_that_of_a_typical_model() -> None:
    found = few_votes(ranked(400.0, 3, 4, 900))
    assert found is not None
    assert found.votes == 4


def test_equal_models_are_in_an_order_of_chance_and_one_model_is_in_none() -> None:
    equal = [replace(entry, interval=Interval(1000, 900, 1100, 1, 2)) for entry in ranked(1.0, 5, 7)]
    assert few_votes(equal) == (5, 1.0)
    assert few_votes([replace(entry, interval=Interval(1000, 1000, 1000, 1, 2)) for entry in equal]) == (
        5,
        1.0,
    )
    assert few_votes(equal[:1]) is few_votes([]) is None
