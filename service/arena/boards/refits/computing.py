"""Computing a refit: reading the votes, fitting them in a thread, storing the result."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from service.arena.boards.point_in_time import PointInTime, position_at
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.positions import refit_position
from service.arena.boards.refits.refit import Refit, encode
from service.arena.catalog import arenas as catalog
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas, prompt_categories, ratings
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.errors import ArenaError
from service.logs.spans import span
from service.rating.log_arrays import LogArrays
from service.rating.pooled import fit_pooled
from service.rating.pooling.joint import JointFit
from service.rating.spreads import spreads

logger = logging.getLogger("arena")


class Plan(NamedTuple):
    """What a refit needs beside the votes, as of its epoch: the arena and its prompt categories."""

    key: RefitKey
    arena: Arena
    categories: dict[int, PromptCategory]


def due(session: ReadSession, arena: Arena, upto: int) -> int | None:
    """Return the position of the refit that belongs to a position of an arena's log."""
    return refit_position(upto, (position for _, position in ratings.checkpoints_of(session, arena.id)))


def refit_at(
    session: ReadSession, refits: Refits, arena: Arena, position: int, at: PointInTime | None
) -> Refit | None:
    """Return the refit of a leaderboard up to a position: the newest, or that of the point in time."""
    if at is None:
        return refits.newest(session, arena.id, position)
    wanted = due(session, arena, position)
    return None if wanted is None else refits.at(session, arena.id, wanted)


async def refit_of(services: Services, arena: Arena, position: int) -> Refit | None:
    """Return the refit at a position, from memory or the table; None while it has not been computed."""
    return await services.database.read(services.boards.refits.at, arena.id, position)


async def prepare(services: Services, slug: str, at: PointInTime | None = None) -> None:
    """Have the refit that belongs to a point in time, or to now, ready in memory or in the table.

    Raise the errors of leaderboards. Where votes change while it is computed, there may be none.
    """
    missing = await services.database.read(_missing, services.boards.refits, slug, at)
    if missing is not None:
        await compute(services, *missing)


def _missing(
    session: ReadSession, kept: Refits, slug: str, at: PointInTime | None
) -> tuple[Arena, int] | None:
    arena = catalog.get(session, slug)
    upto = arena.last_position if at is None else position_at(session, arena, at)
    position = due(session, arena, upto)
    if position is None or kept.at(session, arena.id, position) is not None:
        return None
    return arena, position


async def compute(services: Services, arena: Arena, position: int) -> Refit | None:
    """Return the refit at a position, computed now unless it is stored; None if votes changed meanwhile.

    Those who ask for the same one at the same time wait for one computation.
    """
    tasks = services.boards.refits.computing
    task = tasks.get((arena.id, position))
    if task is None:
        task = tasks[arena.id, position] = asyncio.create_task(_compute(services, arena, position))
        task.add_done_callback(lambda _: tasks.pop((arena.id, position)))
    return await asyncio.shield(task)


async def _compute(services: Services, arena: Arena, position: int) -> Refit | None:
    """Compute a refit when its turn comes, from the primary database, where the epoch is current."""
    with services.database.revisions.reading_about(None):
        async with services.boards.refits.turns:
            known = await refit_of(services, arena, position)
            if known is not None:
                return known
            with span("arena.refit", **{"arena.id": arena.id}):
                plan = await services.database.read(planned, arena, position)
                votes = await services.boards.refits.logs.read(services.database, plan.key)
                refit, joint = await asyncio.to_thread(fitted_jointly, plan, votes)
        if joint is not None:
            services.boards.refits.joints.keep(plan.key, joint)
        return await _keep(services, plan.key, refit)


async def joint_of(services: Services, arena: Arena, position: int) -> JointFit | None:
    """Return the joint posterior of the refit at a position, computed now unless it is in memory.

    None if votes changed meanwhile, or if there are none.
    """
    joints = services.boards.refits.joints
    with services.database.revisions.reading_about(None):
        async with services.boards.refits.turns:
            plan = await services.database.read(planned, arena, position)
            known = joints.find(plan.key)
            if known is not None:
                return known
            votes = await services.boards.refits.logs.read(services.database, plan.key)
            _, joint = await asyncio.to_thread(fitted_jointly, plan, votes)
    if joint is not None:
        joints.keep(plan.key, joint)
    return joint


def planned(session: ReadSession, arena: Arena, position: int) -> Plan:
    """Return what the refit of an arena at a position needs beside the votes."""
    key = RefitKey(arena.id, position, refits.epoch_of(session, arena.id))
    current = arenas.of_id(session, arena.id) or arena  # a recount may have changed its parameters
    return Plan(key, current, prompt_categories.of_arena(session, arena.id))


def fitted(plan: Plan, votes: LogArrays) -> Refit:
    """Return the refit of these votes."""
    return fitted_jointly(plan, votes)[0]


def fitted_jointly(plan: Plan, votes: LogArrays) -> tuple[Refit, JointFit | None]:
    """Return the refit of these votes with its joint posterior, which is None if there are no votes.

    It takes about two seconds for 50 models on 143 axes.
    """
    both_bad = plan.arena.both_bad == "tie"
    known = spreads(votes, plan.categories, fold_both_bad=both_bad)
    fit = fit_pooled(
        votes.counts(),
        plan.categories,
        fold_both_bad=both_bad,
        sizes=votes.sizes(),
        dispersion=known.dispersion,
        beyond=known.beyond,
    )
    refit = Refit(plan.arena.id, plan.key.position, fit.axes, fit.deviations, fit.left_out, known.axes)
    return refit, fit.joint


async def _keep(services: Services, key: RefitKey, refit: Refit) -> Refit | None:
    """Store a refit and keep it in memory, unless votes have changed since it was begun."""
    body = await asyncio.to_thread(encode, refit)
    try:
        if not await services.database.write(refits.add, key, body, clock.now()):
            return None
    except ArenaError as error:  # a command that only reads, or a full disk: readers need not suffer
        logger.info("the refit of arena %d at position %d is not stored: %s", *key[:2], error)
    return services.boards.refits.keep(key, refit)
