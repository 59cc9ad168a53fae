"""Who counts: the processes that are there, and whether one of them counts alone."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from service.db import rate_limits
from service.db.engine import Database, ReadSession, WriteSession
from service.domain.rate_limits import Usage
from service.errors import ArenaError


class Attendance(NamedTuple):
    """The place of a process that has entered itself.

    If it is ``alone``, ``usage`` is what others had counted. If it is ``blocked``, another process counts
    alone and has yet to store what it has counted.
    """

    alone: bool
    blocked: bool
    usage: list[Usage]


async def attend(
    database: Database, limiter: int, usage: list[Usage], *, overrule: bool = False
) -> Attendance:
    """Enter a process, and add to what is stored what it has counted in memory.

    ``overrule`` another one that counts alone only if that must have noticed this one, or be dead.
    """
    return await database.write(_attend, limiter, usage, overrule=overrule)


def _attend(session: WriteSession, limiter: int, usage: list[Usage], *, overrule: bool) -> Attendance:
    rate_limits.lock_limiters(session)
    if overrule:
        rate_limits.retire(session, limiter)
    rate_limits.forget_gone(session, limiter)
    others = _others(session, limiter)
    rate_limits.attend(session, limiter, alone=not others)
    if usage:
        rate_limits.add_usage(session, usage)
    if not others:
        return Attendance(alone=True, blocked=False, usage=rate_limits.take_usage(session))
    rate_limits.forget_full(session)
    return Attendance(alone=False, blocked=any(others.values()), usage=[])


def _others(session: ReadSession, limiter: int) -> dict[int, bool]:
    """Return whether each other process counts alone."""
    return {key: bool(one.alone) for key, one in rate_limits.limiters(session).items() if key != limiter}


async def is_alone(database: Database, limiter: int) -> bool:
    """Return whether a process is stored as the only one, and no other has entered itself."""
    rows = await database.read(rate_limits.limiters)
    return set(rows) == {limiter} and bool(rows[limiter].alone)


async def is_blocked(database: Database, limiter: int) -> bool:
    """Return whether another process counts alone."""
    return any((await database.read(_others, limiter)).values())


async def leave(database: Database, limiter: int) -> None:
    """Remove a process. If the database is away, the others find out by themselves that it is gone."""
    with suppress(ArenaError):
        await database.write(rate_limits.leave, limiter)
