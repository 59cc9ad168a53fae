"""What the doctor says of webhooks: which get nothing, and why."""

from __future__ import annotations

from service.arena.findings import Finding, ids
from service.arena.webhooks import webhooks
from service.db.engine import ReadSession
from service.db.queries.webhooks import deliveries
from service.db.queries.webhooks import webhooks as db
from service.domain import clock
from service.domain.texts.words import count


def of_webhooks(session: ReadSession, secret: bytes) -> list[Finding]:
    """Return whether events arrive: none without webhooks."""
    rows = db.page(session, 0, webhooks.MOST)
    if not rows:
        return []
    enabled = [row for row in rows if row.disabled_at is None]
    stale = [row.id for row in enabled if not webhooks.keys_of(row, secret, clock.now())]
    failed = [row.id for row in enabled if deliveries.last_failed(session, row.id)]
    wrong = [
        f"{what}: {ids(numbers)}"
        for what, numbers in (
            ("secrets of another secret key, which `POST …/secret` replaces", stale),
            ("the last event did not arrive within a day", failed),
        )
        if numbers
    ]
    well = f"{count(len(rows), 'webhook')}, {len(rows) - len(enabled)} disabled"
    return [Finding("webhooks", well=not wrong, detail="; ".join(wrong) or well)]
