"""Server-Sent Events: an arena's revisions, for dashboards that follow it."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from service.api.middleware.outer import HELD
from service.api.raw_route import RawRoute
from service.arena.boards.events import ArenaState, Events, Follower
from service.http.deps import no_query, reader

# Proxies cut what is silent for a minute.
HEARTBEAT_SECONDS = 15.0
# How long a browser waits before it connects again; not all at once after a restart.
_RETRY_MS = (1_000, 5_000)
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Tells nginx not to collect what should go out at once.
    (b"x-accel-buffering", b"no"),
]
_HEARTBEAT = b":\n\n"

router = APIRouter(prefix="/api/v1", tags=["reading"])


class EventStream(Response):
    """The events of one follower, sent until it leaves or the server stops."""

    def __init__(self, events: Events, slug: str, follower: Follower, seen: str | None) -> None:
        super().__init__()
        self._events = events
        self._slug = slug
        self._follower = follower
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Leave it to the edge to go on with `run`."""
        scope[HELD].append(self.run)

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them; to HEAD the headers alone."""
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: self._follower.wake())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if not scope.get("head"):
                await self._send_all(gone, send)
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self._events.leave(self._slug, self._follower)

    async def _send_all(self, gone: asyncio.Task[None], send: Send) -> None:
        told = self._follower.state
        # One who has been here and missed nothing need not load the board again.
        first = _HEARTBEAT if self._seen == str(told.revision) else event(told)
        await _send(send, b"retry: %d\n" % random.randint(*_RETRY_MS) + first)  # noqa: S311 - no secret
        while True:
            await self._follower.wait(HEARTBEAT_SECONDS)
            if gone.done() or self._events.closed:
                return
            news, told = told != self._follower.state, self._follower.state
            await _send(send, event(told) if news else _HEARTBEAT)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Wait until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def event(state: ArenaState) -> bytes:
    """Return a ``revision`` event."""
    return b"id: %d\nevent: revision\ndata: %s\n\n" % (state.revision, json.dumps(state._asdict()).encode())


async def follow(request: Request, arena: str) -> Response:
    """An arena's state now and after every change, as `revision` events `{revision, position, votes}`."""
    await reader(request)
    await no_query(request)
    events: Events = request.app.state.events
    return EventStream(events, arena, await events.follow(arena), request.headers.get("last-event-id"))


_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events until the client leaves.", "content": {"text/event-stream": {}}}
}

router.add_api_route(
    "/arenas/{arena}/events",
    follow,
    route_class_override=RawRoute,
    response_class=Response,
    responses=_ANSWER,
)
