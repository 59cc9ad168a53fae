"""The shapes of claims."""

from __future__ import annotations

from service.api.schemas.claims import DecidedOut, NeighborPairOut
from service.domain.boards import Cost, Decided, NeighborPair, VotesNeeded


def test_a_model_with_those_it_is_better_than() -> None:
    assert DecidedOut.of(Decided("a", ("b", "c"))).model_dump() == {"above": "a", "below": ["b", "c"]}


def test_neighbors_before_and_after_they_are_decided() -> None:
    open_pair = NeighborPair("a", "b", None, VotesNeeded(900, 80, None), Cost(9.0, 0.8, None), 7)
    assert NeighborPairOut.of(open_pair).model_dump() == {
        "above": "a",
        "below": "b",
        "better": None,
        "votes_needed": {"likely": 900, "low": 80, "high": None},
        "cost": {"likely": 9.0, "low": 0.8, "high": None, "currency": "USD"},
        "removals": 7,
    }
    decided = NeighborPairOut.of(NeighborPair("a", "b", "a", None, None, None)).model_dump()
    assert (decided["better"], decided["votes_needed"], decided["cost"], decided["removals"]) == (
        "a",
        None,
        None,
        None,
    )
