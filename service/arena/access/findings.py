"""What the doctor says of the API keys."""

from __future__ import annotations

from service.arena.findings import Finding
from service.db.engine import ReadSession
from service.db.queries import keys
from service.domain import clock


def of_keys(session: ReadSession) -> list[Finding]:
    """Return how many keys there are, and when one was last used for anything that leaves a trace."""
    rows = keys.every(session)
    valid = [row for row in rows if row.revoked_at is None]
    last = keys.last_trace(session)
    use = f"last recorded use {clock.to_text(last)[:10]}" if last else "no recorded use"
    return [Finding("keys", well=True, detail=f"{len(valid)} valid, {len(rows) - len(valid)} revoked; {use}")]
