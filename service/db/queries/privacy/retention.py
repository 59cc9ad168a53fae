"""Matchups after the retention period: those without a vote are removed, the others forget who and how long.

They are processed in the order of their numbers, which is that of time, so no index is needed to find them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, delete, func, or_, select, update

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.voting import matchups, removed_matchups, retention
from service.domain import clock
from service.domain.matchups import EXPIRY, MatchupState

_VOTED = int(MatchupState.VOTED)
# What a matchup says about its voter's behavior beyond the vote.
_PERSONAL: ColumnElement[bool] = or_(
    *(matchups.c[name].is_not(None) for name in ("address", "response_ms", "shown_at")),
    matchups.c.dealt_at != matchups.c.closed_at,
)
_count_removed = Insert(
    removed_matchups,
    ("arena_id", "day", "state", "total"),
    "DO UPDATE SET total = removed_matchups.total + excluded.total",
)
_NEW: dict[str, object] = {
    "id": bindparam("new"),
    "dealt_at": matchups.c.closed_at,
    **dict.fromkeys(("address", "response_ms", "shown_at")),
}
_ERASE = update(matchups).where(matchups.c.id == bindparam("old")).values(_NEW)


class Progress(NamedTuple):
    """How many matchups a step removed, and how many it erased personal data from; ``more`` may be left."""

    removed: int
    erased: int
    more: bool


class Mark(NamedTuple):
    """The number of the last matchup that was processed, the highest that was changed, and how many steps."""

    matchup: int
    highest: int
    steps: int


class _Row(NamedTuple):
    id: int
    arena_id: int
    state: int
    dealt_at: int
    closed_at: int | None
    personal: bool


def mark(session: ReadSession) -> Mark:
    """Return how far the matchups are processed."""
    return Mark._make(session.execute(select(*columns(retention, Mark))).one())


def _reached(session: ReadSession, before: int) -> int:
    """Return the number up to which all is done.

    That is 0 if the mark is not below ``before``: the clock was set back, or the period has become longer.
    """
    reached = mark(session).matchup
    return reached if reached < before else 0


def lock(session: WriteSession) -> None:
    """Let nobody else process matchups or delete a voter until the end of the transaction.

    Both change many rows, and could wait for each other.
    """
    session.execute(select(retention.c.id).with_for_update())


def count(session: ReadSession, before: int) -> Progress:
    """Return what is left to do with the matchups whose numbers are below one."""
    due = (matchups.c.id > _reached(session, before), matchups.c.id < before)
    voted = matchups.c.state == _VOTED
    removed = func.coalesce(func.sum(case((voted, 0), else_=1)), 0)
    erased = func.coalesce(func.sum(case((voted & _PERSONAL, 1), else_=0)), 0)
    row = session.execute(select(removed, erased).where(*due)).one()
    return Progress(int(row[0]), int(row[1]), more=False)


def step(session: WriteSession, before: int, most: int, number_at: Callable[[int], int]) -> Progress:
    """Process the next matchups whose numbers are below one, at most so many of them.

    A matchup's number has the time at which it was assigned, so one that stays gets a new number for the time
    of its vote, made by ``number_at``.
    """
    lock(session)
    reached = _reached(session, before)
    statement = (
        select(*columns(matchups, _Row, "personal"), _PERSONAL)
        .where(matchups.c.id > reached, matchups.c.id < before)
        .order_by(matchups.c.id)
        .limit(most)
    )
    rows = fetch(session, _Row, statement)
    unanswered = [row for row in rows if row.state != _VOTED]
    personal = [row for row in rows if row.state == _VOTED and row.personal]
    _remove(session, unanswered)
    numbers = _erase(session, personal, number_at)
    if rows:
        known = mark(session)
        highest = max([known.highest, rows[-1].id, *numbers])
        changed = Mark(rows[-1].id, highest, known.steps + 1)
        session.execute(update(retention).values(changed._asdict()))
    return Progress(len(unanswered), len(personal), more=len(rows) == most)


def _remove(session: WriteSession, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    totals = Counter((row.arena_id, _closed_at(row) // clock.DAY, _final_state(row)) for row in rows)
    _count_removed(session, [(*key, total) for key, total in sorted(totals.items())])
    session.execute(delete(matchups).where(matchups.c.id.in_([row.id for row in rows])))


def _closed_at(row: _Row) -> int:
    return row.dealt_at + EXPIRY if row.closed_at is None else row.closed_at


def _final_state(row: _Row) -> int:
    """Return the state of a matchup; an open one has expired, even if nobody has stored that."""
    return int(MatchupState.EXPIRED) if row.state == MatchupState.OPEN else row.state


def _erase(session: WriteSession, rows: Sequence[_Row], number_at: Callable[[int], int]) -> list[int]:
    """Erase the personal data of matchups with votes; return their new numbers."""
    numbers: dict[int, int] = {}
    waiting = {row.id: _closed_at(row) for row in rows}
    while waiting:
        # Random bits make a number differ from others of its millisecond, nearly always.
        drawn = {number_at(closed_at): old for old, closed_at in waiting.items()}
        taken = _existing(session, drawn) | numbers.keys()
        numbers |= {number: old for number, old in drawn.items() if number not in taken}
        waiting = {old: at for old, at in waiting.items() if old not in set(numbers.values())}
    if numbers:
        session.execute(_ERASE, [{"old": old, "new": new} for new, old in numbers.items()])
    return list(numbers)


def _existing(session: ReadSession, numbers: Iterable[int]) -> set[int]:
    statement = select(matchups.c.id).where(matchups.c.id.in_(list(numbers)))
    return {row.id for row in session.execute(statement)}


class RemovedRow(NamedTuple):
    """How many matchups in a state were removed, of those closed on a day."""

    day: int
    state: int
    total: int


_REMOVED = select(*columns(removed_matchups, RemovedRow)).where(
    removed_matchups.c.arena_id == bindparam("arena_id")
)


def removed(session: ReadSession, arena_id: int) -> list[RemovedRow]:
    """Return the numbers of an arena's removed matchups."""
    return fetch(session, RemovedRow, _REMOVED, arena_id=arena_id)
