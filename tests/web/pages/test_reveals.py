"""What a voter is told, in words."""

from __future__ import annotations

import dataclasses

import pytest

from service.domain.votes import Exclusion
from service.web.pages.reveals import rank_words, reason_of, shown
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
    told = shown(REVEAL)
    assert (told.id, told.said, told.excluded) == (7, "both bad", None)
    assert (told.left.name, told.left.organization, told.left.score) == ("A <b>", "The Org", "3.50")
    assert (told.left.change, told.right.change) == ("+2.50", "\N{MINUS SIGN}2.50")
    assert (told.left.rank, told.right.organization) == ("rank 4", None)
    assert not told.left.won
    assert not told.right.won


def test_the_side_that_was_preferred_is_marked() -> None:
    told = shown(dataclasses.replace(REVEAL, outcome="right"))
    assert (told.left.won, told.right.won) == (False, True)


def test_every_reason_has_its_words() -> None:
    for exclusion in Exclusion:
        assert reason_of(exclusion.label)
    assert shown(dataclasses.replace(REVEAL, excluded="rate")).excluded == "you voted faster than votes count"
