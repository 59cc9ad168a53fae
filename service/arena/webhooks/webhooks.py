"""Webhooks: where notices are sent. Made, changed, removed, and given new secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.catalog import arenas, records
from service.arena.recording.idempotency import Answer, Once
from service.arena.webhooks import signing
from service.arena.webhooks.notices import SUBSCRIBABLE
from service.db.engine import ReadSession, WriteSession
from service.db.queries.webhooks import webhooks as db
from service.db.queries.webhooks.webhooks import WebhookRow
from service.domain import clock
from service.domain.paging import MAX_ID, Listing, Page, after_id, listing
from service.errors import Conflict, NotFound

MOST = 100
"""How many webhooks there may be: each notice is sent to all that want it."""

OLD_SECRET_DAYS = 1
"""How long a former secret still signs, so that receivers can change it without missing anything."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook. ``events`` are the kinds that it gets, and ``arena`` limits them to one arena.

    ``disabled_reason`` says why it gets nothing at present. Until ``old_secret_until``, messages are signed
    with its former secret as well.
    """

    id: int
    url: str
    description: str
    events: tuple[str, ...]
    arena: str | None
    created_at: int
    old_secret_until: int | None
    disabled_at: int | None
    disabled_reason: str | None

    @property
    def enabled(self) -> bool:
        """Whether notices are sent to it."""
        return self.disabled_at is None


class NewSecret(NamedTuple):
    """A webhook with its secret, at one of the moments at which it is shown."""

    webhook: Webhook
    secret: str


def create(session: WriteSession, secret: bytes, fields: Mapping[str, object]) -> Webhook:
    """Add a webhook. Raise NotFound for an unknown arena, Conflict if there are too many."""
    if len(db.page(session, 0, MOST)) >= MOST:
        raise Conflict(f"there are {MOST} webhooks already; delete one first")
    values = _values(session, {"description": "", "events": (), **fields})
    return get(session, db.add(session, {**values, **_new_secret(secret), "created_at": clock.now()}))


def create_once(
    session: WriteSession,
    secret: bytes,
    fields: Mapping[str, object],
    once: Once | None,
    body_of: Callable[[Webhook], bytes],
) -> tuple[Answer, str]:
    """Add a webhook unless its idempotency key was used before; return the response and the secret.

    The response that is kept for the key has no secret in it: it is derived again.
    """
    answer = records.create_once(session, once, lambda inner: body_of(create(inner, secret, fields)))
    return answer, secret_of(session, secret, json.loads(answer.body)["id"])


def with_secret(session: ReadSession, secret: bytes, webhook: Webhook) -> NewSecret:
    """Return a webhook with its secret, to be shown once."""
    return NewSecret(webhook, secret_of(session, secret, webhook.id))


def get(session: ReadSession, webhook_id: int) -> Webhook:
    """Return a webhook. Raise NotFound."""
    return _webhook(row_of(session, webhook_id))


def row_of(session: ReadSession, webhook_id: int) -> WebhookRow:
    """Return the row of a webhook; raise NotFound."""
    row = db.find(session, webhook_id) if 0 < webhook_id <= MAX_ID else None
    if row is None:
        raise NotFound(f"there is no webhook {webhook_id}; GET /api/v1/webhooks lists them")
    return row


def page(session: ReadSession, page: Page) -> Listing[Webhook]:
    """Return a page of webhooks in the order in which they were made.

    Raise Invalid for another list's cursor.
    """
    return listing(db.page(session, after_id(page), page.size), page, _webhook, lambda row: str(row.id))


def change(session: WriteSession, webhook_id: int, fields: Mapping[str, object]) -> Webhook:
    """Change what is given. Raise NotFound for an unknown webhook or arena."""
    get(session, webhook_id)
    values = _values(session, fields)
    if values:
        db.change(session, webhook_id, values)
    return get(session, webhook_id)


def remove(session: WriteSession, webhook_id: int) -> None:
    """Delete a webhook with its deliveries. Raise NotFound."""
    get(session, webhook_id)
    db.remove(session, webhook_id)


def rotate(session: WriteSession, secret: bytes, webhook_id: int) -> NewSecret:
    """Give a webhook a new secret and return it; the former one goes on for a day. Raise NotFound."""
    row = row_of(session, webhook_id)
    until = clock.now() + OLD_SECRET_DAYS * clock.DAY
    db.change(session, webhook_id, {**_new_secret(secret), "old_salt": row.salt, "old_until": until})
    return with_secret(session, secret, get(session, webhook_id))


def disable(session: WriteSession, webhook_id: int, reason: str) -> None:
    """Send nothing more to a webhook until somebody enables it."""
    db.change(session, webhook_id, {"disabled_at": clock.now(), "disabled_reason": reason})


def secret_of(session: ReadSession, secret: bytes, webhook_id: int) -> str:
    """Return the secret of a webhook as text. Raise NotFound."""
    return signing.text_of(signing.derived(secret, row_of(session, webhook_id).salt))


def keys_of(row: WebhookRow, secret: bytes, now: int) -> list[bytes]:
    """Return the secrets that sign a webhook's messages now; none if the service's key is another one."""
    key = signing.derived(secret, row.salt)
    if signing.fingerprint(key) != row.fingerprint:
        return []
    is_old_valid = row.old_salt is not None and row.old_until is not None and now < row.old_until
    return [key, signing.derived(secret, row.old_salt)] if is_old_valid and row.old_salt else [key]


def _new_secret(secret: bytes) -> dict[str, object]:
    salt = signing.new_salt()
    return {"salt": salt, "fingerprint": signing.fingerprint(signing.derived(secret, salt))}


def _values(session: ReadSession, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the columns for the fields of a request."""
    values = {name: fields[name] for name in ("url", "description") if name in fields}
    events, arena = fields.get("events"), fields.get("arena")
    if isinstance(events, Iterable):
        values["kinds"] = " ".join(kind for kind in SUBSCRIBABLE if kind in set(events))
    if "arena" in fields:
        values["arena_id"] = arenas.get(session, str(arena)).id if arena is not None else None
    if "enabled" in fields:
        at = None if fields["enabled"] else clock.now()
        values |= {"disabled_at": at, "disabled_reason": None if fields["enabled"] else "by request"}
    return values


def _webhook(row: WebhookRow) -> Webhook:
    is_old_valid = row.old_until is not None and clock.now() < row.old_until
    return Webhook(
        row.id,
        row.url,
        row.description,
        tuple(row.kinds.split()) or tuple(SUBSCRIBABLE),
        row.arena,
        row.created_at,
        row.old_until if is_old_valid else None,
        row.disabled_at,
        row.disabled_reason,
    )
