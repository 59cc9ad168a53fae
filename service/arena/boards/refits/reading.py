"""The votes that a refit is computed from, read without holding up anybody."""

from __future__ import annotations

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


async def log_arrays(database: Database, arena_id: int, upto: int) -> LogArrays:
    """Return the same, each chunk in a snapshot of its own: nothing but a void changes what was read."""
    parts = [
        await database.read(_chunk, arena_id, after, min(after + CHUNK, upto))
        for after in range(0, upto, CHUNK)
    ]
    return LogArrays.joined(parts or [LogArrays.of_rows([])])


def _chunk(session: ReadSession, arena_id: int, after: int, upto: int) -> LogArrays:
    return LogArrays.of_rows(columns.counted(session, arena_id, after, upto))
