"""The votes that a refit is computed from, read without holding up anybody."""

from __future__ import annotations

import asyncio

from service.db.engine import Database, ReadSession
from service.db.queries.log import columns
from service.domain.arenas import Arena
from service.rating.log_arrays import LogArrays

CHUNK = 5_000
"""How many positions are read at a time. While Python makes tuples and arrays of them, which takes a few
milliseconds, no other thread runs."""


def read_log_arrays(session: ReadSession, arena: Arena, upto: int) -> LogArrays:
    """Return the votes that count of an arena's log up to a position."""
    parts = [_chunk(session, arena.id, after, min(after + CHUNK, upto)) for after in range(0, upto, CHUNK)]
    return LogArrays.joined(parts or [LogArrays.of_rows([])])


async def log_arrays(database: Database, arena_id: int, upto: int, after: int = 0) -> LogArrays:
    """Return the same, from after a position on, each chunk in a snapshot of its own.

    Nothing but a void changes what was read.
    """
    parts = [
        await database.read(_chunk, arena_id, start, min(start + CHUNK, upto))
        for start in range(after, upto, CHUNK)
    ]
    # Copying a million votes would hold the event loop for tens of milliseconds.
    return await asyncio.to_thread(LogArrays.joined, parts or [LogArrays.of_rows([])])


def _chunk(session: ReadSession, arena_id: int, after: int, upto: int) -> LogArrays:
    return LogArrays.of_rows(columns.counted(session, arena_id, after, upto))
