"""What the reading endpoints may be asked."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from service.api.schemas.boards import AxisQuery, BoardQuery, HistoryQuery, LeaderboardOut
from service.domain.boards import MIN_VOTES


def test_nothing_asked_is_the_whole_of_now() -> None:
    query = BoardQuery()
    assert (query.theme, query.language, query.at, query.format) == (None, None, None, "json")
    assert query.min_votes == MIN_VOTES
    assert HistoryQuery().model is None


@pytest.mark.parametrize(
    "asked",
    [
        {"min_votes": 0},
        {"min_votes": -1},
        {"min_votes": 10**7},
        {"min_votes": "many"},
        {"theme": "x" * 201},
        {"theme": "a\0b"},
        {"language": "x" * 101},
        {"language": "\0"},
        {"at": "1" * 21},
        {"format": "xlsx"},
        {"format": "JSON"},
        {"themes": "people"},
        {"Theme": "people"},
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BoardQuery.model_validate(asked)


@pytest.mark.parametrize("kind", [AxisQuery, BoardQuery, HistoryQuery])
def test_a_mistyped_filter_does_not_read_as_none(kind: type[AxisQuery]) -> None:
    with pytest.raises(ValidationError, match="langauge"):
        kind.model_validate({"langauge": "en"})


def test_the_most_and_the_least_that_can_be_meant() -> None:
    for votes in (1, 1_000_000):
        assert BoardQuery(min_votes=votes).min_votes == votes
    assert BoardQuery(theme="x" * 200).theme == "x" * 200


def test_the_fields_of_a_leaderboard_are_what_clients_know() -> None:
    head = ["arena", "axis", "revision", "position", "simulated_votes", "as_of"]
    head += ["method_version", "min_votes", "votes"]
    assert list(LeaderboardOut.model_fields) == [*head, "rows", "unranked", "disagreements"]
