"""Matchups written straight into the database, as assigning and voting leave them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from service.db.engine import WriteSession
from service.db.tables.voting import matchups
from service.domain.matchups import MatchupState

DEALT: dict[str, Any] = {
    "dealt_at": 1_000,
    "probability": 0.5,
    "voter": 1,
    "address": 100,
    "closed_at": None,
    "position": None,
    "arena_id": 1,
    "prompt_id": 1,
    "image_left": 1,
    "image_right": 2,
    "model_left": 1,
    "model_right": 2,
    "response_ms": None,
    "slot": 0,
    "state": int(MatchupState.OPEN),
}


def deal(session: WriteSession, number: int, **values: object) -> None:
    """Store a matchup with this id; one with a position has been voted on."""
    voted = (
        {"state": int(MatchupState.VOTED), "closed_at": 2_000, "response_ms": 900}
        if "position" in values
        else {}
    )
    session.execute(insert(matchups).values({**DEALT, "id": number, **voted, **values}))
