"""Recounts by several workers: the log is folded by all of them, then compared or stored by one process.

Votes keep coming in meanwhile. The process that compares or stores folds the newest ones first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from service.arena.archive.joint_fold import fold_log
from service.arena.archive.plans import plan
from service.arena.archive.workers import Workers
from service.arena.catalog.annotations import annotate_arena
from service.arena.catalog.recounts import arenas_named
from service.arena.progress import Progress, silent
from service.arena.recording import recount as one_process
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.prior_fold import PriorFold
from service.arena.recording.recount import Check
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.domain.arenas import Arena
from service.rating.params import check_chosen

T = TypeVar("T")


async def recount(
    services: Services,
    workers: Workers,
    slug: str | None,
    parameters: Mapping[str, Any],
    progress: Progress = silent,
) -> list[Arena]:
    """Recount an arena, or all arenas, with these parameters replaced; return the arenas afterwards.

    Raise NotFound, Invalid for parameters that no arena can have, Conflict if votes were voided meanwhile,
    and Damaged or Unavailable if workers cannot read the log.
    """

    async def store(prior: PriorFold) -> Arena:
        return await services.database.write(_store, prior, parameters, progress)

    check_chosen(parameters)
    return await _each(services, workers, slug, parameters, progress=progress, finish=store)


def _store(
    session: WriteSession, prior: PriorFold, parameters: Mapping[str, Any], progress: Progress
) -> Arena:
    arena = locked_arenas(session, [prior.arena.id])[prior.arena.id]
    annotate_arena(session, arena, parameters)
    return one_process.recount(session, replace(arena, **parameters), progress, prior)


async def check(
    services: Services, workers: Workers, slug: str | None, progress: Progress = silent
) -> list[Check]:
    """Return what a check of one process returns for an arena, or for all arenas.

    Raise NotFound, Conflict if votes were voided meanwhile, and Damaged or Unavailable if workers cannot read
    the log.
    """

    async def compare(prior: PriorFold) -> Check:
        # The database counts the votes while this process compares.
        found, gaps = await asyncio.gather(
            services.database.read(_compare, prior, progress), services.database.read(_gaps, prior.arena.id)
        )
        return replace(found, differences=found.differences + gaps)

    return await _each(services, workers, slug, {}, progress=progress, finish=compare)


def _compare(session: ReadSession, prior: PriorFold, progress: Progress) -> Check:
    (arena,) = arenas_named(session, prior.arena.slug)
    return one_process.compare(session, arena, progress, prior)


def _gaps(session: ReadSession, arena_id: int) -> int:
    arena = arenas.of_id(session, arena_id)
    return one_process.gaps(session, arena) if arena else 0


async def _each(
    services: Services,
    workers: Workers,
    slug: str | None,
    parameters: Mapping[str, Any],
    *,
    progress: Progress,
    finish: Callable[[PriorFold], Awaitable[T]],
) -> list[T]:
    """Fold and finish each arena; several at once, since a large axis may leave workers without a step."""
    at_once = asyncio.Semaphore(workers.count)

    async def one(arena: Arena) -> T:
        async with at_once:
            with TemporaryDirectory(prefix="arena-recount-") as name:
                folder = Path(name)
                planned = await services.database.read(
                    plan, arena.id, parameters, services.settings.blobs_url, folder
                )
                return await finish(await fold_log(planned, workers, folder, progress))

    found = await services.database.read(arenas_named, slug)
    return await asyncio.gather(*map(one, found))
