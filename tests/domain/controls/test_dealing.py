"""How often controls are dealt, and what their answers tell."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from service.domain.controls.dealing import MAX_GOLD_SHARE, Controls, GoldPair, is_right, is_same
from service.domain.votes import Outcome

PAIR = GoldPair(1, 2, 3, 4, 5, "1:1", 6, 7, "1:1")


def test_as_often_as_the_arena_says() -> None:
    random = Random(1)
    shares = Controls((PAIR,), MAX_GOLD_SHARE, 2)
    counts = Counter(shares.choose(random) for _ in range(40_000))
    # Within five standard errors.
    assert counts["gold"] == pytest.approx(2_000, abs=5 * 44)
    assert counts["repeat"] == pytest.approx(800, abs=5 * 28)


def test_nothing_without_pairs_or_shares() -> None:
    random = Random(1)
    assert {Controls((), 100, 0).choose(random) for _ in range(20)} == {None}
    assert {Controls((PAIR,)).choose(random) for _ in range(20)} == {None}
    assert {Controls((), 0, 100).choose(random) for _ in range(20)} == {"repeat"}


def test_only_the_good_image_is_right() -> None:
    assert [one for one in Outcome if is_right(one, good_left=True)] == [Outcome.LEFT]
    assert [one for one in Outcome if is_right(one, good_left=False)] == [Outcome.RIGHT]


@pytest.mark.parametrize(("again", "swapped"), [(2, True), (1, False)])
def test_the_same_image_is_the_same_answer(again: int, swapped: bool) -> None:
    assert is_same(Outcome.LEFT, again, swapped=swapped)
    assert not is_same(Outcome.LEFT, again, swapped=not swapped)
    assert is_same(Outcome.TIE, Outcome.TIE, swapped=swapped)
