"""What the doctor says of the processes that fold."""

from __future__ import annotations

from service.arena.findings import Finding
from service.db.engine import ReadSession
from service.db.queries.live import leases, log


def of_folds(session: ReadSession) -> list[Finding]:
    """Return who folds on PostgreSQL, and whether votes wait; nothing on SQLite, where votes never wait."""
    if session.dialect.name != "postgresql":
        return []
    workers, rows = leases.workers(session), leases.leases(session)
    owned = sum(row.live for row in rows)
    waiting = log.backlog(session)
    detail = f"{len(workers)} processes run and own {owned} of {len(rows)} arenas; {waiting} votes wait"
    if waiting and not workers:
        detail += ": they are rated once a server runs"
    return [Finding("folds", well=not (workers and waiting and owned < len(rows)), detail=detail)]
