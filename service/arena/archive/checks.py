"""Check of the segments: the chain of their manifests, their files, and the database's votes against both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from service.arena.archive import frames
from service.arena.archive.manifests import Manifest
from service.arena.catalog.recounts import arenas_named
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import models
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.domain.arenas import Arena
from service.errors import Damaged


@dataclass(frozen=True, slots=True)
class SegmentCheck:
    """The segments of one arena: how many, their votes and size, and what is wrong with them.

    ``dropped`` is how many of their votes are not in the database any more, ``manifest`` the hash of the
    newest one, None if nothing is sealed.
    """

    arena: str
    segments: int = 0
    votes: int = 0
    bytes: int = 0
    manifest: str | None = None
    problems: tuple[str, ...] = ()
    dropped: int = 0


async def check(
    services: Services, slug: str | None = None, progress: Progress = silent
) -> list[SegmentCheck]:
    """Return the check of an arena's segments, or of those of all arenas. Raise NotFound.

    Reads every file and every sealed vote.
    """
    return [
        await _check(services, arena, progress) for arena in await services.database.read(arenas_named, slug)
    ]


async def _check(services: Services, arena: Arena, progress: Progress) -> SegmentCheck:
    checked = SegmentCheck(arena.slug)
    for row in await services.database.read(log_segments.of_arena, arena.id):
        problem = await _problem(services, checked, row)
        checked = replace(
            checked,
            segments=checked.segments + 1,
            votes=row.last_position,
            bytes=checked.bytes + row.bytes,
            dropped=checked.dropped + row.dropped,
            manifest=row.manifest.hex(),
            problems=(*checked.problems, f"{row.first_position} to {row.last_position}: {problem}")
            if problem
            else checked.problems,
        )
        progress(f"checking {arena.slug}", row.last_position, arena.last_position)
    return checked


async def _problem(services: Services, before: SegmentCheck, row: SegmentRow) -> str | None:
    """Return what is wrong with a segment, given the check of those before it; None if nothing is."""
    if wrong := await problem_of_chain(services, before, row):
        return wrong
    try:
        file = await services.blobs.read("log", row.sha256)
        stored = await services.database.read(_stored, row)
    except Damaged as error:
        return error.detail
    # A vote on two models that are one now is void, and on the record of one of them.
    merged = await services.database.read(models.merged_records)
    sealed, stored = (frames.with_merged(one, merged) for one in (frames.decode(file), stored))
    here = sealed.filter(pl.col("position").is_in(stored["position"].implode()))
    return None if here.equals(stored) else "its votes are not those of the database"


def _stored(session: ReadSession, row: SegmentRow) -> pl.DataFrame:
    """Return the votes of a segment that the database still has. Raise Damaged if it lacks others."""
    now = next((one for one in log_segments.of_arena(session, row.arena_id) if one[:2] == row[:2]), row)
    return frames.read(session, row.arena_id, row.first_position - 1, row.last_position, now.dropped)


async def problem_of_chain(services: Services, before: SegmentCheck, row: SegmentRow) -> str | None:
    """Return what is wrong with a segment's manifest, given the check of those before it; None if nothing."""
    try:
        data = await services.blobs.read("log", row.manifest)
    except Damaged as error:
        return error.detail
    if _of_manifest(Manifest.decode(data)) != (before.manifest, *_of_row(row)):
        return "the manifest does not follow the one before it, or describes another segment"
    if row.first_position != before.votes + 1:
        return f"it does not begin where the segment before it ends, at {before.votes}"
    return None


def _of_manifest(manifest: Manifest) -> tuple[str | None, int, int, str, int]:
    return (
        manifest.previous,
        manifest.first_position,
        manifest.last_position,
        manifest.sha256,
        manifest.size,
    )


def _of_row(row: SegmentRow) -> tuple[int, int, str, int]:
    return row.first_position, row.last_position, row.sha256.hex(), row.bytes
