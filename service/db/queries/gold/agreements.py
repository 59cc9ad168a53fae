"""How much the voters of an arena agree, as last measured."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.gold import agreements
from service.domain.controls.agreement import Agreement


def of_arena(session: ReadSession, arena_id: int) -> list[Agreement]:
    """Return an arena's last measurement: everything first, then each theme; nothing before the first one."""
    mine = select(*columns(agreements, Agreement)).where(agreements.c.arena_id == arena_id)
    return fetch(session, Agreement, mine.order_by(agreements.c.theme))


def put(session: WriteSession, arena_id: int, rows: Sequence[Agreement]) -> None:
    """Store an arena's measurement in place of the last one."""
    session.execute(delete(agreements).where(agreements.c.arena_id == arena_id))
    session.execute(insert(agreements), [row._asdict() for row in rows])
