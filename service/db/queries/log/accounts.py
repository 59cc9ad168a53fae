"""What API clients did with their keys: the matchups that were assigned to voters whom they named."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, func, select

from service.db.engine import ReadSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain import clock
from service.domain.matchups import LOOK
from service.domain.votes import Exclusion

_LOOK_MS = LOOK * 1_000 // clock.SECOND


class KeyAccount(NamedTuple):
    """The matchups of a key, its votes and voters, and how many votes count, came too fast, and are held."""

    key_id: int
    matchups: int
    votes: int
    voters: int
    counted: int
    unseen: int
    held: int


def of_keys(session: ReadSession, since: int) -> list[KeyAccount]:
    """Return the accounts of the keys for which matchups were assigned since a moment, by key."""
    voted = matchups.c.position.is_not(None)
    number = func.count()
    statement = (
        select(
            matchups.c.key_id,
            number,
            number.filter(voted),
            func.count(matchups.c.voter.distinct()).filter(voted),
            number.filter(and_(voted, votes.c.exclusion.is_(None), votes.c.voided_at.is_(None))),
            number.filter(and_(voted, matchups.c.response_ms < _LOOK_MS)),
            number.filter(votes.c.exclusion == int(Exclusion.HELD)),
        )
        .select_from(matchups)
        .outerjoin(
            votes, and_(votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position)
        )
        .where(matchups.c.key_id.is_not(None), matchups.c.dealt_at >= since)
        .group_by(matchups.c.key_id)
        .order_by(matchups.c.key_id)
    )
    return [KeyAccount(*row) for row in session.execute(statement)]
