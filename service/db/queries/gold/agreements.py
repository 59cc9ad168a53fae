"""How much the voters of an arena agree, as last measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.gold import agreements


class Agreement(NamedTuple):
    """How much voters agree on a theme, or on everything if it is empty.

    ``alpha`` is Krippendorff's, of the ``pairs`` of images that several voters judged, with so many
    ``votes``; None if it is not defined. ``gold_right`` of ``gold`` answers to gold pairs are right, and
    ``repeats_same`` of ``repeats`` answers are the same as before.
    """

    arena_id: int
    theme: str
    measured_at: int
    pairs: int
    votes: int
    alpha: float | None
    error: float | None
    gold: int
    gold_right: int
    repeats: int
    repeats_same: int


def of_arena(session: ReadSession, arena_id: int) -> list[Agreement]:
    """Return an arena's last measurement: everything first, then each theme; nothing before the first one."""
    mine = select(*columns(agreements, Agreement)).where(agreements.c.arena_id == arena_id)
    return fetch(session, Agreement, mine.order_by(agreements.c.theme))


def put(session: WriteSession, arena_id: int, rows: Sequence[Agreement]) -> None:
    """Store an arena's measurement in place of the last one."""
    session.execute(delete(agreements).where(agreements.c.arena_id == arena_id))
    session.execute(insert(agreements), [row._asdict() for row in rows])
