"""Delivering: every server process sends what is due, under leases, until it arrives or a day has passed.

A lease keeps other processes from sending the same at the same time. If a process is killed, its lease runs
out and another one sends again, with the same event id: receivers may get an event twice, but never miss one.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from service.arena.services import Services
from service.arena.webhooks import signing, webhooks
from service.db.engine import ReadSession, WriteSession
from service.db.queries.webhooks import deliveries as db
from service.db.queries.webhooks import notices
from service.db.queries.webhooks.deliveries import WAITING, DeliveryRow
from service.db.queries.webhooks.webhooks import WebhookRow
from service.domain import clock
from service.errors import ArenaError, NotFetched
from service.providers.posting import Reply

PAUSES = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 36_000)
"""The seconds between attempts: eleven of them in a day. Each is up to a tenth longer, at random."""

LEASE_SECONDS = 60
POLL_SECONDS = 1.0
"""How long something that another process stored may wait."""

MOST_AT_ONCE = 16
_GRACE_SECONDS = 3.0
_GONE = 410
_GOOD = range(200, 300)

logger = logging.getLogger("arena")


class _Message(NamedTuple):
    """A delivery with what is sent, and to whom."""

    row: DeliveryRow
    webhook: WebhookRow
    body: bytes


async def keep_delivering(services: Services, poll_seconds: float = POLL_SECONDS) -> None:
    """Send what is due, until canceled; what is under way then gets a few seconds to end."""
    running: set[asyncio.Task[None]] = set()
    try:
        while True:
            services.webhooks.work.clear()
            with suppress(ArenaError):  # the database is away, which it has logged itself
                for message in await _leased(services, MOST_AT_ONCE - len(running)):
                    task = asyncio.create_task(_deliver(services, message), name="arena-delivery")
                    running.add(task)
                    task.add_done_callback(running.discard)
            await _pause(services, poll_seconds)
    finally:
        if running:
            await asyncio.wait(running, timeout=_GRACE_SECONDS)
        for task in running:
            task.cancel()


async def _pause(services: Services, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await services.webhooks.work.wait()


async def _leased(services: Services, limit: int) -> list[_Message]:
    """Return what this process is to send. Looking writes nothing."""
    if limit <= 0 or not await services.database.read(db.is_due, clock.now()):
        return []
    return await services.database.write(_lease, limit)


def _lease(session: WriteSession, limit: int) -> list[_Message]:
    now = clock.now()
    rows = db.lease(session, now, now + LEASE_SECONDS * clock.SECOND, limit)
    return _messages(session, rows)


def _messages(session: ReadSession, rows: list[DeliveryRow]) -> list[_Message]:
    targets = {row.webhook_id: webhooks.row_of(session, row.webhook_id) for row in rows}
    bodies = notices.of_ids(session, [row.notice_id for row in rows])
    return [_Message(row, targets[row.webhook_id], bodies[row.notice_id].body.encode()) for row in rows]


async def _deliver(services: Services, message: _Message) -> None:
    """Send one message and store what became of it."""
    try:
        outcome = await _outcome(services, message)
        await services.database.write(_store, message, outcome)
    except ArenaError as error:  # it is sent again once the lease has run out
        logger.warning("what became of event %s was not stored: %s", message.row.uid, error)
    except Exception as error:
        logger.warning("event %s was not sent: %s", message.row.uid, error, exc_info=error)


async def _outcome(services: Services, message: _Message) -> Reply | str:
    """Return the receiver's reply, or in words why none came."""
    now = clock.now()
    keys = webhooks.keys_of(message.webhook, services.secret, now)
    if not keys:
        return "the service's secret key is another one than when the secret was made; rotate the secret"
    headers = signing.headers(keys, message.row.uid, now, message.body)
    try:
        return await services.webhooks.poster.post(message.webhook.url, headers, message.body)
    except NotFetched as error:
        return error.detail


def _store(session: WriteSession, message: _Message, outcome: Reply | str) -> None:
    row, reply = message.row, outcome if isinstance(outcome, Reply) else None
    values: dict[str, object] = {
        "status": reply and reply.status,
        "latency_ms": reply and reply.latency_ms,
        "error": _error(outcome),
    }
    if reply is not None and reply.status in _GOOD:
        values |= _ended("delivered")
    elif reply is not None and reply.status == _GONE:
        values |= _ended("failed")
    else:
        values |= _next(row, reply)
    if db.move(session, row, values) and reply is not None and reply.status == _GONE:
        webhooks.disable(session, row.webhook_id, "the receiver responded with status 410: it is gone")


def _error(outcome: Reply | str) -> str | None:
    if isinstance(outcome, str):
        return outcome
    return None if outcome.status in _GOOD else f"the receiver responded with status {outcome.status}"


def _ended(state: str) -> Mapping[str, object]:
    return {"state": state, "ended_at": clock.now()}


def _next(row: DeliveryRow, reply: Reply | None) -> Mapping[str, object]:
    """Return when it is sent again, or that a day has passed."""
    sent = row.attempts - row.first_attempt
    if sent > len(PAUSES):
        return _ended("failed")
    pause = PAUSES[sent - 1] * random.uniform(1.0, 1.1)  # noqa: S311 - no secret
    wanted = reply.retry_after if reply is not None and reply.retry_after else 0
    seconds = max(pause, min(wanted, PAUSES[-1]))
    return {"state": WAITING, "due_at": clock.now() + round(seconds * clock.SECOND)}
