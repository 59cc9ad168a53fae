"""Models beside a reference, from a fit of votes and from a composite."""

from __future__ import annotations

import pytest

from service.domain.axes import OVERALL
from service.rating.bradley_terry import fit_pairs
from service.rating.deciding.beside import Terms, beside, best, of_composite, of_votes
from service.rating.pooled import fit_pooled
from tests.rating.pooling.worlds import Shape, world

ROWS = [(1, 2, 900, 900, 0, 0), (1, 3, 1500, 300, 0, 0), (2, 3, 1500, 300, 0, 0), (3, 4, 2, 1, 0, 0)]


def test_differences_and_verdicts_in_points() -> None:
    errors = of_votes(fit_pairs(ROWS), [1, 2, 3, 4])
    found = beside(errors, 1, [2, 3, 4], Terms(margin=40, confidence=0.95, pairs=3))
    assert [*found] == [1, 2, 3, 4]
    own = found[1]
    assert (own.difference, own.low, own.high, own.worse) == (0.0, 0.0, 0.0, False)
    assert (found[2].not_worse, found[3].worse) == (True, True)
    assert (found[4].not_worse, found[4].worse) == (False, False)
    for one in found.values():
        assert one.rating - own.rating == pytest.approx(one.difference, abs=0.002)
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.difference <= one.high
    assert [found[2].low] == pytest.approx([-(found[2].high or 0.0)], abs=0.01)
    assert best(errors, [2, 3, 4]) == 2


def test_more_pairs_and_more_confidence_take_more() -> None:
    errors = of_votes(fit_pairs(ROWS), [1, 2, 3, 4])

    def low(confidence: float, pairs: int) -> float:
        found = beside(errors, 1, [2], Terms(40, confidence, pairs))[2].low
        assert found is not None
        return found

    assert low(0.95, 1) > low(0.95, 6) > low(0.99, 6)


def test_a_composite_leaves_out_what_it_does_not_know() -> None:
    made = world(1, Shape(models=5))
    joint = fit_pooled(made.rows, made.categories).joint
    assert joint is not None
    errors = of_composite(joint.composite({OVERALL: 1.0}), [5, 2, 77])
    assert errors.models == (5, 2)
    found = beside(errors, 5, [2], Terms(20, 0.95, 1))
    assert found[2].difference == pytest.approx(found[2].rating - found[5].rating, abs=0.002)
