"""What a voter learns after the vote."""

from __future__ import annotations

import dataclasses

import pytest

from service.domain.matchups import Reveal
from service.domain.votes import Exclusion
from service.web.pages.reveals import SideView, hidden_of, rank_words, reason_of, reveal_view
from tests.support.served.reveals import REVEAL


def sides(reveal: Reveal) -> tuple[SideView, SideView]:
    view = reveal_view(reveal)
    assert view.left is not None
    assert view.right is not None
    return view.left, view.right


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
    left, right = sides(REVEAL)
    assert (left.name, left.organization, left.score) == ("A <b>", "The Org", "3.50")
    assert (left.change, right.change) == ("+2.50", "\N{MINUS SIGN}2.50")
    assert (left.rank, right.organization) == ("rank 4", None)
    assert not left.won
    assert not right.won


def test_the_side_that_was_preferred_is_marked() -> None:
    left, right = sides(dataclasses.replace(REVEAL, outcome="right"))
    assert (left.won, right.won) == (False, True)


def test_what_is_not_told_yet_is_said() -> None:
    view = reveal_view(dataclasses.replace(REVEAL, reveals_in=1, prompt_id=3))
    assert (view.left, view.right, view.prompt_id) == (None, None, None)
    assert view.hidden == "You will see which models they were after 1 more vote."
    assert hidden_of(3) == "You will see which models they were after 3 more votes."
    assert hidden_of(None) == "This arena does not tell voters which models they were."
    assert reveal_view(REVEAL).hidden is None


def test_every_reason_has_its_words() -> None:
    for exclusion in Exclusion:
        assert reason_of(exclusion.label)
    assert reveal_view(dataclasses.replace(REVEAL, excluded="rate")).excluded == "That was too fast to count."
