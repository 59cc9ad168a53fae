"""The outermost layer, plain ASGI: what applies to every request, at a few microseconds each.

It gives the request its id, takes away query parameters that mean nothing, refuses ambiguous requests, limits
bodies, answers HEAD, adds security headers, and makes sure that no error leaves as plain text or is logged
twice.
"""

from __future__ import annotations

from time import perf_counter

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.middleware.ambiguity import refusal
from service.api.middleware.ignored import without_ignored
from service.api.middleware.request_counts import RequestCounts
from service.api.middleware.request_log import log_request
from service.api.openai.errors import answer_at
from service.api.problems import fault, of_error
from service.arena.access import rate_limits
from service.errors import ArenaError
from service.http.body_limit import BodyLimit
from service.http.cross_origin import HEADERS as CROSS_ORIGIN
from service.http.cross_origin import OPEN, is_page
from service.http.security_headers import PREPARED, Headers, with_security
from service.logs import request_ids

STREAMS = "arena.streams"
"""The key in a request's scope for the responses to run after the application has returned.

It is for streams: otherwise every layer between, and what it holds of the request, would stay in memory for
as long as the stream lasts.
"""
_READS = ("GET", "HEAD")


class OuterMiddleware:
    """Wraps the whole application.

    ``reads`` answers every GET, and all other requests too, unless ``writes`` does.
    ``max_body_bytes`` limits the body of every request, unless a route allows more: before it is read if its
    length is announced, while it is read if not. The server reads and drops the rest of a refused body, so
    that the client gets to see the response. Every request is counted in ``counts``, and gets a line in the
    log with ``log_requests``.
    """

    def __init__(
        self,
        reads: ASGIApp,
        max_body_bytes: int,
        counts: RequestCounts | None = None,
        *,
        writes: ASGIApp | None = None,
        log_requests: bool = False,
        cross_origin: bool = True,
    ) -> None:
        self._reads = reads
        self._writes = writes or reads
        self._max = max_body_bytes
        self._counts = counts
        self._log_requests = log_requests
        self._cross_origin = cross_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._reads(scope, receive, send)
            return
        request_id = request_ids.enter(scope["headers"])
        inner = scope
        if b"_" in scope["query_string"] and scope["method"] in _READS:
            scope["query_string"] = without_ignored(scope["query_string"])
        if scope["method"] == "HEAD":
            # Every GET route answers HEAD: the same headers without the body. A stream needs to know.
            inner = {**scope, "method": "GET", "head": True}
        reply = _Reply(send, request_id, inner, cross_origin=self._cross_origin)
        arrived = perf_counter()
        try:
            await self._serve(inner, receive, reply)
        finally:
            if self._counts is not None:
                route = self._counts.note(scope, reply.status, (reply.began or perf_counter()) - arrived)
                if self._log_requests:
                    log_request(scope, route, reply.status, perf_counter() - arrived, reply.body_bytes)

    async def _serve(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        refused = refusal(scope)
        if refused is not None:
            await _answer(scope, refused)(scope, receive, reply)
        elif scope["method"] == "GET":
            await _guarded(self._reads, scope, receive, reply)
        else:
            body = BodyLimit(scope, receive, self._max)
            if body.hopeless:
                await _answer(scope, body.refusal())(scope, receive, reply)
            else:
                await _guarded(self._writes, scope, body, reply)


class _Reply:
    """Passes on what the application sends, adds the headers, and records how far the response has come."""

    def __init__(self, send: Send, request_id: str, scope: Scope, *, cross_origin: bool) -> None:
        self.complete = False
        self.status = 0
        self.began = 0.0
        self.body_bytes = 0
        self._id = (request_ids.HEADER, request_id.encode())
        self._send = send
        self._scope = scope
        self._cross_origin = cross_origin

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.began = message["status"], perf_counter()
            message["headers"] = self._headers(message)
        elif message["type"] == "http.response.body":
            self.complete = not message.get("more_body", False)
            if "head" in self._scope:
                message = {**message, "body": b""}
            self.body_bytes += len(message.get("body", b""))
        await self._send(message)

    def _headers(self, message: Message) -> Headers:
        """Return the complete headers of a response. Those of a cached one were prepared."""
        headers: Headers = message.get("headers", [])
        if PREPARED not in message:
            headers = with_security(headers)
            if OPEN in self._scope and is_page(dict(headers).get(b"content-type", b"")):
                del self._scope[OPEN]
        is_open = self._cross_origin and OPEN in self._scope
        return [*headers, *(CROSS_ORIGIN if is_open else ()), *rate_limits.headers(), self._id]


async def _guarded(app: ASGIApp, scope: Scope, receive: Receive, reply: _Reply) -> None:
    """Run the application. An error for which a response was sent is already in the log and ends here.

    An error of the layers in front of the framework is answered here. An error in the middle of a response is
    raised: the server must log it and cut the connection, or the client would mistake a part for the whole.
    """
    try:
        streams: list[ASGIApp] = []
        scope[STREAMS] = streams
        await app(scope, receive, reply)
        for stream in streams:
            await stream(scope, receive, reply)
    except Exception as error:
        if not reply.status:
            problem = fault(scope["method"], scope["path"], error)
            await answer_at(scope["path"], problem)(scope, receive, reply)
        elif not reply.complete:
            raise


def _answer(scope: Scope, error: ArenaError) -> Response:
    return answer_at(scope["path"], of_error(error))
