"""The shapes of voting: what may be left out, and what may not be said."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.api.schemas.matchups import CastIn, DealIn, SkipIn


def test_all_may_be_left_out_but_the_outcome() -> None:
    assert DealIn.model_validate({}).model_dump(exclude_none=True) == {}
    assert SkipIn.model_validate({}).model_dump(exclude_none=True) == {}
    with pytest.raises(ValidationError):
        CastIn.model_validate({})


@pytest.mark.parametrize("outcome", ["left", "right", "tie", "both_bad"])
def test_outcomes(outcome: str) -> None:
    assert CastIn.model_validate({"outcome": outcome}).outcome == outcome


@pytest.mark.parametrize(
    "body", [{"outcome": "LEFT"}, {"outcome": 1}, {"outcome": "left", "position": 1}, {"outcome": None}]
)
def test_nothing_else_is_an_outcome(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CastIn.model_validate(body)
