"""What a voter learns after the vote."""

from __future__ import annotations

import dataclasses

import pytest

from service.domain.votes import Exclusion
from service.web.pages.reveals import rank_words, reason_of, reveal_view
from tests.support.reveals import REVEAL


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, None, "not ranked yet"),
        (None, 4, "rank 4"),
        (4, 4, "rank 4"),
        (5, 4, "rank 5 → 4"),
        (4, None, "not ranked yet"),
    ],
)
def test_ranks(before: int | None, after: int | None, words: str) -> None:
    assert rank_words(before, after) == words


def test_numbers_and_names_of_both_sides() -> None:
    view = reveal_view(REVEAL)
    assert (view.id, view.choice, view.excluded) == (7, "You called both images bad.", None)
    assert (view.left.name, view.left.organization, view.left.score) == ("A <b>", "The Org", "3.50")
    assert (view.left.change, view.right.change) == ("+2.50", "\N{MINUS SIGN}2.50")
    assert (view.left.rank, view.right.organization) == ("rank 4", None)
    assert not view.left.won
    assert not view.right.won


def test_the_side_that_was_preferred_is_marked() -> None:
    view = reveal_view(dataclasses.replace(REVEAL, outcome="right"))
    assert (view.left.won, view.right.won) == (False, True)


def test_every_reason_has_its_words() -> None:
    for exclusion in Exclusion:
        assert reason_of(exclusion.label)
    assert reveal_view(dataclasses.replace(REVEAL, excluded="rate")).excluded == "That was too fast to count."
