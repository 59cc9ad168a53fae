"""Webhooks in the database: where notices are sent, and what their secrets are derived from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import arenas
from service.db.tables.webhooks import webhooks


class WebhookRow(NamedTuple):
    """A webhook as stored, with the slug of its arena; ``kinds`` are separated by spaces."""

    id: int
    url: str
    description: str
    kinds: str
    arena_id: int | None
    salt: bytes
    fingerprint: bytes
    old_salt: bytes | None
    old_until: int | None
    created_at: int
    disabled_at: int | None
    disabled_reason: str | None
    arena: str | None


_SELECT = select(*columns(webhooks, WebhookRow, "arena"), arenas.c.slug).select_from(
    webhooks.outerjoin(arenas, arenas.c.id == webhooks.c.arena_id)
)


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a webhook and return its id."""
    return int(session.execute(insert(webhooks).values(values).returning(webhooks.c.id)).scalar_one())


def find(session: ReadSession, webhook_id: int) -> WebhookRow | None:
    """Return the webhook with this id, or None."""
    return fetch_one(session, WebhookRow, _SELECT.where(webhooks.c.id == webhook_id))


def page(session: ReadSession, after: int, size: int) -> list[WebhookRow]:
    """Return a page of webhooks by id."""
    chosen = _SELECT.where(webhooks.c.id > after).order_by(webhooks.c.id).limit(size)
    return fetch(session, WebhookRow, chosen)


def enabled(session: ReadSession) -> list[WebhookRow]:
    """Return the webhooks that are not disabled, by id."""
    chosen = _SELECT.where(webhooks.c.disabled_at.is_(None)).order_by(webhooks.c.id)
    return fetch(session, WebhookRow, chosen)


def change(session: WriteSession, webhook_id: int, values: Mapping[str, object]) -> None:
    """Set columns of a webhook."""
    session.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))


def remove(session: WriteSession, webhook_id: int) -> None:
    """Delete a webhook and its deliveries."""
    session.execute(delete(webhooks).where(webhooks.c.id == webhook_id))
