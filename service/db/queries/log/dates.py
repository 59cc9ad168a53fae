"""The times of votes: those of the future, and how they are changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl
from sqlalchemy import bindparam, case, func, or_, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped
from service.db.tables.votes import votes
from service.db.tables.voting import matchups

Run = tuple[int, int]
"""The first and the last of some positions in a row."""


def runs_after(session: ReadSession, arena_id: int, moment: int) -> Sequence[Run]:
    """Return where the votes of an arena are that are dated after a moment. Reads the whole log."""
    where = (votes.c.arena_id == arena_id, votes.c.voted_at > moment)
    positions = (
        session.execute(select(votes.c.position).where(*where).order_by(votes.c.position)).scalars().all()
    )
    if not positions:
        return []
    ends = [(a, b) for a, b in pairwise(positions) if b != a + 1]
    firsts = [positions[0], *(b for _, b in ends)]
    lasts = [*(a for a, _ in ends), positions[-1]]
    return list(zip(firsts, lasts, strict=True))


def newest_between(session: ReadSession, arena_id: int, after: int, before: int) -> int | None:
    """Return the newest time of the votes between two positions, None if there are none."""
    where = (votes.c.arena_id == arena_id, votes.c.position > after, votes.c.position < before)
    newest: int | None = session.execute(select(func.max(votes.c.voted_at)).where(*where)).scalar_one()
    times = [] if newest is None else [newest]
    for frame in dropped.frames(session, arena_id, after, before - 1):
        times += frame.select(pl.col("voted_at").max().drop_nulls()).to_series().to_list()
    return max(times, default=None)


def first_after(session: ReadSession, arena_id: int, position: int, limit: int) -> int | None:
    """Return the time of the first vote after a position that is not dated after the limit."""
    where = (votes.c.arena_id == arena_id, votes.c.position > position, votes.c.voted_at <= limit)
    statement = select(votes.c.position, votes.c.voted_at).where(*where).order_by(votes.c.position).limit(1)
    first = [(row.position, row.voted_at) for row in session.execute(statement)]
    for frame in dropped.frames(session, arena_id, position, first[0][0] if first else dropped.END):
        found = frame.filter(pl.col("voted_at") <= limit).head(1).select("position", "voted_at").rows()
        if found:
            first += found
            break
    return min(first)[1] if first else None


def change(session: WriteSession, arena_id: int, run: Run, moment: int) -> None:
    """Date all votes of a run at a moment."""
    mine = (votes.c.arena_id == arena_id, votes.c.position.between(*run))
    session.execute(update(votes).where(*mine).values(voted_at=moment))


def change_matchups(session: WriteSession, arena_id: int, limit: int, moment: int) -> None:
    """Date everything at a moment that happened to an arena's matchups after the limit."""
    times = (matchups.c.dealt_at, matchups.c.closed_at, matchups.c.shown_at)
    values = {time.name: case((time > limit, bindparam("moment")), else_=time) for time in times}
    later = or_(*(time > limit for time in times))
    statement = update(matchups).where(matchups.c.arena_id == arena_id, later).values(values)
    session.execute(statement, {"moment": moment})
