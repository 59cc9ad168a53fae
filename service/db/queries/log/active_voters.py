"""Who voted lately: the voters of the newest votes of arenas, and how many there were each day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from service.db.bulk import Lookup
from service.db.engine import ReadSession
from service.db.queries.ledger import DayTotal, day_sql


class ActiveVoter(NamedTuple):
    """A voter, by number: votes, how many of them count, in how many arenas, and the time of the last one."""

    voter: int
    votes: int
    counted: int
    arenas: int
    last_voted_at: int


_NEWEST = "FROM k JOIN votes t ON t.arena_id = k.arena_id AND t.position > k.after WHERE t.voter IS NOT NULL"
_KEYS = {"arena_id": "INTEGER", "after": "BIGINT"}
_VOTERS = (
    "SELECT t.voter, count(*), sum(CASE WHEN t.exclusion IS NULL THEN 1 ELSE 0 END), "
    f"count(DISTINCT t.arena_id), max(t.voted_at) {_NEWEST} GROUP BY t.voter ORDER BY "
)
_ORDERS = {
    order: Lookup(ActiveVoter._make, f"{_VOTERS}{columns}, t.voter LIMIT :most OFFSET :skip", **_KEYS)
    for order, columns in (("votes", "2 DESC, 5 DESC"), ("seen", "5 DESC, 2 DESC"))
}
ORDERS = tuple(_ORDERS)
"""The most votes first, or the newest vote first."""

_BY_DAY = Lookup(
    DayTotal._make,
    f"SELECT 0, {day_sql('t.voted_at')}, count(DISTINCT t.voter) {_NEWEST} AND t.voted_at >= :since "
    "GROUP BY 2 ORDER BY 2",
    **_KEYS,
)
_SINCE = Lookup(
    lambda row: int(str(row[0])),
    f"SELECT count(DISTINCT t.voter) {_NEWEST} AND t.voted_at >= :since",
    **_KEYS,
)


def voters(
    session: ReadSession, after: Iterable[tuple[int, int]], order: str, skip: int, most: int
) -> list[ActiveVoter]:
    """Return a page of the voters of arenas (id, position) after these positions, in one of `ORDERS`."""
    return _ORDERS[order](session, after, skip=skip, most=most)


def by_day(session: ReadSession, after: Iterable[tuple[int, int]], since: int) -> dict[int, int]:
    """Return how many voters there were each day, of the votes of arenas after these positions."""
    return {row.day: row.total for row in _BY_DAY(session, after, since=since)}


def count_since(session: ReadSession, after: Iterable[tuple[int, int]], since: int) -> int:
    """Return how many voters there were since a moment, of the votes of arenas after these positions."""
    return next(iter(_SINCE(session, after, since=since)), 0)
