"""Deliveries in the database: notices on their way to webhooks, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, text, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.webhooks import deliveries, notices, webhooks

WAITING = "waiting"


class DeliveryRow(NamedTuple):
    """A delivery as stored, with the id and the kind of what is delivered."""

    id: int
    webhook_id: int
    notice_id: int
    state: str
    attempts: int
    first_attempt: int
    due_at: int
    status: int | None
    error: str | None
    latency_ms: int | None
    created_at: int
    ended_at: int | None
    uid: str
    kind: str


_SELECT = select(*columns(deliveries, DeliveryRow, "uid", "kind"), notices.c.uid, notices.c.kind).select_from(
    deliveries.join(notices, notices.c.id == deliveries.c.notice_id)
)
_ADD = text(
    "INSERT INTO deliveries (webhook_id, notice_id, state, attempts, first_attempt, due_at, created_at) "
    "VALUES (:webhook, :notice, 'waiting', 0, 0, :at, :at) "
    "ON CONFLICT (webhook_id, notice_id) DO NOTHING RETURNING id"
)
# A disabled webhook gets nothing; what waits for it goes on once it is enabled.
_ENABLED = deliveries.c.webhook_id.in_(select(webhooks.c.id).where(webhooks.c.disabled_at.is_(None)))


def add(session: WriteSession, webhook_id: int, notice_id: int, at: int) -> int | None:
    """Insert a delivery that is due at once and return its id; None if there is one already."""
    values = {"webhook": webhook_id, "notice": notice_id, "at": at}
    return session.execute(_ADD, values).scalar_one_or_none()


def find(session: ReadSession, webhook_id: int, delivery_id: int) -> DeliveryRow | None:
    """Return the delivery with this id to a webhook, or None."""
    mine = (deliveries.c.id == delivery_id, deliveries.c.webhook_id == webhook_id)
    return fetch_one(session, DeliveryRow, _SELECT.where(*mine))


def page(
    session: ReadSession, webhook_id: int, before: int, size: int, state: str | None = None
) -> list[DeliveryRow]:
    """Return a page of the deliveries to a webhook, newest first: those with ids below ``before``."""
    chosen = _SELECT.where(deliveries.c.webhook_id == webhook_id, deliveries.c.id < before)
    if state is not None:
        chosen = chosen.where(deliveries.c.state == state)
    return fetch(session, DeliveryRow, chosen.order_by(deliveries.c.id.desc()).limit(size))


def last_failed(session: ReadSession, webhook_id: int) -> bool:
    """Return whether the newest delivery to a webhook that has ended has failed."""
    ended = (deliveries.c.webhook_id == webhook_id, deliveries.c.state != WAITING)
    newest = select(deliveries.c.state).where(*ended).order_by(deliveries.c.id.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none() == "failed"


def is_due(session: ReadSession, now: int) -> bool:
    """Return whether something is due to be sent."""
    return session.execute(select(deliveries.c.id).where(*_due(now)).limit(1)).first() is not None


def lease(session: WriteSession, now: int, until: int, limit: int) -> list[DeliveryRow]:
    """Return deliveries that are due, longest waiting first, and keep others from them until a moment.

    Those that another process has locked are skipped.
    """
    locked = (
        select(deliveries.c.id)
        .where(*_due(now))
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in session.execute(locked)]
    mine = deliveries.c.id.in_(ids)
    values = {"due_at": until, "attempts": deliveries.c.attempts + 1}
    session.execute(update(deliveries).where(mine).values(values))
    return fetch(session, DeliveryRow, _SELECT.where(mine).order_by(deliveries.c.id))


def _due(now: int) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.state == WAITING, deliveries.c.due_at <= now, _ENABLED


def move(session: WriteSession, row: DeliveryRow, values: Mapping[str, object]) -> bool:
    """Set columns of a delivery; return False if another process has leased it since."""
    same = (deliveries.c.id == row.id, deliveries.c.attempts == row.attempts)
    return session.execute(update(deliveries).where(*same).values(values)).rowcount > 0
