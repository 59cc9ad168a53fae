"""What the doctor says of sealed segments that hold votes which the database does not."""

from __future__ import annotations

from service.arena.findings import Finding
from service.arena.services import Services
from service.db.queries import arenas
from service.db.queries.log import segments as log_segments
from service.domain.arenas import Arena

_SHOWN = 3


async def of_dropped(services: Services) -> list[Finding]:
    """Return whether the files are there that votes are read from, with their sizes; nothing without any.

    `arena log check` reads them. Raise Unavailable if the blob store is away.
    """
    every = await services.database.read(arenas.every)
    return [one for arena in every if (one := await _of_arena(services, arena))]


async def _of_arena(services: Services, arena: Arena) -> Finding | None:
    rows = await services.database.read(log_segments.of_arena, arena.id)
    needed = {row.sha256: row for row in rows if row.dropped}
    if not needed:
        return None
    there: set[bytes] = set()
    for folder in sorted({digest[:1].hex() for digest in needed}):
        entries = await services.blobs.entries("log", folder)
        sizes = {one.digest: one.size for one in entries if one.digest in needed}
        there |= {digest for digest, size in sizes.items() if size == needed[digest].bytes}
    votes = sum(row.dropped for row in needed.values())
    lost = [f"{row.first_position} to {row.last_position}" for one, row in needed.items() if one not in there]
    more = ", …" if len(lost) > _SHOWN else ""
    wrong = f"; those of {', '.join(lost[:_SHOWN])}{more} are not there: restore them from a backup"
    detail = f"{votes} votes are read from {len(needed)} sealed files{wrong if lost else ''}"
    return Finding(f"sealed log of {arena.slug}", well=not lost, detail=detail)
