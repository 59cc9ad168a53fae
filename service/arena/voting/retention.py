"""Retention: matchups expire after a number of days, in small steps, and no rating changes.

Those without a vote are removed; the ledger keeps counting them. Those with a vote stay, because the vote,
its reveal and the rule against repeats need them, but forget the network and the times of assignment, from
which the response time follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from service.arena.services import Services
from service.arena.voting.matchup_ids import first_number, new_number
from service.db.queries import matchups
from service.db.queries.privacy import retention
from service.domain import clock
from service.domain.matchups import EXPIRY

STEP = 500
"""How many matchups are processed in one transaction, during which votes wait on SQLite."""

_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class ExpiredMatchups:
    """How many matchups without a vote were removed, and from how many others personal data was erased."""

    removed: int
    erased: int


async def expire_matchups(
    services: Services, progress: Callable[[int], None] = lambda _: None
) -> ExpiredMatchups:
    """Expire the matchups that are older than the retention period; return how many there were.

    With a period of 0 days, nothing expires. Votes are recorded between two steps.
    """
    await services.database.write(matchups.expire, clock.now() - EXPIRY)
    before = _before(services)
    removed = erased = 0
    more = before > 0
    while more:
        step = await services.database.write(retention.step, before, STEP, new_number)
        removed, erased, more = removed + step.removed, erased + step.erased, step.more
        progress(removed + erased)
        await asyncio.sleep(_PAUSE_SECONDS)
    return ExpiredMatchups(removed, erased)


async def expiring_matchups(services: Services) -> ExpiredMatchups:
    """Return what `expire_matchups` would do now."""
    left = await services.database.read(retention.count, _before(services))
    return ExpiredMatchups(left.removed, left.erased)


def _before(services: Services) -> int:
    days = services.settings.retention_days
    return first_number(clock.now() - days * clock.DAY) if days else 0
