"""What an administrator looks at first: votes of the last days, what waits, what it costs, what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena import doctor
from service.arena.access.findings import of_networks
from service.arena.boards.ledger import ledgers
from service.arena.boards.standings import standing
from service.arena.boards.targets import Progress, progress
from service.arena.catalog import arenas
from service.arena.findings import Finding
from service.arena.generations.spending import month_of
from service.arena.integrity.findings import of_flags
from service.arena.integrity.flags import State
from service.arena.recording.findings import of_folds
from service.arena.services import Services
from service.arena.votes.active import newest
from service.arena.webhooks.findings import of_webhooks
from service.db.engine import ReadSession
from service.db.queries import arenas as arena_rows
from service.db.queries import generations, keys, ratings
from service.db.queries.generations import FailureRow
from service.db.queries.log import active_voters, held
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES
from service.domain.ledger import Ledger
from service.settings import Settings

DAYS = 30
"""So many days are shown, today with them."""

VOTER_DAYS = 7
"""Over so many days voters are counted."""

MOST_ARENAS = 50
"""So many arenas are shown."""

_NEWEST_GENERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class ArenaState:
    """An arena and what there is to do: votes that are held or not rated yet, flags, and models to rank.

    ``unranked`` models lack ``needed`` votes to be ranked. ``targets`` are those of its axes.
    """

    arena: Arena
    ledger: Ledger
    held: int
    flags: int
    backlog: int
    unranked: int
    needed: int
    targets: Sequence[Progress]


class Budget(NamedTuple):
    """What a key may use and what it did: millionths of a dollar this month, and generations today."""

    key_id: int
    name: str
    spent: int
    monthly: int | None
    asked: int
    daily: int | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The state of the service. ``voters`` are those of `VOTER_DAYS`, ``voters_by_day`` those of `DAYS`.

    ``waiting`` is how many generations have not finished, of at most ``room``. ``failures`` are those of the
    last day, and ``problems`` what the quick checks of `arena doctor` found.
    """

    today: int
    arenas: Sequence[ArenaState]
    voters: int
    voters_by_day: Mapping[int, int]
    waiting: int
    room: int
    budgets: Sequence[Budget]
    failures: Sequence[FailureRow]
    problems: Sequence[Finding]


_State = tuple[int, int, int, int, int, Sequence[Progress]]


class _Reading(NamedTuple):
    states: Mapping[int, _State]
    voters: int
    voters_by_day: Mapping[int, int]
    waiting: int
    budgets: Sequence[Budget]
    failures: Sequence[FailureRow]
    findings: Sequence[Finding]


async def dashboard(services: Services) -> Dashboard:
    """Return the state of the service and of its running arenas, the one with most votes first."""
    running = (await services.database.read(arenas.running))[:MOST_ARENAS]
    found = await ledgers(services, [arena.slug for arena in running])
    by_slug = {one.arena: one for one in found}
    reading = await services.database.read(_read, running, services.settings, services.secret)
    return Dashboard(
        clock.now() // clock.DAY,
        [ArenaState(one, by_slug[one.slug], *reading.states[one.id]) for one in running],
        reading.voters,
        reading.voters_by_day,
        reading.waiting,
        services.settings.queue_generations,
        reading.budgets,
        reading.failures,
        [one for one in (*doctor.of_settings(services.settings), *reading.findings) if not one.well],
    )


def _read(session: ReadSession, running: Sequence[Arena], settings: Settings, secret: bytes) -> _Reading:
    now = clock.now()
    today = now - now % clock.DAY
    recent = newest(running)
    findings = [*of_folds(session), *of_flags(session), *of_webhooks(session, secret)]
    return _Reading(
        _states(session, running),
        active_voters.count_since(session, recent, today - (VOTER_DAYS - 1) * clock.DAY),
        active_voters.by_day(session, recent, today - (DAYS - 1) * clock.DAY),
        generations.waiting(session, settings.queue_generations),
        _budgets(session, now),
        generations.failures(session, now - clock.DAY, _NEWEST_GENERATIONS),
        [*findings, of_networks(session, settings)],
    )


def _states(session: ReadSession, running: Sequence[Arena]) -> dict[int, _State]:
    """Return what waits in arenas by id: the last fields of an `ArenaState`."""
    logs = {log.id: log for log in arena_rows.log_states(session)}
    rated = ratings.on_axis(session, [arena.id for arena in running], OVERALL)
    states: dict[int, _State] = {}
    for arena in running:
        lacking = [n for row in rated[arena.id] if (n := standing(arena, row, "").needs(MIN_VOTES))]
        flags = held.flags_by_state(session, arena.id)
        states[arena.id] = (
            sum(day.total for day in held.by_day(session, arena.id)),
            sum(one.total for one in flags if one.state == State.OPEN),
            0 if logs[arena.id].delayed else logs[arena.id].end - logs[arena.id].rated,
            len(lacking),
            sum(lacking),
            progress(session, arena),
        )
    return states


def _budgets(session: ReadSession, now: int) -> list[Budget]:
    """Return what the keys with limits have used, the oldest first."""
    month, _ = month_of(now)
    today = now - now % clock.DAY
    return [
        Budget(
            key.id,
            key.name,
            generations.spent_since(session, key.id, month),
            key.monthly_micros,
            generations.asked_since(session, key.id, today),
            key.daily_generations,
        )
        for key in keys.every(session)
        if key.revoked_at is None and (key.monthly_micros is not None or key.daily_generations is not None)
    ]
