"""Flags of what looks like rigging in the database, and which votes each of them is about and holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, update

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.flags import flag_votes, flags
from service.db.tables.votes import votes
from service.domain.votes import Exclusion

HELD = "held"


class FlagRow(NamedTuple):
    """A flag as stored. ``subject`` is a keyed hash or a day, as ``scope`` says; ``evidence`` is JSON."""

    id: int
    arena_id: int
    kind: str
    scope: str
    subject: int
    model_id: int
    first_position: int
    last_position: int
    votes: int
    evidence: str
    state: str
    created_at: int
    updated_at: int


class FlagKey(NamedTuple):
    """What makes a flag the same flag when it is found again."""

    arena_id: int
    kind: str
    scope: str
    subject: int
    model_id: int


_ROW = columns(flags, FlagRow)
_add_votes = Insert(flag_votes, ("flag_id", "position", "held"), "DO NOTHING")


def find(session: ReadSession, flag_id: int) -> FlagRow | None:
    """Return the flag with this id, or None."""
    return fetch_one(session, FlagRow, select(*_ROW).where(flags.c.id == flag_id))


def find_key(session: ReadSession, key: FlagKey) -> FlagRow | None:
    """Return the flag with this key, or None."""
    same = (flags.c[name] == value for name, value in key._asdict().items())
    return fetch_one(session, FlagRow, select(*_ROW).where(*same))


def of_arena(session: ReadSession, arena_id: int) -> list[FlagRow]:
    """Return the flags of an arena, the newest first."""
    mine = select(*_ROW).where(flags.c.arena_id == arena_id)
    return fetch(session, FlagRow, mine.order_by(flags.c.id.desc()))


def changed_since(session: ReadSession, at: int) -> list[FlagRow]:
    """Return the flags of all arenas that were found or changed since a moment, by id."""
    changed = select(*_ROW).where(flags.c.updated_at >= at).order_by(flags.c.id)
    return fetch(session, FlagRow, changed)


def add(session: WriteSession, values: dict[str, object]) -> int:
    """Insert a flag and return its id."""
    return int(session.execute(insert(flags).values(values).returning(flags.c.id)).scalar_one())


def change(session: WriteSession, flag_id: int, values: dict[str, object]) -> None:
    """Set columns of a flag."""
    session.execute(update(flags).where(flags.c.id == flag_id).values(values))


def add_votes(session: WriteSession, flag_id: int, positions: Iterable[int]) -> None:
    """Add votes that a flag is about; those that it has already stay as they are."""
    _add_votes(session, [(flag_id, position, 0) for position in positions])


def positions(session: ReadSession, flag_id: int) -> list[int]:
    """Return the positions of the votes that a flag is about, in log order."""
    statement = select(flag_votes.c.position).where(flag_votes.c.flag_id == flag_id)
    return [row.position for row in session.execute(statement.order_by(flag_votes.c.position))]


def exclusions(session: ReadSession, flag_id: int) -> list[tuple[int | None, int]]:
    """Return how many votes of a flag do not count, by exclusion; None stands for those that count."""
    same = and_(votes.c.arena_id == flags.c.arena_id, votes.c.position == flag_votes.c.position)
    statement = (
        select(votes.c.exclusion, func.count())
        .select_from(flag_votes)
        .join(flags, flags.c.id == flag_votes.c.flag_id)
        .join(votes, same)
        .where(flags.c.id == flag_id)
        .group_by(votes.c.exclusion)
    )
    return [(row.exclusion, int(row[1])) for row in session.execute(statement)]


def counting(session: ReadSession, flag: FlagRow) -> list[int]:
    """Return the positions of the votes that a flag is about and that count."""
    return _of_votes(session, flag, votes.c.voided_at.is_(None))


def held_by(session: ReadSession, flag: FlagRow) -> list[int]:
    """Return the positions of the votes that this flag holds."""
    return _of_votes(session, flag, votes.c.exclusion == int(Exclusion.HELD), flag_votes.c.held == 1)


def _of_votes(session: ReadSession, flag: FlagRow, *where: ColumnElement[bool]) -> list[int]:
    same = and_(votes.c.arena_id == flag.arena_id, votes.c.position == flag_votes.c.position)
    statement = select(flag_votes.c.position).join(votes, same).where(flag_votes.c.flag_id == flag.id, *where)
    return [row.position for row in session.execute(statement.order_by(flag_votes.c.position))]


def held_and_counting(session: ReadSession, arena_id: int) -> int:
    """Return how many votes of an arena count although a flag holds them, which must not be."""
    same = and_(votes.c.arena_id == flags.c.arena_id, votes.c.position == flag_votes.c.position)
    statement = (
        select(func.count())
        .select_from(flag_votes)
        .join(flags, flags.c.id == flag_votes.c.flag_id)
        .join(votes, same)
        .where(flags.c.arena_id == arena_id, flag_votes.c.held == 1, votes.c.voided_at.is_(None))
    )
    return int(session.execute(statement).scalar_one())


def other_holders(session: ReadSession, flag: FlagRow) -> dict[int, int]:
    """Return, by position, another held flag that is about a vote which this flag holds."""
    mine, theirs = flag_votes.alias("mine"), flag_votes.alias("theirs")
    statement = (
        select(theirs.c.position, func.min(flags.c.id))
        .join(flags, flags.c.id == theirs.c.flag_id)
        .join(mine, and_(mine.c.flag_id == flag.id, mine.c.position == theirs.c.position, mine.c.held == 1))
        .where(flags.c.arena_id == flag.arena_id, flags.c.state == HELD, flags.c.id != flag.id)
        .group_by(theirs.c.position)
    )
    return {row.position: int(row[1]) for row in session.execute(statement)}


def mark(session: WriteSession, flag_id: int, places: Sequence[int], *, held: bool) -> None:
    """Note that a flag holds its votes at these positions, or does not."""
    if places:
        at = (flag_votes.c.flag_id == flag_id, flag_votes.c.position == bindparam("at_position"))
        rows = [{"at_position": position} for position in places]
        session.execute(update(flag_votes).where(*at).values(held=int(held)), rows)


def forget(session: WriteSession, arena_id: int, scope: str, subject: int) -> None:
    """Delete the flags of an arena about a subject."""
    mine = (flags.c.arena_id == arena_id, flags.c.scope == scope, flags.c.subject == subject)
    old = [row.id for row in session.execute(select(flags.c.id).where(*mine))]
    session.execute(delete(flag_votes).where(flag_votes.c.flag_id.in_(old)))
    session.execute(delete(flags).where(flags.c.id.in_(old)))
