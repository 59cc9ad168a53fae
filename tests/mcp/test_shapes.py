"""What tools read of an instance exists in the instance's own shapes."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from service.api.schemas.boards import BoardRow, LeaderboardOut, UnrankedRow
from service.api.schemas.decisions import CandidateOut, DecisionOut
from service.http.schemas.arenas import ArenaOut
from service.mcp import shapes


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (shapes.Row, BoardRow),
        (shapes.UnrankedRow, UnrankedRow),
        (shapes.Leaderboard, LeaderboardOut),
        (shapes.Decision, DecisionOut),
        (shapes.Candidate, CandidateOut),
        (shapes.Arena, ArenaOut),
    ],
)
def test_every_field_is_one_of_the_instance(ours: type[BaseModel], theirs: type[BaseModel]) -> None:
    assert ours.model_fields.keys() <= theirs.model_fields.keys()


def test_prices_in_other_currencies_are_not_dollars() -> None:
    assert shapes.Price(amount=0.5, currency="USD").dollars == 0.5
    assert shapes.Price(amount=0.5, currency="EUR").dollars is None
