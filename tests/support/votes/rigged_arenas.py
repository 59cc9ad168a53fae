"""Arenas in the database with votes on matchups, some of them by somebody who always says left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.votes import Outcome
from tests.support.votes.arenas import MODELS, add_arena, add_models, ballots
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast

ROBOT, ROBOT_VOTES, HONEST_VOTES = -77, 24, 120
PROBABILITY = 2 / MODELS / (MODELS - 1)


def add_rigged(session: WriteSession, on_evidence: str = "hold", publish_after: int = 0) -> Arena:
    """Make an arena in which a robot cast the last votes; all votes are on matchups."""
    add_models(session)
    arena = add_arena(session, on_evidence=on_evidence, publish_after=publish_after)
    honest = [one._replace(voter=1 + i % 30) for i, one in enumerate(ballots(HONEST_VOTES, days=3))]
    robot: dict[str, Any] = {"voter": ROBOT, "outcome": Outcome.LEFT, "voted_at": honest[-1].voted_at}
    rigged = [one._replace(**robot) for one in ballots(ROBOT_VOTES, 9)]
    cast(session, arena, [*honest, *rigged])
    for position, one in enumerate([*honest, *rigged], start=1):
        sides = session.execute(
            text("SELECT model_left, model_right FROM votes WHERE arena_id = :a AND position = :p"),
            {"a": arena.id, "p": position},
        ).one()
        deal(
            session,
            position,
            arena_id=arena.id,
            position=position,
            voter=one.voter,
            address=position + 1_000,
            probability=PROBABILITY,
            model_left=sides[0],
            model_right=sides[1],
            image_left=2 * position,
            image_right=2 * position + 1,
            response_ms=2_000 + 37 * (position * position % 101),
        )
    return arena
