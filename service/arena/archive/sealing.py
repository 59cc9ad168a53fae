"""Sealing: the closed days of a log become segments in the blob store.

A segment is written, read back, and only then entered in the database, each in a step of its own. A seal that
is killed between them leaves at most files that the next seal writes again, byte by byte the same. No vote is
changed or removed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from service.arena.archive import frames
from service.arena.archive.manifests import Manifest
from service.arena.catalog.recounts import arenas_named
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory

# About 13 MB as a file and 40 MB in memory. A day with more votes takes several segments.
MOST_VOTES = 1_000_000

PARAMETERS = ("mu", "sigma", "beta", "tau", "draw_probability", "both_bad")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new segment: its arena, positions and size, and the hash of its manifest."""

    arena: str
    first_position: int
    last_position: int
    bytes: int
    manifest: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """The votes of the next segment, with all that its manifest says of them."""

    arena: Arena
    votes: pl.DataFrame
    first_day: int
    last_day: int
    previous: bytes | None
    models: dict[int, str]
    categories: dict[int, PromptCategory]


async def seal(
    services: Services, slug: str | None = None, before: int | None = None, progress: Progress = silent
) -> list[Sealed]:
    """Seal the closed days of an arena, or of all, that are not sealed yet; return the new segments.

    With ``before``, only days before that day (since 1970). Raise NotFound for an unknown slug, Damaged if a
    log has a gap, and Unavailable or StorageFull if the blob store fails.
    """
    sealed = []
    for arena in await services.database.read(arenas_named, slug):
        while draft := await services.database.read(_draft, arena, before):
            row = await _store(services, draft)
            await services.database.write(log_segments.add, row)
            sealed.append(
                Sealed(arena.slug, row.first_position, row.last_position, row.bytes, row.manifest.hex())
            )
            progress(f"sealing {arena.slug}", row.last_position, arena.last_position)
    return sealed


def _draft(session: ReadSession, arena: Arena, before: int | None) -> _Draft | None:
    """Return the next segment of an arena, or None if all its closed days are sealed."""
    last = log_segments.last(session, arena.id)
    after = last.last_position if last else 0
    closed = [
        (day, position)
        for day, position in ratings.checkpoints_of(session, arena.id)
        if position > after and (before is None or day < before)
    ]
    if not closed:
        return None
    end = _end(after, [position for _, position in closed])
    return _Draft(
        arena,
        frames.read(session, arena.id, after, end),
        closed[0][0],
        next(day for day, position in closed if position >= end),
        last.manifest if last else None,
        models.slugs(session),
        prompt_categories.of_arena(session, arena.id),
    )


def _end(after: int, closed: Sequence[int]) -> int:
    """Return the last position of a segment: as many whole days as fit in, or else a part of one."""
    whole = [position for position in closed if position <= after + MOST_VOTES]
    return whole[-1] if whole else after + MOST_VOTES


async def _store(services: Services, draft: _Draft) -> SegmentRow:
    """Store a segment and its manifest, and return its row once both could be read back."""
    blobs, data = services.blobs, await asyncio.to_thread(frames.encode, draft.votes)
    sha256 = await blobs.write("log", data)
    manifest = await blobs.write("log", _manifest(draft, sha256, len(data)).encode())
    await blobs.read("log", sha256)
    await blobs.read("log", manifest)
    return SegmentRow(
        draft.arena.id,
        *_positions(draft),
        draft.first_day,
        draft.last_day,
        sha256,
        manifest,
        len(data),
        clock.now(),
    )


def _manifest(draft: _Draft, sha256: bytes, size: int) -> Manifest:
    votes = draft.votes
    seen = sorted({*votes["model_left"].unique(), *votes["model_right"].unique(), *_between_them(votes)})
    categories = {i: draft.categories[i] for i in votes["category_id"].unique().sort().to_list()}
    return Manifest(
        draft.arena.slug,
        *_positions(draft),
        clock.day_text(draft.first_day),
        clock.day_text(draft.last_day),
        sha256.hex(),
        size,
        draft.previous.hex() if draft.previous else None,
        {name: getattr(draft.arena, name) for name in PARAMETERS},
        {str(i): draft.models[i] for i in seen},
        {str(i): {"themes": list(c.themes), "language": c.language} for i, c in categories.items()},
    )


def _between_them(votes: pl.DataFrame) -> Iterable[int]:
    """Return the models of rankings, of which the log's own columns name only the first and last."""
    return votes["models"].explode().drop_nulls().unique() if "models" in votes.columns else ()


def _positions(draft: _Draft) -> tuple[int, int]:
    return int(draft.votes["position"][0]), int(draft.votes["position"][-1])
