"""Retention: matchups expire after a number of days, in small steps, and no rating changes.

Those without a vote are removed; the ledger keeps counting them. Those with a vote stay, because the vote,
its reveal and the rule against repeats need them, but forget the network and the times of assignment, from
which the response time follows.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.arena.services import Services
from service.arena.voting.matchup_ids import first_number, new_number
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.privacy import flagged, retention
from service.db.queries.privacy.retention import Progress
from service.domain import clock
from service.domain.matchups import EXPIRY

STEP = 200
"""How many matchups are processed in one transaction, during which votes wait on SQLite."""

_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ExpiredMatchups:
    """How many matchups without a vote were removed, and from how many others personal data was erased."""

    removed: int
    erased: int


async def expire_matchups(services: Services) -> ExpiredMatchups:
    """Expire the matchups that are older than the retention period; return how many there were.

    With a period of 0 days, this only closes those that nobody answered in time. Votes are recorded between
    two steps.
    """
    before = _before(services)
    step = await services.database.write(_first_step, before, services.settings.retention_days)
    removed, erased = step.removed, step.erased
    while step.more:
        await asyncio.sleep(_PAUSE_SECONDS)
        step = await services.database.write(retention.step, before, STEP, new_number)
        removed, erased = removed + step.removed, erased + step.erased
    return ExpiredMatchups(removed, erased)


def _first_step(session: WriteSession, before: int, days: int) -> Progress:
    matchups.expire(session, clock.now() - EXPIRY)
    if days:
        flagged.forget_networks(session, clock.now() - days * clock.DAY)
    return retention.step(session, before, STEP, new_number) if before else Progress(0, 0, more=False)


async def expiring_matchups(services: Services) -> ExpiredMatchups:
    """Return what `expire_matchups` would do now."""
    left = await services.database.read(retention.count, _before(services))
    return ExpiredMatchups(left.removed, left.erased)


def _before(services: Services) -> int:
    days = services.settings.retention_days
    return first_number(clock.now() - days * clock.DAY) if days else 0
