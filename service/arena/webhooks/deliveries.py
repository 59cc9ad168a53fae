"""Deliveries: the log of what was sent to a webhook, tests, and what is sent again."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from service.arena.webhooks import webhooks
from service.arena.webhooks.notices import Kind, Notice, announce_to
from service.db.engine import ReadSession, WriteSession
from service.db.queries.webhooks import deliveries as db
from service.db.queries.webhooks.deliveries import WAITING, DeliveryRow
from service.domain import clock
from service.domain.paging import MAX_ID, Listing, Page, after_id, listing
from service.errors import NotFound


class Delivery(NamedTuple):
    """What became of an event that a webhook gets. ``due_at`` is the next attempt, None once it has ended.

    ``status`` and ``error`` are those of the last attempt.
    """

    id: int
    event_id: str
    type: str
    state: str
    attempts: int
    due_at: int | None
    status: int | None
    error: str | None
    latency_ms: int | None
    created_at: int
    ended_at: int | None


def page(session: ReadSession, webhook_id: int, page: Page, state: str | None = None) -> Listing[Delivery]:
    """Return a page of a webhook's deliveries, newest first, of one state or all.

    Raise NotFound, and Invalid for another list's cursor.
    """
    webhooks.get(session, webhook_id)
    before = after_id(page) or MAX_ID
    rows = db.page(session, webhook_id, before, page.size, state)
    return listing(rows, page, _delivery, lambda row: str(row.id))


def get(session: ReadSession, webhook_id: int, delivery_id: int) -> Delivery:
    """Return a delivery to a webhook. Raise NotFound."""
    return _delivery(_row(session, webhook_id, delivery_id))


def replay(session: WriteSession, webhook_id: int, delivery_id: int) -> Delivery:
    """Send something again under the same event id, as often as if it were new. Raise NotFound."""
    row = _row(session, webhook_id, delivery_id)
    now = clock.now()
    # The attempts go on counting, so that an attempt under way cannot end what begins here.
    values = {"state": WAITING, "attempts": row.attempts + 1, "first_attempt": row.attempts + 1}
    db.move(session, row, {**values, "due_at": now, "ended_at": None})
    return get(session, webhook_id, delivery_id)


def send_test(session: WriteSession, webhook_id: int) -> Delivery:
    """Send a test event to one webhook. Raise NotFound."""
    webhook = webhooks.get(session, webhook_id)
    notice = Notice(Kind.TEST, (webhook_id, secrets.token_hex(16)), {"webhook": webhook.id})
    delivery_id = announce_to(session, webhook_id, notice)
    assert delivery_id is not None  # noqa: S101 - a random subject is no other notice's
    return get(session, webhook_id, delivery_id)


def _row(session: ReadSession, webhook_id: int, delivery_id: int) -> DeliveryRow:
    webhooks.get(session, webhook_id)
    row = db.find(session, webhook_id, delivery_id) if 0 < delivery_id <= MAX_ID else None
    if row is None:
        raise NotFound(f"webhook {webhook_id} has no delivery {delivery_id}")
    return row


def _delivery(row: DeliveryRow) -> Delivery:
    due_at = row.due_at if row.state == WAITING else None
    return Delivery(
        row.id,
        row.uid,
        row.kind,
        row.state,
        row.attempts - row.first_attempt,
        due_at,
        row.status,
        row.error,
        row.latency_ms,
        row.created_at,
        row.ended_at,
    )
