"""The refits that a process keeps in memory, and those that it is computing."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict

from service.arena.boards.refits.kept_joints import KeptJoints
from service.arena.boards.refits.kept_log import KeptLogs
from service.arena.boards.refits.refit import Refit, decode
from service.db.engine import ReadSession
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey

MOST_ESTIMATES = 200_000
"""How many estimates are kept in memory, at 240 bytes each: 28 refits of 50 models on 143 axes."""


class Refits:
    """The refits that were read or computed last, by what identifies a stored one.

    ``computing`` has the tasks under way by arena and position, so that nothing is computed twice at a time,
    and ``turns`` lets them compute one after the other, from the votes in ``logs``. ``joints`` has the joint
    posteriors of some of them.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[RefitKey, Refit] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # readers have threads of their own
        self.computing: dict[tuple[int, int], asyncio.Task[Refit | None]] = {}
        self.turns = asyncio.Semaphore(1)
        self.logs = KeptLogs()
        self.joints = KeptJoints()

    def newest(self, session: ReadSession, arena_id: int, upto: int) -> Refit | None:
        """Return the newest refit of an arena that is stored, up to a position."""
        key = refits.newest(session, arena_id, upto)
        return None if key is None else self._read(session, key)

    def at(self, session: ReadSession, arena_id: int, position: int) -> Refit | None:
        """Return the refit at a position, if it is in memory or stored."""
        key = refits.newest(session, arena_id, position)
        if key is not None and key.position == position:
            return self._read(session, key)
        # One that could not be stored, as by a command that only reads.
        return self._known(RefitKey(arena_id, position, refits.epoch_of(session, arena_id)))

    def _read(self, session: ReadSession, key: RefitKey) -> Refit | None:
        known = self._known(key)
        if known is not None:
            return known
        body = refits.body(session, key)
        return None if body is None else self.keep(key, decode(key.arena_id, key.position, body))

    def _known(self, key: RefitKey) -> Refit | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: RefitKey, refit: Refit) -> Refit:
        """Keep a refit in memory, and return it; forget those that were not read for longest."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = refit
                self._size += refit.size
            while self._size > MOST_ESTIMATES and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.size
        return refit

    async def close(self) -> None:
        """Stop computing. A thread that is in the middle of a fit ends by itself."""
        tasks = list(self.computing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
