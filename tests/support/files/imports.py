"""Imports as the command line does them, without the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.imports.votes.planning import Report
from service.arena.recording.recount import Check, check
from service.db.engine import Database, ReadSession, open_database
from service.db.queries import arenas, ratings, votes
from service.domain.arenas import Arena

SECRET = b"secret"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Yield the database, closed at the end."""
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def imported(
    database: Database,
    path: Path,
    arena: str = "t2i",
    *,
    maps: Iterable[str] = (),
    filters: Iterable[str] = (),
    strict: bool = False,
    all_new: bool = False,
    preset: str | None = None,
) -> Report:
    """Import a file of votes; return the report."""
    file = read_votes(path, Columns.of(maps, filters, preset=preset), SECRET)
    return await database.write(import_votes, file, arena, strict=strict, all_new=all_new)


async def the_arena(database: Database, slug: str = "t2i") -> Arena:
    """Return the arena as it stands."""
    found = await database.read(arenas.get, slug)
    assert found is not None
    return found


async def recounted(database: Database, slug: str = "t2i") -> Check:
    """Return what a recount of the arena finds."""
    arena = await the_arena(database, slug)
    return await database.read(check, arena)


async def log_of(database: Database, slug: str = "t2i") -> Sequence[Any]:
    """Return every vote of the arena with all its columns."""
    arena = await the_arena(database, slug)
    return await database.read(votes.log, arena.id, 0, 1_000_000, 1_000_000)


async def named_ratings(database: Database, slug: str = "t2i") -> list[tuple[Any, ...]]:
    """Return every rating of the arena by its axis and model, with the bits of its numbers."""
    arena = await the_arena(database, slug)

    def read(session: ReadSession) -> list[tuple[Any, ...]]:
        rows = ratings.of_arena(session, arena.id)
        axes = {row.id: (row.theme, row.language) for row in session.exec_driver_sql("SELECT * FROM axes")}
        slugs = {row.id: row.slug for row in session.exec_driver_sql("SELECT id, slug FROM models")}
        return sorted((*axes[r[0]], slugs[r[1]], r[2].hex(), r[3].hex(), *r[4:]) for r in rows)

    return await database.read(read)
