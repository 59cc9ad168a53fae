"""The doctor's finding on flags: what waits for a decision, and whether held votes are held."""

from __future__ import annotations

from service.arena.findings import Finding
from service.arena.integrity.flags import State
from service.db.engine import ReadSession
from service.db.queries import arenas
from service.db.queries.log import flags, held


def of_flags(session: ReadSession) -> list[Finding]:
    """Return how much waits for a review in all arenas, and whether votes count that a flag holds."""
    ids = [arena.id for arena in arenas.every(session)]
    waiting = sum(
        row.total for one in ids for row in held.flags_by_state(session, one) if row.state == State.OPEN
    )
    arrived = sum(row.votes for one in ids for row in held.arrived(session, one))
    wrong = sum(flags.held_and_counting(session, one) for one in ids)
    detail = f"{waiting} flags to review, {arrived} votes held on arrival"
    if wrong:
        detail += f"; {wrong} votes count that a flag holds: hold the flag again"
    return [Finding("integrity", well=not wrong, detail=detail)]
