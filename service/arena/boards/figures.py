"""What the operator's dashboards show of the arenas: their ledgers, and how far the ratings are behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.boards.ledger import ledger
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


class Figures:
    """Reads the figures, once for all who ask at about the same time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reading = asyncio.Lock()
        self._read_at = float("-inf")
        self._overview = Overview()

    async def read(self) -> Overview:
        """Return the figures, at most a second old."""
        async with self._reading:
            if time.monotonic() - self._read_at >= FRESH_SECONDS:
                self._overview = await _overview(self._services)
                self._read_at = time.monotonic()
            return self._overview


async def _overview(services: Services) -> Overview:
    database = services.database
    with database.revisions.reading_about(None):
        logs, unowned = await database.read(_logs, apart=database.folds_apart)
    most_generations = services.settings.queue_generations
    own, others = logs[:MOST_ARENAS], logs[MOST_ARENAS:]
    return Overview(
        tuple([ArenaFigures(await ledger(services, log.slug), log.end - log.rated) for log in own]),
        OtherFigures(_votes(others), _votes(others) - sum(log.rated for log in others)) if others else None,
        unowned,
        await database.read(generations.waiting, most_generations),
    )


def _logs(session: ReadSession, *, apart: bool) -> tuple[list[LogState], int]:
    logs = sorted(arenas.log_states(session), key=lambda log: (log.retired, log.id))
    owned = {lease.arena_id for lease in leases.leases(session) if lease.live} if apart else set[int]()
    return logs, sum(log.id not in owned for log in logs) if apart else 0


def _votes(logs: Sequence[LogState]) -> int:
    return sum(log.end for log in logs)
