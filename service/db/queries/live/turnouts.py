"""Turnouts: how much voters and networks have done in arenas, in a day or an hour; kept for two days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, cast, delete, func, or_, select

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import axes
from service.db.tables.voting import turnouts
from service.domain import clock
from service.domain.limits.shares import mixed
from service.domain.limits.turnouts import Attempt, Judge, Kind, Turnout, TurnoutKey, new_voters

_KEY = ("kind", "arena_id", "period", "subject")
_add = Insert(
    turnouts,
    (*_KEY, *Turnout._fields),
    "DO UPDATE SET " + ", ".join(f"{name} = turnouts.{name} + excluded.{name}" for name in Turnout._fields),
)


def _row(row: Sequence[Any]) -> tuple[TurnoutKey, Turnout]:
    return TurnoutKey._make(row[:3]), Turnout._make(row[3:])


_FIND = Lookup(
    _row,
    "SELECT t.kind, t.period, t.subject, t.total, t.counted, t.overflow FROM k JOIN turnouts t "
    "ON t.kind = k.kind AND t.arena_id = :arena AND t.period = k.period AND t.subject = k.subject",
    kind="smallint",
    period="integer",
    subject="bigint",
)


# By its key, but for the day: the hash tells neither the voter nor the cell.
_FORGET_CELL = delete(turnouts).where(
    turnouts.c.kind == int(Kind.VOTER_CELL),
    turnouts.c.arena_id == bindparam("arena"),
    turnouts.c.subject == bindparam("cell"),
)


def find(session: ReadSession, arena_id: int, keys: Iterable[TurnoutKey]) -> dict[TurnoutKey, Turnout]:
    """Return the turnouts in an arena that are known, by key."""
    return dict(_FIND(session, set(keys), arena=arena_id))


def judge_of(session: ReadSession, arena_id: int, attempts: Sequence[Attempt]) -> Judge:
    """Return a judge who knows all that is known of the voters and networks of votes in an arena."""
    known = find(session, arena_id, [key for one in attempts for key in one.keys])
    if newcomers := new_voters(attempts, known):
        known |= find(session, arena_id, newcomers)
    return Judge(known)


def add(session: WriteSession, arena_id: int, changes: Iterable[tuple[TurnoutKey, Turnout]]) -> None:
    """Add to the turnouts in an arena; the keys are different ones."""
    _add(session, [(key.kind, arena_id, *key[1:], *more) for key, more in changes])


def add_dealt(session: WriteSession, dealt: Mapping[tuple[int, int, int], int]) -> None:
    """Count matchups that were assigned, by arena, day and network."""
    rows = [(int(Kind.DEALT), *key, number, 0, 0) for key, number in sorted(dealt.items())]
    _add(session, rows)


def of_voter(session: ReadSession, voter: int) -> list[tuple[int, TurnoutKey, Turnout]]:
    """Return the days of a voter that are known, with the arenas' ids."""
    mine = (turnouts.c.kind == int(Kind.VOTER), turnouts.c.subject == voter)
    rows = session.execute(select(turnouts).where(*mine).order_by(turnouts.c.arena_id, turnouts.c.period))
    return [(row.arena_id, TurnoutKey(row.kind, row.period, row.subject), Turnout(*row[4:])) for row in rows]


class DayOfNetworks(NamedTuple):
    """How many voters and networks there were in all arenas on a day, and how many votes did not count."""

    day: int
    voters: int
    networks: int
    uncounted: int


def days_of_networks(session: ReadSession) -> list[DayOfNetworks]:
    """Return the days that are known of which the voters' networks are."""
    kinds = (Kind.VOTER, Kind.NETWORK)
    voters, networks = (
        func.count(turnouts.c.subject.distinct()).filter(turnouts.c.kind == int(kind)) for kind in kinds
    )
    uncounted = func.sum(turnouts.c.total - turnouts.c.counted).filter(turnouts.c.kind == int(Kind.NETWORK))
    statement = (
        select(turnouts.c.period, voters, networks, cast(uncounted, BigInteger))
        .where(turnouts.c.kind.in_([int(kind) for kind in kinds]))
        .group_by(turnouts.c.period)
        .order_by(turnouts.c.period)
    )
    return [DayOfNetworks(*row) for row in session.execute(statement) if row[2]]


def forget_before(session: WriteSession, day: int) -> int:
    """Delete the turnouts of the days before one, and of their hours; return how many."""
    hours = turnouts.c.kind == int(Kind.NEWCOMERS)
    old = or_(
        and_(hours, turnouts.c.period < day * (clock.DAY // clock.HOUR)),
        and_(~hours, turnouts.c.period < day),
    )
    return session.execute(delete(turnouts).where(old)).rowcount


def forget_voter(session: WriteSession, voter: int) -> None:
    """Delete the turnouts of a voter."""
    mine = (turnouts.c.kind == int(Kind.VOTER), turnouts.c.subject == voter)
    session.execute(delete(turnouts).where(*mine))
    numbers = session.execute(select(axes.c.arena_id, axes.c.id)).all()
    cells = [{"arena": arena, "cell": mixed(voter, axis)} for arena, axis in numbers]
    if cells:
        session.execute(_FORGET_CELL, cells)
