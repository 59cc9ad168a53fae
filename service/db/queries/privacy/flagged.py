"""Flags as personal data: those about a voter, and what is forgotten of voters and networks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.queries.log.flags import FlagRow
from service.db.rows import columns, fetch
from service.db.tables.flags import flag_votes, flags
from service.db.tables.votes import votes

_AT_ONCE = 500


def of_voter(session: ReadSession, voter: int) -> list[FlagRow]:
    """Return the flags about a voter, oldest first."""
    mine = (flags.c.scope == "voter", flags.c.subject == voter)
    return fetch(session, FlagRow, select(*columns(flags, FlagRow)).where(*mine).order_by(flags.c.id))


def forget_votes(session: WriteSession, arena_id: int, positions: Sequence[int]) -> None:
    """Forget which flags of an arena were about the votes at these positions: it ties them together."""
    mine = select(flags.c.id).where(flags.c.arena_id == arena_id)
    for start in range(0, len(positions), _AT_ONCE):
        these = flag_votes.c.position.in_(positions[start : start + _AT_ONCE])
        session.execute(delete(flag_votes).where(flag_votes.c.flag_id.in_(mine), these))


def forget_networks(session: WriteSession, before: int) -> int:
    """Forget the networks of flags whose last vote was cast before a moment; return how many.

    The flags stay, with their votes, as if somebody had chosen these.
    """
    last = (
        select(votes.c.voted_at)
        .where(votes.c.arena_id == flags.c.arena_id, votes.c.position == flags.c.last_position)
        .scalar_subquery()
    )
    old = update(flags).where(flags.c.scope == "network", last < before)
    return session.execute(old.values(scope="votes", subject=flags.c.id)).rowcount
