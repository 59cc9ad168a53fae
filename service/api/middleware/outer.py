"""The outermost layer, plain ASGI: what holds for every request, at a few microseconds each.

It bounds bodies, answers HEAD, adds the headers that make browsers careful, and keeps an error from leaving
as plain text or as a second traceback. HTML or SVG without a content policy of its own gets the strict
one: nothing from elsewhere, nothing inline, shown in no other site's frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.openai.errors import spoken_at, translated
from service.api.problems import of_error
from service.errors import TooLarge
from service.http.body_limit import BodyLimit

HELD = "arena.held"
"""Where in its scope a request has the list of answers that go on after the application has returned.

For streams: all layers between, and what they hold of the request, would stay in memory as long as they last.
"""

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_POLICY_NAME = b"content-security-policy"
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a browser would run scripts of.
_DOCUMENTS = (b"text/html", b"image/svg+xml")
# For browsers that do not know frame-ancestors; those that do ignore it.
_NO_FRAME = (b"x-frame-options", b"DENY")


class OuterMiddleware:
    """Stands in front of an application.

    ``max_body_bytes`` bounds every request's body, unless a route allows more: before it is read where its
    length is announced, while it is read where it is not. What a client still sends of a refused body is
    read and dropped by the server, so that the client gets to see the answer. ``note`` is told of
    every request its scope, the status of its answer (0 where there was none), and the seconds until that
    began.
    """

    def __init__(
        self, app: ASGIApp, max_body_bytes: int, note: Callable[[Scope, int, float], None] | None = None
    ) -> None:
        self._app = app
        self._max = max_body_bytes
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Reply(send, head=scope["method"] == "HEAD")
        began = perf_counter()
        try:
            await self._serve(scope, receive, reply)
        finally:
            if self._note is not None:
                self._note(scope, reply.status, (reply.began or perf_counter()) - began)

    async def _serve(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        if scope["method"] == "GET":
            await _guarded(self._app, scope, receive, reply)
        elif scope["method"] == "HEAD":
            # Every GET answers HEAD: the same headers without the body; a stream must know that it has none.
            await _guarded(self._app, {**scope, "method": "GET", "head": True}, receive, reply)
        else:
            body = BodyLimit(scope, receive, self._max)
            if body.hopeless:
                await _refusal(scope, body.refusal())(scope, receive, reply)
            else:
                await _guarded(self._app, scope, body, reply)


class _Reply:
    """Sends on what the application sends, with the headers, and notes how far it came."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self.complete = False
        self.status = 0
        self.began = 0.0
        self._send = send
        self._head = head

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.began = message["status"], perf_counter()
            message["headers"] = _with_headers(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.complete = not message.get("more_body", False)
            if self._head:
                message = {**message, "body": b""}
        await self._send(message)


def _with_headers(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = dict(headers)
    more = [header for header in _HEADERS if header[0] not in given]
    if _POLICY_NAME not in given:
        more += [header for header in [_NO_FRAME] if header[0] not in given]
        if given.get(b"content-type", b"").startswith(_DOCUMENTS):
            more.append((_POLICY_NAME, _POLICY))
    return [*headers, *more]


async def _guarded(app: ASGIApp, scope: Scope, receive: Receive, reply: _Reply) -> None:
    """Run the application. An error that it has answered is in the log already and ends here.

    One in the middle of an answer goes on: the server must cut the connection, or the client would
    take a part for the whole.
    """
    try:
        held: list[ASGIApp] = []
        scope[HELD] = held
        await app(scope, receive, reply)
        for answer in held:
            await answer(scope, receive, reply)
    except Exception:
        if not reply.complete:
            raise


def _refusal(scope: Scope, error: TooLarge) -> Response:
    problem = of_error(error)
    return translated(problem) if spoken_at(scope["path"]) else problem
