"""Marks: when the logs of arenas that publish votes with a delay ended where.

Votes are old enough once a mark that includes them is. What is asked here is asked every second in every
server, so it reads arenas and marks and never votes.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import text

from service.db.engine import ReadSession, WriteSession
from service.db.rows import fetch
from service.domain import clock

DUE = (
    "CASE WHEN a.publish_after = 0 THEN e.position ELSE "  # noqa: S608 - a number
    "COALESCE((SELECT MAX(d.position) FROM log_marks d WHERE d.arena_id = a.id "
    f"AND d.at <= CAST(:now AS BIGINT) - CAST(a.publish_after AS BIGINT) * {clock.SECOND}), 0) END"
)
"""Up to which position the votes of an arena ``a`` may be rated at a time, given the end ``e`` of its log."""

_WAITING = text(
    'SELECT a.id AS arena_id, a.publish_after, a.last_position AS rated, e.position AS "end", '  # noqa: S608
    f"{DUE} AS due, COALESCE((SELECT MAX(m.at) FROM log_marks m WHERE m.arena_id = a.id), 0) AS marked_at, "
    "COALESCE((SELECT MAX(m.position) FROM log_marks m WHERE m.arena_id = a.id), 0) AS marked "
    "FROM arenas a JOIN log_ends e ON e.arena_id = a.id WHERE e.position > a.last_position ORDER BY a.id"
)
_DUE_OF = text(f"SELECT {DUE} FROM arenas a JOIN log_ends e ON e.arena_id = a.id WHERE a.id = :arena")  # noqa: S608
_FORGET = text(
    "DELETE FROM log_marks WHERE arena_id = :arena "
    "AND position <= (SELECT last_position FROM arenas WHERE id = :arena)"
)
_ADD = text(
    "INSERT INTO log_marks (arena_id, at, position) "
    "SELECT CAST(:arena AS INTEGER), CAST(:at AS BIGINT), CAST(:position AS BIGINT) WHERE NOT EXISTS "
    "(SELECT 1 FROM log_marks WHERE arena_id = :arena AND position >= :position) ON CONFLICT DO NOTHING"
)


class Waiting(NamedTuple):
    """An arena with votes that its ratings do not include yet: up to ``due`` they may.

    ``marked_at`` is the time of its last mark, and ``marked`` the position; 0 without one.
    """

    arena_id: int
    publish_after: int
    rated: int
    end: int
    due: int
    marked_at: int
    marked: int


def waiting(session: ReadSession, now: int) -> list[Waiting]:
    """Return the arenas whose logs are longer than what is rated."""
    return fetch(session, Waiting, _WAITING, now=now)


def due(session: ReadSession, arena_id: int, now: int) -> int:
    """Return up to which position an arena's votes may be rated; it may be less than what is rated."""
    return int(session.execute(_DUE_OF, {"arena": arena_id, "now": now}).scalar_one())


def add(session: WriteSession, arena_id: int, at: int, position: int) -> None:
    """Note that an arena's log ended at a position, unless that is known; forget what was published."""
    session.execute(_FORGET, {"arena": arena_id})
    session.execute(_ADD, {"arena": arena_id, "at": at, "position": position})
