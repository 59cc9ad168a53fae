"""How far the axes of an arena are on the way to their targets."""

from __future__ import annotations

from typing import NamedTuple

from service.arena.boards import axes
from service.db.engine import ReadSession
from service.domain.arenas import Arena
from service.domain.branding.targets import Target


class Progress(NamedTuple):
    """A target, and how many votes its axis has."""

    target: Target
    votes: int

    @property
    def missing(self) -> int:
        """How many votes there are still to come."""
        return max(0, self.target.votes - self.votes)


def progress(session: ReadSession, arena: Arena) -> list[Progress]:
    """Return the progress of each target of an arena, the furthest from its end first."""
    if not arena.targets:
        return []
    _, found = axes.overview(session, arena.slug)
    votes = {one.axis: one.votes for one in found}
    rows = [Progress(target, votes.get(target.axis, 0)) for target in arena.targets]
    return sorted(rows, key=lambda one: (-one.missing, one.target.axis))
