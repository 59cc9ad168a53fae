"""Logs with several closed days, and their sealed segments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from service.arena.archive.manifests import Manifest
from service.arena.services import Services
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.domain.arenas import Arena
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit

VOTES, DAYS = 90, 6
"""The votes of a log and their days. The last day is open: no vote of a later day has closed it."""

OPEN = VOTES // DAYS
CLOSED = VOTES - OPEN


@asynccontextmanager
async def logged(url: str, folder: Path) -> AsyncIterator[tuple[Services, Arena]]:
    """Yield services, and an arena whose log has five closed days and an open one."""
    async with arena_services(url, folder) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(VOTES, days=DAYS))
        yield services, arena


async def segments(services: Services, arena: Arena) -> list[SegmentRow]:
    """Return the arena's sealed segments."""
    return await services.database.read(log_segments.of_arena, arena.id)


def manifest_of(services: Services, row: SegmentRow) -> Manifest:
    """Return the manifest of a segment, as the blob store has it."""
    return Manifest.decode(services.blobs.get("log", row.manifest))
