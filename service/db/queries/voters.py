"""A voter's data in the database: how to find it, and how to erase it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select, update

from service.db import rate_limits
from service.db.engine import ReadSession, WriteSession
from service.db.queries.live import turnouts
from service.db.queries.log import dropped
from service.db.tables.votes import external_ids, votes
from service.db.tables.voting import matchups
from service.domain.matchups import MatchupState

Positions = dict[int, list[int]]
"""Positions in the logs of arenas, by the arena's id."""

FindVotes = Callable[[ReadSession, int], Positions]
"""Returns the positions of a voter's votes, including void ones."""

_AT_ONCE = 500


def positions(session: ReadSession, voter: int) -> Positions:
    """Return the positions of a voter's votes by arena, including void ones.

    Reads every log, because no index starts with the voter.
    """
    # Before and after the table: votes may be dropped and restored meanwhile, and none may be missed.
    found = set(dropped.positions_of(session, voter))
    rows = session.execute(select(votes.c.arena_id, votes.c.position).where(votes.c.voter == voter))
    found.update((arena_id, position) for arena_id, position in rows)
    found.update(dropped.positions_of(session, voter))
    return _by_arena(sorted(found))


def positions_by_matchups(session: ReadSession, voter: int) -> Positions:
    """Return the same for a voter who votes in a browser, who has a matchup for each vote. An index helps."""
    mine = (matchups.c.voter == voter, matchups.c.position.is_not(None))
    rows = session.execute(select(matchups.c.arena_id, matchups.c.position).where(*mine))
    return _by_arena((arena_id, position) for arena_id, position in rows)


def _by_arena(places: Iterable[tuple[int, int]]) -> Positions:
    found: Positions = {}
    for arena_id, position in places:
        found.setdefault(arena_id, []).append(position)
    return found


def arenas_of_matchups(session: ReadSession, voter: int) -> set[int]:
    """Return the ids of the arenas in which a voter was assigned a matchup."""
    statement = select(matchups.c.arena_id).where(matchups.c.voter == voter).distinct()
    return {row.arena_id for row in session.execute(statement)}


def count_matchups(session: ReadSession, voter: int) -> int:
    """Return how many matchups were dealt to a voter."""
    statement = select(func.count()).select_from(matchups).where(matchups.c.voter == voter)
    return int(session.execute(statement).scalar_one())


def forget(session: WriteSession, voter: int, cast: Mapping[int, Sequence[int]], at: int) -> None:
    """Erase whatever identifies a voter from rate limits, from matchups, and from votes at these positions.

    Both are erased in the arenas of ``cast`` only. Open matchups expire.
    """
    rate_limits.forget_voter(session, voter)
    turnouts.forget_voter(session, voter)
    mine = (matchups.c.voter == voter, matchups.c.arena_id.in_(list(cast)))
    opened = update(matchups).where(*mine, matchups.c.state == int(MatchupState.OPEN))
    session.execute(opened.values(state=int(MatchupState.EXPIRED), closed_at=at))
    times = {"dealt_at": func.coalesce(matchups.c.closed_at, matchups.c.dealt_at), "shown_at": None}
    nobody = {"voter": None, "address": None, "response_ms": None}
    session.execute(update(matchups).where(*mine).values(**nobody, **times))
    for arena_id, places in cast.items():
        for start in range(0, len(places), _AT_ONCE):
            _forget_votes(session, arena_id, places[start : start + _AT_ONCE])


def _forget_votes(session: WriteSession, arena_id: int, places: Sequence[int]) -> None:
    for table in (external_ids, votes):
        where = (table.c.arena_id == arena_id, table.c.position.in_(places))
        change = delete(table) if table is external_ids else update(table).values(voter=None)
        session.execute(change.where(*where))
