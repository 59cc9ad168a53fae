"""Votes that were held when they arrived, because their network was over a limit: seen and released.

No flag is about them. They are released by network and day, since that is how the limits count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from service.arena.catalog import arenas
from service.arena.integrity import holding, networks
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import held as db
from service.db.queries.log.held import Arrived
from service.domain import clock
from service.errors import FieldError, Invalid

__all__ = ["Arrived", "Which", "of_arena", "positions", "release"]


class Which(NamedTuple):
    """Which votes that were held on arrival: of a day (since 1970), of a network, or of any."""

    day: int | None = None
    network: int | None = None

    @classmethod
    def parse(cls, day: str = "", network: str = "") -> Which:
        """Return the days and networks behind texts; empty ones stand for any. Raise Invalid."""
        return cls(_day(day.strip()) if day.strip() else None, networks.parse(network) if network else None)


def of_arena(session: ReadSession, slug: str) -> Sequence[Arrived]:
    """Return an arena's votes that were held on arrival, by day and network, newest first. Raise NotFound."""
    return db.arrived(session, arenas.get(session, slug).id)


def positions(session: ReadSession, slug: str, which: Which) -> tuple[int, list[int]]:
    """Return an arena's id and the positions of such votes. Raise NotFound."""
    arena = arenas.get(session, slug)
    return arena.id, db.arrived_at(session, arena.id, day=which.day, network=which.network)


def release(session: WriteSession, slug: str, which: Which, key_id: int | None = None) -> int:
    """Let such votes count again; return how many. Raise NotFound, and Invalid if there are none."""
    arena_id, places = positions(session, slug, which)
    if not places:
        raise Invalid("no such vote is held")
    return holding.release_votes(session, arena_id, places, key_id)


def _day(text: str) -> int:
    try:
        return clock.day_of(date.fromisoformat(text))
    except ValueError:
        detail = "is not a date such as 2026-11-26"
        raise Invalid(f"{text!r} {detail}", [FieldError("day", detail)]) from None
