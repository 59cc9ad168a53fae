"""Votes that are appended and not folded yet, who folds them, and their leases, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import text

from service.arena.recording.folds import Folds
from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import (
    Asked,
    Lease,
    Next,
    Rated,
    Sent,
    Storable,
    begin,
    keep_leases,
    rate_next,
    storable,
    store,
)
from service.arena.recording.operations import Memory, run_batch
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services
from service.db.engine import Database, WriteSession, open_database
from service.db.queries import arenas
from service.db.queries.arenas import ArenaLog
from service.domain.arenas import Arena
from service.domain.votes import Ballot
from tests.support.runs.waiting import until
from tests.support.votes.arenas import add_arena, add_models


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Yield a database and close it."""
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def made(database: Database, *slugs: str) -> list[Arena]:
    """Make and commit arenas with eight models."""

    def work(session: WriteSession) -> list[Arena]:
        add_models(session)
        return [add_arena(session, slug) for slug in slugs or ("t2i",)]

    return await database.write(work)


async def append(database: Database, arena: Arena, votes: Sequence[Ballot]) -> list[object]:
    """Append votes as one request, without folding them; return its answer."""
    return await database.write(run_batch, Memory(apart=True), [VoteBatch(arena.id, votes)])


async def lease_of(database: Database, worker: int, arena: Arena) -> Lease:
    """Return a worker's lease on an arena after it has looked for leases once."""
    return (await database.write(keep_leases, worker, ())).held[arena.id]


async def rate(database: Database, rated: Rated, *, ahead: bool = False) -> Next | None:
    """Rate the next part of an arena's log."""
    [found] = await database.read_apart(rate_next, IdCache(), [Asked(rated, ahead)])
    if isinstance(found, Exception):
        raise found
    return found


async def send(database: Database, lease: Lease, part: Storable) -> None:
    """Store a part of an arena's log."""
    [error] = await database.write_apart(store, [Sent(lease, part)])
    if error is not None:
        raise error


async def fold_next(
    database: Database, lease: Lease, rated: Rated | None = None
) -> tuple[Storable, Rated] | None:
    """Rate the next part of an arena's log and store it; return it and the ratings to go on with."""
    rated = rated or await database.read_apart(begin, lease.arena_id)
    assert rated is not None
    found = await rate(database, rated)
    if found is None:
        return None
    part = storable(found[0], rated.arena.revision + 1)
    await send(database, lease, part)
    return part, found[1]._replace(arena=part.arena)


async def run_out(database: Database) -> None:
    """Let every lease run out, and every worker be forgotten, as time would."""

    def work(session: WriteSession) -> None:
        session.execute(text("UPDATE fold_leases SET expires_at = 1 WHERE owner IS NOT NULL"))
        session.execute(text("DELETE FROM fold_workers"))

    await database.write(work)


async def log_of(database: Database, arena: Arena) -> ArenaLog:
    """Return how far an arena's log goes, and how far it is folded."""
    log = await database.read(arenas.log_of, arena.id)
    assert log is not None
    return log


def folds_of(services: Services) -> Folds:
    """Return the folds of a process on PostgreSQL."""
    assert services.recorder.folds is not None
    return services.recorder.folds


async def dealt_folds(arena: Arena, *processes: Services) -> list[Folds]:
    """Start the folds of processes; return them, the one that owns the arena first, once the others know."""
    owner, *others = sorted(map(folds_of, processes), key=lambda each: each._worker)
    for each in (owner, *others):
        each.start()
    await until(
        lambda: owner.owns(arena.id) and all(arena.id in each._others for each in others),
        "the leases as dealt",
    )
    return [owner, *others]
