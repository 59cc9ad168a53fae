"""The connection that listens for PostgreSQL's notifications, and proves that they arrive.

A connection that broke silently looks like one without notifications, and so does one through a pooler, which
forgets who listened. So the listener notifies itself through the connections that write, and believes that
nothing happened only after it heard that.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from service.db.poolers import CONNECT_SECONDS

CHANNEL = "arena_changed"
"""What every commit notifies that changes a revision: with an empty payload. Others are proofs."""

Callback = Callable[[str], None]
Notify = Callable[[str], Awaitable[None]]

# After this long without a notification, a request for what has changed is sent to the database, until the
# next proof. This bounds how long a connection that broke silently is trusted.
SILENCE_SECONDS = 5.0
_RECONNECT_SECONDS = 1.0
_TOKEN_BYTES = 8

_NOTIFY = text("SELECT pg_notify(:channel, :payload)")

logger = logging.getLogger("arena")


def notify(connection: Connection, payload: str) -> None:
    """Notify the channel of changes at the end of the transaction, which may be read-only."""
    connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})


class Listener:
    """Calls back for notifications. ``hears`` is whether they are known to arrive."""

    def __init__(self, url: URL, notify: Notify) -> None:
        self._dsn = url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
        self._ssl = url.query.get("ssl")
        self._notify = notify
        self._callbacks: dict[str, list[Callback]] = {CHANNEL: []}
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._proven = asyncio.Event()
        self._token = ""
        self._heard_at = 0.0
        self._warned = False
        self.hears = False

    def start(self) -> None:
        """Start to listen in this event loop, if that was not done yet."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="arena-listener")

    def listen(self, channel: str, callback: Callback) -> None:
        """Call back with the payload of every notification on a channel.

        Also call back with an empty text after each proof, because notifications may have been missed before
        it: after a connection, and after every silence.
        """
        self._callbacks.setdefault(channel, []).append(callback)
        self._wake.set()

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._connect()
            except Exception as error:  # noqa: BLE001 - whatever it was, it may be gone the next time
                self._warn(error)
            await asyncio.sleep(_RECONNECT_SECONDS)

    def _warn(self, error: Exception) -> None:
        """Say once that reads ask the database, until notifications arrive again."""
        if not self._warned:
            self._warned = True
            logger.warning(
                "no notifications from the database (%s), so every read asks it; "
                "behind a pooler, ARENA_LISTEN_URL must lead past it",
                type(error).__name__,
            )

    async def _connect(self) -> None:
        # No cache of statements: behind a pooler, the names of prepared ones would mean nothing.
        connection = await asyncpg.connect(
            self._dsn,
            ssl=self._ssl,
            timeout=CONNECT_SECONDS,
            command_timeout=SILENCE_SECONDS,
            statement_cache_size=0,
            server_settings={"application_name": "arena"},
        )
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            await self._follow(connection)
        finally:
            self.hears = False
            connection.terminate()

    async def _follow(self, connection: asyncpg.Connection) -> None:
        """Listen on every channel, and prove it at the start and after each silence."""
        channels: set[str] = set()
        while not connection.is_closed():
            self._wake.clear()
            new = self._callbacks.keys() - channels
            for channel in new:
                await connection.add_listener(channel, self._deliver)
            channels |= new
            if new or self._silence_left() <= 0:
                await self._prove()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0, self._silence_left()))

    def _silence_left(self) -> float:
        return self._heard_at + SILENCE_SECONDS - time.monotonic()

    async def _prove(self) -> None:
        """Hear a notification of our own. Raise TimeoutError if it does not arrive."""
        self.hears = False
        self._token = secrets.token_hex(_TOKEN_BYTES)
        self._proven.clear()
        async with asyncio.timeout(SILENCE_SECONDS):
            await self._notify(self._token)
            await self._proven.wait()

    def _deliver(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        if channel == CHANNEL and payload:
            if payload == self._token:
                self._note_proof()
            return
        self._heard_at = time.monotonic()
        for callback in self._callbacks[channel]:
            callback(str(payload))

    def _note_proof(self) -> None:
        self._token = ""
        self._heard_at = time.monotonic()
        self.hears = True
        self._warned = False
        self._proven.set()
        for callback in (one for callbacks in self._callbacks.values() for one in callbacks):
            callback("")
