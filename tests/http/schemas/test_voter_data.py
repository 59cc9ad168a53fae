"""A voter's data as JSON: every field of the use case is in it, under its name."""

from __future__ import annotations

from dataclasses import fields

import pytest

from service.arena.voting import voter_data
from service.http.schemas import voter_data as schemas

_PARTS = ("Vote", "Prompt", "Side", "Matchup", "Limit", "Turnout", "Flag", "Data")
NAMES = tuple(f"Voter{part}" for part in _PARTS)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there(name: str) -> None:
    kept = [field.name for field in fields(getattr(voter_data, name))]
    assert list(getattr(schemas, f"{name}Out").model_fields) == kept


def test_times_are_text() -> None:
    data = voter_data.VoterData("code", 0, [], [], [voter_data.VoterLimit("voter_vote", 1)], [], [])
    assert schemas.VoterDataOut.model_validate(data).model_dump() == {
        "voter": "code",
        "exported_at": "1970-01-01T00:00:00.000000Z",
        "votes": [],
        "matchups": [],
        "rate_limits": [{"limit": "voter_vote", "full_at": "1970-01-01T00:00:00.000001Z"}],
        "turnouts": [],
        "flags": [],
    }
