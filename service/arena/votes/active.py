"""The voters of the newest votes, by how much or how lately they voted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.arena.access.voters import code_of
from service.arena.catalog import arenas
from service.db.engine import ReadSession
from service.db.queries.log import active_voters
from service.domain.arenas import Arena
from service.domain.paging import Listing, Page, after_id, cursor_of
from service.domain.votes import NEWEST_VOTES
from service.errors import FieldError, Invalid

ORDERS = active_voters.ORDERS
"""The most votes first, or the newest vote first."""


class ActiveVoter(NamedTuple):
    """A voter by code: votes, how many of them count, in how many arenas, and the time of the last one."""

    code: str
    votes: int
    counted: int
    arenas: int
    last_voted_at: int


def newest(running: Sequence[Arena]) -> list[tuple[int, int]]:
    """Return after which position the newest votes of arenas begin, by the arena's id."""
    return [(arena.id, max(0, arena.last_position - NEWEST_VOTES)) for arena in running]


def page(session: ReadSession, order: str, page: Page) -> Listing[ActiveVoter]:
    """Return a page of the voters with their codes in one of `ORDERS`. Raise Invalid for another order."""
    if order not in ORDERS:
        detail = f"must be one of {', '.join(ORDERS)}"
        raise Invalid(f"sort {detail}", [FieldError("sort", detail)])
    skip = after_id(page)
    rows = active_voters.voters(session, newest(arenas.running(session)), order, skip, page.size)
    items = [ActiveVoter(code_of(voter), *facts) for voter, *facts in rows[: page.limit]]
    return Listing(items, cursor_of(str(skip + page.limit)) if len(rows) > page.limit else None)
