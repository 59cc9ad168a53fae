"""Server-Sent Events: an arena's revisions, for dashboards that follow it."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.types import Receive, Scope, Send

from service.api.middleware.outer import STREAMS
from service.api.raw_route import RawRoute
from service.arena.boards.events import ArenaState, Events, Follower
from service.http.deps import no_query, reader

# Proxies close connections that are silent for a minute.
HEARTBEAT_SECONDS = 15.0
# How long a browser waits before it reconnects; random, so that not all return at once after a restart.
_RETRY_MS = (1_000, 5_000)
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Tells nginx not to buffer what should go out at once.
    (b"x-accel-buffering", b"no"),
]
# A comment, without the empty line that ends an event: some clients take that for an event without data.
_HEARTBEAT = b":\n"
_EXAMPLE = """id: 57-1190
event: revision
data: {"revision": 57, "position": 1204, "votes": 1198, "pooled_position": 1190}

"""
# Without a schema: tools read one as that of a single event.
_STREAM = {"example": _EXAMPLE}

router = APIRouter(prefix="/api/v1", tags=["reading"])


class EventStream(Response):
    """The events of one follower, sent until it leaves or the server stops."""

    def __init__(self, events: Events, slug: str, follower: Follower, last_seen: str | None) -> None:
        super().__init__()
        self._events = events
        self._slug = slug
        self._follower = follower
        self._last_seen = last_seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Have the outer middleware call `run` once the application has returned."""
        scope[STREAMS].append(self.run)

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; to HEAD only the headers."""
        disconnect = asyncio.create_task(_disconnected(receive))
        disconnect.add_done_callback(lambda _: self._follower.wake())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if not scope.get("head"):
                await self._send_all(disconnect, send)
            await send({"type": "http.response.body", "body": b""})
        finally:
            disconnect.cancel()
            self._events.leave(self._slug, self._follower)

    async def _send_all(self, disconnect: asyncio.Task[None], send: Send) -> None:
        state = self._follower.state
        # A client that returns and missed nothing need not load the leaderboard again. It gets no event,
        # not even an empty one: the time until it reconnects belongs to the next.
        first = _HEARTBEAT if self._last_seen == state.id else event(state)
        await _send(send, b"retry: %d\n" % random.randint(*_RETRY_MS) + first)  # noqa: S311 - no secret
        while True:
            await self._follower.wait(HEARTBEAT_SECONDS)
            if disconnect.done() or self._events.closed:
                return
            changed, state = state != self._follower.state, self._follower.state
            await _send(send, event(state) if changed else _HEARTBEAT)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _disconnected(receive: Receive) -> None:
    """Wait until the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


def event(state: ArenaState) -> bytes:
    """Return a ``revision`` event."""
    return f"id: {state.id}\nevent: revision\ndata: {json.dumps(state._asdict())}\n\n".encode()


async def _headers(
    last_event_id: Annotated[
        str | None,
        Header(description="The id of the last event that you got. The next one then comes with a change."),
    ] = None,
) -> None:
    """Declare the header that `follow_arena` reads from the request itself, for the OpenAPI document."""


async def follow_arena(request: Request, arena: str) -> Response:
    """Stream an arena's state, at once and on every change, as `revision` events.

    Their data is `{revision, position, votes, pooled_position}`.
    """
    await reader(request)
    await no_query(request)
    events: Events = request.app.state.events
    return EventStream(events, arena, await events.follow(arena), request.headers.get("last-event-id"))


router.add_api_route(
    "/arenas/{arena}/events",
    follow_arena,
    dependencies=[Depends(reader), Depends(no_query), Depends(_headers)],
    route_class_override=RawRoute,
    response_class=Response,
    responses={
        200: {
            "description": "Events, until the client leaves.",
            "content": {"text/event-stream": _STREAM},
        }
    },
)
