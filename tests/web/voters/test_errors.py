"""Errors in words for voters."""

from __future__ import annotations

import pytest

from service.errors import AlreadyVoted, ArenaError, Gone, Invalid, NoMatchup, TooMany
from service.web.voters import errors


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (AlreadyVoted("x"), "You already voted on this pair in another tab."),
        (Gone("x"), "That pair has expired. Here is another one."),
        (
            TooMany("x", 86_400),
            "You can skip 20 pairs a day, plus one for each vote. Vote on this one to go on.",
        ),
        (TooMany("x", 7), "That was a lot at once. Try again in 7 seconds."),
        (NoMatchup("x", "seen"), "You have seen every pair here. Pairs come back after 30 days."),
        (Invalid("it is wrong"), "It is wrong."),
    ],
)
def test_votes_and_skips(error: ArenaError, says: str) -> None:
    assert errors.in_words(error) == says


def test_undo() -> None:
    assert errors.of_undo(Gone("x")) == "You can undo a vote for 10 minutes. This one is older."
    assert errors.of_undo(TooMany("x", 86_400)).startswith("You can undo 10 votes a day")
    assert errors.of_undo(AlreadyVoted("x")) == errors.in_words(AlreadyVoted("x"))


def test_whole_pages() -> None:
    assert errors.of_page("forbidden", 1) == errors.COOKIES
    assert errors.of_page("not-found", 1) == "There is no such page, arena or vote. Check the address."
    assert errors.of_page("too-many-requests", 2) == errors.in_words(TooMany("x", 2))
    assert errors.of_page("unheard-of", 1) == errors.FAILED
