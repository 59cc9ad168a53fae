"""Scans: the log is read, every detector looks at it, and what they find becomes flags.

An arena says whether strong evidence holds votes at once (`on_evidence`). Flags that were released stay
released until they are about twice as many votes; then they are open again, and only people hold them.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from service.arena.catalog import arenas
from service.arena.integrity import attention, flags, holding, reading
from service.arena.integrity.flags import Flag, State
from service.arena.integrity.sentences import sentence_of
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries import models
from service.db.queries.arenas import LogState
from service.db.queries.log import flags as db
from service.db.queries.log import scans
from service.db.queries.log.flags import FlagKey, FlagRow
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import ArenaError
from service.rating.detectors.detection import detect
from service.rating.detectors.findings import Finding

EVERY_SECONDS = 900.0
"""How often a server scans arenas with new votes."""

_SHARE = 100
_REOPENED = 2

logger = logging.getLogger("arena")


async def scan(services: Services, slug: str) -> list[Flag]:
    """Scan an arena; return all its flags, newest first. Raise NotFound."""
    arena = await services.database.read(arenas.get, slug)
    window = await reading.read(services, arena)
    findings = await asyncio.to_thread(detect, window.votes, window.known_before)
    findings += await attention.findings(services, arena, window.votes)
    if findings:
        await services.database.write(store, arena.id, findings)
    await services.database.write(scans.note, arena.id, window.end, clock.now())
    return await services.database.read(flags.of_arena, slug)


def store(session: WriteSession, arena_id: int, findings: Sequence[Finding]) -> None:
    """Make flags of findings, or bring those that are there up to date, and hold what is to be held."""
    arena = locked_arenas(session, [arena_id])[arena_id]
    names = models.slugs(session)
    held: dict[str, list[FlagRow]] = defaultdict(list)
    for finding in findings:
        row = _stored(session, arena, finding, names)
        if _is_to_be_held(arena, row, finding) and db.counting(session, row):
            held[row.kind].append(row)
    for rows in held.values():
        holding.hold_together(session, arena, rows)
        arena = locked_arenas(session, [arena_id])[arena_id]


def _is_to_be_held(arena: Arena, row: FlagRow, finding: Finding) -> bool:
    """Return whether votes are held: those that a held flag grew by, and those of strong evidence.

    Once somebody has released a flag, evidence alone holds nothing any more.
    """
    alone = arena.on_evidence == "hold" and finding.strong and not _was_reopened(row)
    return row.state == State.HELD or (row.state == State.OPEN and alone)


def _stored(session: WriteSession, arena: Arena, finding: Finding, names: Mapping[int, str]) -> FlagRow:
    key = FlagKey(arena.id, str(finding.kind), finding.scope, finding.subject, finding.model)
    row = db.find_key(session, key)
    if row is not None and row.state == State.RELEASED and finding.positions.size < _REOPENED * row.votes:
        return row
    was_released = row is not None and (row.state == State.RELEASED or _was_reopened(row))
    positions = finding.positions.tolist()
    values = _values(finding, names, reopened=was_released)
    if row is None:
        first = {**key._asdict(), "state": State.OPEN.value, "created_at": values["updated_at"]}
        flag_id = db.add(session, {**first, **values})
    else:
        flag_id = row.id
        state = State.OPEN.value if row.state == State.RELEASED else row.state
        db.change(session, flag_id, {**values, "state": state})
    db.add_votes(session, flag_id, positions)
    return flags.row_of(session, flag_id)


def _was_reopened(row: FlagRow) -> bool:
    return bool(json.loads(row.evidence).get("reopened"))


def _values(finding: Finding, names: Mapping[int, str], *, reopened: bool) -> dict[str, object]:
    model = names.get(finding.model, "")
    evidence: dict[str, object] = {"sentence": sentence_of(finding.kind, finding.numbers, model)}
    evidence |= {"model": model} if model else {}
    evidence |= {"strong": finding.strong, **finding.numbers}
    evidence |= {"reopened": True} if reopened else {}
    return {
        "first_position": int(finding.positions.min()),
        "last_position": int(finding.positions.max()),
        "votes": finding.positions.size,
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "updated_at": clock.now(),
    }


async def keep_scanning(services: Services, every_seconds: float = EVERY_SECONDS) -> None:
    """Scan arenas with new votes every few minutes, until canceled; not at once, for a server starts slowly.

    One process at a time scans an arena, and scans take at most one part in a hundred of the time.
    """
    loop, pause = asyncio.get_running_loop(), every_seconds
    while True:
        await asyncio.sleep(pause)
        began = loop.time()
        try:
            for state in await services.database.read(_due):
                if await services.database.write(_claim, state.id, state.end, every_seconds):
                    await scan(services, state.slug)
        except ArenaError as error:
            logger.warning("no scan for rigging: %s", error)
        pause = max(every_seconds, _SHARE * (loop.time() - began))


def _due(session: ReadSession) -> list[LogState]:
    """Return the arenas that are not retired, those with the longest logs first."""
    running = (log for log in arena_rows.log_states(session) if not log.retired)
    return sorted(running, key=lambda log: (-log.end, log.slug))


def _claim(session: WriteSession, arena_id: int, position: int, every_seconds: float) -> bool:
    now = clock.now()
    # Half of the time, so that a process is not late for its own next scan.
    before = now - int(every_seconds * clock.SECOND / 2)
    return position > 0 and scans.claim(session, arena_id, position, now, before)
