"""What the process keeps of ledgers: counts of an arena's votes and matchups that never change again."""

from __future__ import annotations

from service.domain.ledger import Tally


class Tallies:
    """The newest tally of each arena whose ledger was asked for: at most one for each arena."""

    def __init__(self) -> None:
        self._tallies: dict[int, Tally] = {}

    def of(self, arena_id: int) -> Tally:
        """Return the tally of an arena, at first an empty one."""
        return self._tallies.get(arena_id) or Tally()

    def keep(self, arena_id: int, tally: Tally) -> None:
        """Keep a tally, unless there is one of more votes."""
        if tally.position >= self.of(arena_id).position:
            self._tallies[arena_id] = tally
