"""What the operator's dashboards show of the arenas: their ledgers, and how far the ratings are behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from service.arena.boards.ledger import late_states, ledgers
from service.arena.boards.standings import standing
from service.arena.services import Services
from service.db import catalog_revision
from service.db.engine import ReadSession
from service.db.queries import arenas, generations, models, ratings
from service.db.queries.arenas import LogState
from service.db.queries.live import leases
from service.domain.axes import OVERALL
from service.domain.boards import RankedStanding, order
from service.domain.ledger import Ledger

MOST_ARENAS = 50
"""So many arenas have figures of their own: those that are not retired first, then the oldest."""

FRESH_SECONDS = 1.0
"""Who asks again within this time gets the same figures: anyone may ask, and reading them takes queries."""


@dataclass(frozen=True, slots=True)
class ArenaFigures:
    """An arena's ledger, its votes that are stored and not rated yet, and its first models, best first."""

    ledger: Ledger
    backlog: int
    best: tuple[RankedStanding, ...] = ()


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
    """What an arena's figures depend on; its models may be renamed, so on the catalog too."""

    log: LogState
    matchups: dict[int, int]
    catalog_revision: int


class _Reading(NamedTuple):
    """What one snapshot says of all arenas."""

    states: list[_State]
    unowned: int
    settled: int
    open_generations: int


class Figures:
    """Reads the figures once for all who ask at about the same time, and an arena's only if they changed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = asyncio.Lock()
        self._read_at = float("-inf")
        self._overview = Overview()
        self._kept: dict[int, tuple[_State, ArenaFigures]] = {}
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
        await self._keep(own)
        rows = -(-services.settings.metrics_models // max(len(own), 1))
        figures = (self._kept[one.log.id][1] for one in own)
        return Overview(
            tuple(replace(one, best=one.best[:rows]) for one in figures),
            _others(others) if others else None,
            reading.unowned,
            reading.open_generations,
        )

    async def _keep(self, states: Sequence[_State]) -> None:
        """Read again what is kept of the arenas that changed."""
        changed = [one for one in states if one.log.id not in self._kept or self._kept[one.log.id][0] != one]
        if not changed:
            return
        read = await ledgers(self._services, [one.log.slug for one in changed])
        most = self._services.settings.metrics_models
        best = await self._services.database.read(_best, [one.log.id for one in changed], most)
        for state, own, first in zip(changed, read, best, strict=True):
            self._kept[state.log.id] = state, ArenaFigures(own, _end(state.log) - state.log.rated, first)


def _read(session: ReadSession, settled: int, most_generations: int, *, apart: bool) -> _Reading:
    logs = sorted(arenas.log_states(session), key=lambda log: (log.retired, log.id))
    settled, matchups = late_states(session, settled)
    names = catalog_revision.revision(session)
    owned = {lease.arena_id for lease in leases.leases(session) if lease.live} if apart else set[int]()
    return _Reading(
        [_State(log, matchups.get(log.id, {}), names) for log in logs],
        sum(log.id not in owned for log in logs) if apart else 0,
        settled,
        generations.waiting(session, most_generations),
    )


def _best(session: ReadSession, ids: Sequence[int], most: int) -> list[tuple[RankedStanding, ...]]:
    found = arenas.of_ids(session, ids)
    rated = ratings.on_axis(session, [arena.id for arena in found], OVERALL)
    names = models.of_ids(session, {row.model_id for rows in rated.values() for row in rows})
    boards = {
        arena.id: order(standing(arena, row, names[row.model_id].slug) for row in rated[arena.id])
        for arena in found
    }
    return [boards[arena_id].ranked[:most] for arena_id in ids]


def _end(log: LogState) -> int:
    """Return where a log ends as far as that is public."""
    return log.rated if log.delayed else log.end


def _others(logs: Sequence[LogState]) -> OtherFigures:
    votes = sum(map(_end, logs))
    return OtherFigures(votes, votes - sum(log.rated for log in logs))
