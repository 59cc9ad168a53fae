"""Votes on matchups that a reviewer chooses: by network, period, answer time, and whether voters are new."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select

from service.db.engine import ReadSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups


class Choice(NamedTuple):
    """Which votes of an arena: those that meet all of this; what is None does not matter.

    ``network`` is the keyed hash that matchups have, ``since`` and ``until`` bound the time of the vote, and
    ``within_ms`` the time that the answer took. With ``only_new``, the voter had no vote before ``since``.
    """

    network: int | None = None
    since: int | None = None
    until: int | None = None
    within_ms: int | None = None
    only_new: bool = False


def chosen(session: ReadSession, arena_id: int, choice: Choice) -> list[int]:
    """Return the positions of the votes of an arena that were chosen and count, in log order."""
    same = and_(votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position)
    statement = (
        select(votes.c.position)
        .join(matchups, same)
        .where(votes.c.arena_id == arena_id, votes.c.voided_at.is_(None), *_conditions(choice))
        .order_by(votes.c.position)
    )
    return [row.position for row in session.execute(statement)]


def _conditions(choice: Choice) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if choice.network is not None:
        found.append(matchups.c.address == choice.network)
    if choice.since is not None:
        found.append(votes.c.voted_at >= choice.since)
    if choice.until is not None:
        found.append(votes.c.voted_at <= choice.until)
    if choice.within_ms is not None:
        found.append(matchups.c.response_ms <= choice.within_ms)
    if choice.only_new and choice.since is not None:
        found.append(~_voted_before(choice.since))
    return found


def _voted_before(moment: int) -> ColumnElement[bool]:
    """Return whether the voter of a matchup had voted in its arena before; an index finds the voter's."""
    other = matchups.alias("other")
    earlier = (
        other.c.voter == matchups.c.voter,
        other.c.arena_id == matchups.c.arena_id,
        other.c.position.is_not(None),
        other.c.closed_at < moment,
    )
    return exists().where(*earlier)
