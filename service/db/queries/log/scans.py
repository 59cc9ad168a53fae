"""When each arena was last scanned for rigging, and how far: one process at a time scans an arena."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.flags import flag_scans


def claim(session: WriteSession, arena_id: int, position: int, now: int, before: int) -> bool:
    """Claim the scan of an arena up to a position.

    Return False if there is nothing new up to there, or somebody scanned it after the time ``before``.
    """
    known = session.execute(
        select(flag_scans.c.position).where(flag_scans.c.arena_id == arena_id)
    ).one_or_none()
    values = {"position": position, "scanned_at": now}
    if known is None:
        session.execute(insert(flag_scans).values(arena_id=arena_id, **values))
        return True
    due = (
        flag_scans.c.arena_id == arena_id,
        flag_scans.c.scanned_at < before,
        flag_scans.c.position < position,
    )
    return session.execute(update(flag_scans).where(*due).values(values)).rowcount > 0


def note(session: WriteSession, arena_id: int, position: int, now: int) -> None:
    """Note that somebody has scanned an arena up to a position."""
    mine = flag_scans.c.arena_id == arena_id
    values = {"position": position, "scanned_at": now}
    if not session.execute(update(flag_scans).where(mine).values(values)).rowcount:
        session.execute(insert(flag_scans).values(arena_id=arena_id, **values))


def last_scan(session: ReadSession, arena_id: int) -> int | None:
    """Return when an arena was last scanned, None if it never was."""
    statement = select(flag_scans.c.scanned_at).where(flag_scans.c.arena_id == arena_id)
    return session.execute(statement).scalar_one_or_none()
