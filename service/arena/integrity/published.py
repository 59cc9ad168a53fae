"""What an arena tells everybody: how many votes are held, on which days, and for which kind of reason.

Neither whose votes they are, nor what somebody looks at at the moment, nor which numbers are limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from service.arena.boards.point_in_time import shown_until
from service.arena.catalog import arenas
from service.arena.integrity.flags import State
from service.arena.integrity.holding import REASONS
from service.db.engine import ReadSession
from service.db.queries.log import held
from service.domain.arenas import Arena

LIMIT = "limit"
KINDS = (LIMIT, *REASONS)
"""For which kinds of reason votes are held: they arrived over a limit, or a kind of flag holds them."""

_BY_REASON = {reason: kind for kind, reason in REASONS.items()}


@dataclass(frozen=True, slots=True)
class HeldVotes:
    """How many votes of a day (since 1970, UTC, by the time of the vote) are held, by kind of reason."""

    day: int
    kinds: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Published:
    """What an arena says about rigging: its held votes by day, oldest first, and the findings decided on.

    ``newest_vote_at`` is the time of the newest vote that is shown, None if votes are published at once or
    none is yet.
    """

    arena: Arena
    days: tuple[HeldVotes, ...]
    held_findings: int
    released_findings: int
    newest_vote_at: int | None = None

    @property
    def kinds(self) -> dict[str, int]:
        """The held votes of all days by kind of reason, for the kinds that occur."""
        totals = {kind: sum(day.kinds.get(kind, 0) for day in self.days) for kind in KINDS}
        return {kind: total for kind, total in totals.items() if total}

    @property
    def total(self) -> int:
        """How many votes are held."""
        return sum(day.total for day in self.days)


def of_arena(session: ReadSession, slug: str) -> Published:
    """Return what an arena says about rigging. Raise NotFound."""
    arena = arenas.get(session, slug)
    by_day: dict[int, dict[str, int]] = defaultdict(dict)
    published = arena.last_position if arena.publish_after else None
    for row in held.by_day(session, arena.id, published):
        # A reason in other words is the limits', whose text stands where votes are recorded.
        kind = _BY_REASON.get(row.reason, LIMIT)
        by_day[row.day][kind] = by_day[row.day].get(kind, 0) + row.total
    days = tuple(HeldVotes(day, by_day[day]) for day in sorted(by_day))
    states = dict.fromkeys(State, 0)
    for flag in held.flags_by_state(session, arena.id, published):
        states[State(flag.state)] += flag.total
    delayed = published is not None and arena.last_position > 0
    newest = shown_until(session, arena) if delayed else None
    return Published(arena, days, states[State.HELD], states[State.RELEASED], newest)
