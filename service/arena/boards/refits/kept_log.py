"""The votes that refits have read, kept so that the next refit of an arena reads only those that came since.

Of a million votes, reading takes about half the processor time of a refit, and a server refits an arena again
and again. It costs memory: 32 bytes for each vote.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from service.arena.boards.refits import reading
from service.db.engine import Database
from service.db.queries.log.refits import RefitKey
from service.rating.log_arrays import LogArrays

MOST_VOTES = 1_000_000
"""How many votes of all arenas are kept. An arena with more is read from its beginning each time."""


class _Kept(NamedTuple):
    """An arena's votes up to a position, as they were in an epoch."""

    epoch: int
    position: int
    votes: LogArrays


class KeptLogs:
    """The logs of the arenas that were refitted last, as far as there is room. For one reader at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    async def read(self, database: Database, key: RefitKey) -> LogArrays:
        """Return the votes that count of an arena's log up to a refit's position."""
        # Taken out and put back last: what was not read for longest is first to go.
        known = self._kept.pop(key.arena_id, None)
        if known is None or known.epoch != key.epoch:
            known = _Kept(key.epoch, 0, LogArrays.of_rows([]))
        if key.position < known.position:  # for a leaderboard of the past
            self._kept[key.arena_id] = known
            return await asyncio.to_thread(known.votes.upto, key.position)
        more = await reading.log_arrays(database, key.arena_id, key.position, after=known.position)
        votes = await asyncio.to_thread(LogArrays.joined, (known.votes, more))
        self._keep(key.arena_id, _Kept(key.epoch, key.position, await asyncio.to_thread(votes.narrow)))
        return votes

    def _keep(self, arena_id: int, known: _Kept) -> None:
        self._kept[arena_id] = known
        while sum(one.votes.position.size for one in self._kept.values()) > MOST_VOTES:
            self._kept.popitem(last=False)
