"""How large arenas and their cells are, for the limits on shares: remembered for a minute.

A share need not be exact to the vote, and whether a vote counts is stored with it, so a recount never asks.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.db.engine import ReadSession
from service.db.queries.live import sizes
from service.db.queries.live.sizes import AxisSize
from service.domain import clock
from service.domain.axes import OVERALL
from service.domain.limits.shares import Sizes

KEPT = 60 * clock.SECOND
_NOTHING = AxisSize(0, 0)


class ArenaSizes:
    """The sizes of axes, each read at most once a minute. The cells of a prompt category never change."""

    def __init__(self) -> None:
        self._overall: dict[int, int] = {}
        self._cells: dict[int, tuple[int, ...]] = {}
        self._sizes: dict[tuple[int, int], tuple[int, AxisSize]] = {}

    def learn(self, session: ReadSession, arena_id: int, categories: Iterable[int], now: int) -> None:
        """Read the sizes that are not known well enough for votes of these categories."""
        wanted = set(categories)
        for category in wanted - self._cells.keys():
            axes = sizes.axes_of_category(session, category)
            narrowest = max(bool(axis.theme) + bool(axis.language) for axis in axes.values())
            self._cells[category] = tuple(
                number for number, axis in axes.items() if bool(axis.theme) + bool(axis.language) == narrowest
            )
            self._overall[arena_id] = next(number for number, axis in axes.items() if axis == OVERALL)
        old = [axis for axis in self._axes(arena_id, wanted) if not self._is_fresh(arena_id, axis, now)]
        if old:
            found = sizes.of_axes(session, arena_id, old)
            self._sizes.update({(arena_id, axis): (now, found.get(axis, _NOTHING)) for axis in old})

    def of(self, arena_id: int, category: int) -> Sizes:
        """Return the sizes for a vote of a category that was learned."""
        votes, models = self._sizes[arena_id, self._overall[arena_id]][1]
        cells = {axis: self._sizes[arena_id, axis][1].votes for axis in self._cells[category]}
        return Sizes(votes, models, cells)

    def _axes(self, arena_id: int, categories: Iterable[int]) -> set[int]:
        return {self._overall[arena_id], *(axis for one in categories for axis in self._cells[one])}

    def _is_fresh(self, arena_id: int, axis: int, now: int) -> bool:
        known = self._sizes.get((arena_id, axis))
        return known is not None and now - KEPT < known[0] <= now
