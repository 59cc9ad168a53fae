"""Dropping sealed votes from the database, and restoring them to it.

A vote is deleted only in a transaction that has compared it with its segment's file. Each transaction takes
a block of the log, so whatever ends a run leaves a database that is right, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from service.arena.archive import checks
from service.arena.archive.checks import SegmentCheck
from service.arena.catalog.recounts import arenas_named
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped, dropping
from service.db.queries.log import segments as log_segments
from service.db.queries.log.dropped import Range
from service.db.queries.log.segments import SegmentRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import NEWEST_VOTES
from service.errors import Conflict, Damaged

LEAST_DAYS = 1


@dataclass(frozen=True, slots=True)
class Moved:
    """How many votes of an arena's log leave the table of votes or come back to it.

    ``sealed`` is how many are sealed and old enough, and ``elsewhere`` how many of the log's votes
    only segments hold, before anything moves.
    """

    arena: str
    votes: int = 0
    sealed: int = 0
    elsewhere: int = 0


def day_before(days: int) -> int:
    """Return the first day, since 1970, that is not older than so many days."""
    return clock.now() // clock.DAY - days


async def plan(services: Services, slug: str | None, before: int) -> list[Moved]:
    """Return what `drop` would do to an arena's log, or to those of all arenas. Raise NotFound."""
    return await services.database.read(_plan, slug, before)


def _plan(session: ReadSession, slug: str | None, before: int) -> list[Moved]:
    found = []
    for arena in arenas_named(session, slug):
        parts = [
            part
            for row in log_segments.of_arena(session, arena.id)
            if row.last_day < before
            for part in _parts(arena, row)
        ]
        count = sum(dropping.count(session, part) for part in parts)
        sealed = sum(part.upto - part.after for part in parts)
        found.append(Moved(arena.slug, count, sealed, dropped.count(session, arena.id)))
    return found


def _parts(arena: Arena, row: SegmentRow) -> list[Range]:
    """Return the blocks of a segment, without those that have some of the arena's newest votes."""
    oldest = arena.last_position - NEWEST_VOTES
    return [part for part in dropping.ranges(row) if part.upto <= oldest]


async def drop(services: Services, slug: str | None, before: int, progress: Progress = silent) -> list[Moved]:
    """Delete the votes that only their position is needed of from segments before a day; return how many.

    The chain of manifests is checked from its start, and each file is read again before its votes go. Raise
    NotFound; Damaged or Unavailable if a segment is not whole, and then nothing of it or after it is dropped.
    """
    planned = await plan(services, slug, before)
    done = []
    for arena in await services.database.read(arenas_named, slug):
        votes = 0
        async for row in _whole(services, arena, before):
            for part in _parts(arena, row):
                votes += await services.database.write(_drop, row, part)
                progress(f"dropping {arena.slug}", part.upto, arena.last_position)
        was = next((one for one in planned if one.arena == arena.slug), Moved(arena.slug))
        done.append(replace(was, votes=votes))
    return done


async def _whole(services: Services, arena: Arena, before: int) -> AsyncIterator[SegmentRow]:
    """Yield the segments that are old enough, each once it was found to be whole, like those before it."""
    checked = SegmentCheck(arena.slug)
    for row in await services.database.read(log_segments.of_arena, arena.id):
        if row.last_day >= before or not _parts(arena, row):
            return
        problem = await checks.problem_of_chain(services, checked, row)
        if problem:
            raise Damaged(f"votes {row.first_position} to {row.last_position} of {arena.slug}: {problem}")
        checked = replace(checked, votes=row.last_position, manifest=row.manifest.hex())
        await services.blobs.read("log", row.sha256)
        yield row


def _drop(session: WriteSession, row: SegmentRow, part: Range) -> int:
    _lock(session, row.arena_id)
    return dropping.drop(session, row, part)


async def restore(services: Services, slug: str | None, progress: Progress = silent) -> list[Moved]:
    """Put all dropped votes of an arena, or of all, back into the database; return how many.

    Raise NotFound, and Damaged or Unavailable if a segment cannot be read.
    """
    done = []
    for arena in await services.database.read(arenas_named, slug):
        was = Moved(arena.slug, elsewhere=await services.database.read(dropped.count, arena.id))
        votes = 0
        for row in await services.database.read(log_segments.of_arena, arena.id):
            for part in dropping.ranges(row) if row.dropped else ():
                votes += await services.database.write(_restore, part)
                progress(f"restoring {arena.slug}", part.upto, arena.last_position)
        done.append(replace(was, votes=votes))
    return done


def _restore(session: WriteSession, part: Range) -> int:
    _lock(session, part.arena_id)
    return dropping.bring_back(session, part.arena_id, range(part.after + 1, part.upto + 1))


def _lock(session: WriteSession, arena_id: int) -> None:
    """Wait for recounts, voids and merges, and keep them waiting: they read and change single votes."""
    if not locked_arenas(session, [arena_id]):
        raise Conflict("the arena is gone")
