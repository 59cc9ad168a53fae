"""Pruning: what is no longer needed is deleted, rows first and then the files that only they named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.images.orphans import Orphans, find_orphans, remove_orphans
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.arena.voting.retention import ExpiredMatchups, expire_matchups, expiring_matchups
from service.db.queries.pictures import renditions
from service.db.queries.privacy import ended_generations
from service.domain import clock

STEP = 500
"""How many generations are removed in one transaction."""

LEAST_DAYS = 32
"""A key's limit for a calendar month counts the generations of that month."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was pruned, or would be: matchups, generations, and files by namespace of the store."""

    matchups: ExpiredMatchups
    generations: int
    files: Sequence[Orphans]


async def plan(services: Services, days: int, progress: Progress = silent) -> Pruned:
    """Return what `prune` would do now; change nothing. Raise Unavailable if the store is away."""
    before = clock.now() - days * clock.DAY
    files = await find_orphans(services, before, progress)
    generations = await services.database.read(ended_generations.count, before)
    return Pruned(await expiring_matchups(services), generations, files)


async def prune(services: Services, days: int, progress: Progress = silent) -> Pruned:
    """Expire matchups, and delete generations that ended so many days ago, and orphaned files.

    Return what was done. Raise Unavailable, before anything is deleted, if the store is away.
    """
    before = clock.now() - days * clock.DAY
    await find_orphans(services, before, progress)
    matchups = await expire_matchups(services)
    removed = 0
    while step := await services.database.write(ended_generations.remove, before, STEP):
        removed += step
    await services.database.write(renditions.forget_unused)
    return Pruned(matchups, removed, await remove_orphans(services, progress))
