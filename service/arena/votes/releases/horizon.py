"""How far an arena's log is public: a release goes no further."""

from __future__ import annotations

from service.db.engine import ReadSession
from service.domain.arenas import Arena


def last_public(_session: ReadSession, arena: Arena) -> int:
    """Return the last position of an arena's log that everyone may read."""
    return arena.last_position
