"""What the operator's dashboards show of the arenas: their ledgers, and how far the ratings are behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.ledger import late_states, ledger
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas, generations
from service.db.queries.arenas import LogState
from service.db.queries.live import leases
from service.domain.ledger import Ledger

MOST_ARENAS = 50
"""So many arenas have figures of their own: those that are not retired first, then the oldest."""

FRESH_SECONDS = 1.0
"""Who asks again within this time gets the same figures: anyone may ask, and reading them takes queries."""


@dataclass(frozen=True, slots=True)
class ArenaFigures:
    """An arena's ledger, and the number of its votes that are stored and not rated yet."""

    ledger: Ledger
    backlog: int


@dataclass(frozen=True, slots=True)
class OtherFigures:
    """The votes of all other arenas, and how many of them are not rated yet."""

    votes: int
    backlog: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of all arenas. ``unowned`` is how many have votes that no process folds."""

    arenas: tuple[ArenaFigures, ...] = ()
    others: OtherFigures | None = None
    unowned: int = 0
    open_generations: int = 0


class _State(NamedTuple):
    """What an arena's ledger depends on."""

    log: LogState
    matchups: dict[int, int]


class _Reading(NamedTuple):
    """What one snapshot says of all arenas."""

    states: list[_State]
    unowned: int
    settled: int
    open_generations: int


class Figures:
    """Reads the figures, once for all who ask at about the same time, and ledgers only where they changed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = asyncio.Lock()
        self._read_at = float("-inf")
        self._overview = Overview()
        self._ledgers: dict[int, tuple[_State, Ledger]] = {}
        self._settled = 0

    async def read(self) -> Overview:
        """Return the figures, at most a second old."""
        async with self._lock:
            if time.monotonic() - self._read_at >= FRESH_SECONDS:
                self._overview = await self._read()
                self._read_at = time.monotonic()
            return self._overview

    async def _read(self) -> Overview:
        services = self._services
        most = services.settings.queue_generations
        with services.database.revisions.reading_about(None):
            reading = await services.database.read(
                _read, self._settled, most, apart=services.database.folds_apart
            )
        self._settled = reading.settled
        own, others = reading.states[:MOST_ARENAS], [one.log for one in reading.states[MOST_ARENAS:]]
        return Overview(
            tuple([ArenaFigures(await self._ledger(one), _end(one.log) - one.log.rated) for one in own]),
            _others(others) if others else None,
            reading.unowned,
            reading.open_generations,
        )

    async def _ledger(self, state: _State) -> Ledger:
        kept = self._ledgers.get(state.log.id)
        if kept is None or kept[0] != state:
            kept = state, await ledger(self._services, state.log.slug)
            self._ledgers[state.log.id] = kept
        return kept[1]


def _read(session: ReadSession, settled: int, most_generations: int, *, apart: bool) -> _Reading:
    logs = sorted(arenas.log_states(session), key=lambda log: (log.retired, log.id))
    settled, matchups = late_states(session, settled)
    owned = {lease.arena_id for lease in leases.leases(session) if lease.live} if apart else set[int]()
    return _Reading(
        [_State(log, matchups.get(log.id, {})) for log in logs],
        sum(log.id not in owned for log in logs) if apart else 0,
        settled,
        generations.waiting(session, most_generations),
    )


def _end(log: LogState) -> int:
    """Return where a log ends as far as that is public."""
    return log.rated if log.delayed else log.end


def _others(logs: Sequence[LogState]) -> OtherFigures:
    votes = sum(map(_end, logs))
    return OtherFigures(votes, votes - sum(log.rated for log in logs))
