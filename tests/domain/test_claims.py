"""Claims: places, votes still needed, and what they cost."""

from __future__ import annotations

from service.domain.claims import BoardClaims, Cost, Decided, Places, VotesNeeded


def test_a_place_or_the_places_between_which_it_is() -> None:
    assert Places(1, 1, 9).text == "#1"
    assert Places(2, 5, 9).text == "#2–5"


def test_what_votes_cost() -> None:
    assert VotesNeeded(1_200, 90, None).cost(0.035) == Cost(42.0, 3.15, None)
    assert VotesNeeded(1_200, 90, 20_000).cost(0) == Cost(0, 0, 0)


def test_pairs_are_counted() -> None:
    assert BoardClaims((Decided("a", ("b", "c")), Decided("b", ("c",)))).pairs == 3
    assert BoardClaims().pairs == 0
