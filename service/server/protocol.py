"""uvicorn's protocol on httptools, with limits: uvicorn reads heads of any size and waits for ever.

It overrides ``data_received`` as a whole, and otherwise adds to what uvicorn does. A test compares the parts
of uvicorn that this depends on with those that it was written for.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, cast

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from service.api.problems import of_error
from service.errors import ArenaError, HeadTooLarge, Malformed, TooMany, TooSlow
from service.server.connections import Connections
from service.settings import Settings

MAX_HEAD = 65_536
"""The largest head of a request: its first line and its headers, in bytes.

Browsers and proxies send at most a few thousand. The ends of chunked bodies may have as much.
"""
PACE = 2_000
"""Bytes per second at which a body must arrive on average, after the first seconds.

It is less than the slowest telephone network carries, and the largest image takes three hours at that pace.
Without it, a byte a minute would keep a connection open for years.
"""
LINGER_SECONDS = 5
"""How long what a refused client still sends is dropped, so that the client gets to read the refusal."""
STALLED = 4
"""A client that reads nothing of its response for this many times ``request_seconds`` is disconnected."""

_IDLE, _HEAD, _BODY = range(3)
_RETRY_SECONDS = 5


class LimitedProtocol(HttpToolsProtocol):
    """One connection. Refusals are problems, in JSON, and end it."""

    # In slots, because with so many more attributes Python would keep all of them, uvicorn's too, in a slower
    # dictionary.
    __slots__ = (
        "_body",
        "_ended",
        "_error",
        "_fed",
        "_first",
        "_network",
        "_phase",
        "_running",
        "_since",
        "_stalled",
        "_unread",
        "_watch",
    )

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        connections: Connections,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._watch = connections
        self._network: str | None = None
        self._phase = _IDLE
        self._since = connections.tick  # when the head or the body began
        self._fed = 0  # bytes that came since the head began, or since the last part of the body
        self._body = 0  # bytes of the body that came
        self._first = True  # whether the next head begins where the data begins
        self._running: RequestResponseCycle | None = None
        self._error: ArenaError | None = None
        self._ended = False
        self._unread = 0  # bytes of the response that the client has yet to take
        self._stalled = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection; refuse it if its network has too many."""
        super().connection_made(transport)
        self._watch.add(self)
        self._network = self._watch.network_of(self.client[0] if self.client else None)
        if self._network is not None and not self._watch.enter(self._network):
            self._watch.note_refusal(self._peer())
            self._ended = True
            self._write(TooMany("your network has too many open connections", _RETRY_SECONDS))
            # At once: connections that linger would use up the process's files all the same.
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting it, and tell the application that the client is gone."""
        super().connection_lost(exc)
        if self._running is not None:
            # uvicorn tells only the last of several requests, and the others would write to a closed socket.
            self._running.disconnected = True
            self._running.message_event.set()
        self._watch.remove(self)
        if self._network is not None:
            self._watch.leave(self._network)

    def data_received(self, data: bytes) -> None:
        """Parse what came; end the connection if it is not HTTP or too much."""
        if self._ended:
            return
        self._unset_keepalive_if_required()
        self._first = self._phase == _IDLE
        self._fed += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._end_after_response()  # what follows is in another protocol
        except httptools.HttpParserError as error:
            self._refuse(self._error or Malformed(f"the request is not valid HTTP: {_reason(error)}"))
        else:
            if self._fed > MAX_HEAD:
                self._refuse(_too_large())

    def on_message_begin(self) -> None:
        """Start the clock of the head."""
        super().on_message_begin()
        self._phase, self._since = _HEAD, self._watch.tick
        if self._first:
            self._first = False
        else:
            # Behind another request in the same data, of which nobody knows where it ended.
            self._fed = 0

    def on_headers_complete(self) -> None:
        """Start the clock of the body, and the application."""
        if self._fed > MAX_HEAD and self._head_size() > MAX_HEAD:
            self._error = _too_large()
            raise self._error
        super().on_headers_complete()
        self._phase, self._since, self._fed, self._body = _BODY, self._watch.tick, 0, 0
        # uvicorn would add the fields at the end of a chunked body to the headers that the application sees.
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """Count the bytes of the body."""
        self._fed = 0
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        super().on_message_complete()
        self._phase, self._fed = _IDLE, 0

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def resume_writing(self) -> None:
        """Note that the client read something."""
        super().resume_writing()
        self._stalled = 0

    def check(self) -> None:
        """End the connection if its client is too slow."""
        self._check_reader()
        waited = self._watch.tick - self._since
        if self.transport.is_closing():
            return
        if self._ended:
            if waited > LINGER_SECONDS and not self._answering():
                self.transport.abort()
        elif self._phase == _BODY:
            self._check_body(waited)
        elif waited > self._watch.seconds:
            self._check_head()

    def _check_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._stalled = self._stalled + 1 if unread and unread >= self._unread else 0
        self._unread = unread
        if self._stalled > STALLED * self._watch.seconds:
            self._watch.note_end(self._peer(), "the response was not read")
            self.transport.abort()

    def _check_head(self) -> None:
        if self._phase == _HEAD:
            self._refuse(TooSlow(f"the headers did not arrive within {self._watch.seconds} seconds"))
        elif not self._answering() and self.timeout_keep_alive_task is None:
            self.transport.close()  # nothing was asked, so there is nothing to answer

    def _check_body(self, waited: int) -> None:
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._since += 1  # it is the application that waits
        elif waited > self._watch.seconds + self._body // PACE:
            self._refuse(TooSlow(f"the body did not arrive at {PACE} bytes per second"))

    def _refuse(self, error: ArenaError) -> None:
        """Answer with an error and end the connection, without the application."""
        self._watch.note_end(self._peer(), error.detail)
        if not self._answering():
            if self._phase == _BODY:
                self.transport.close()  # the rest of a body whose request was answered
            else:
                self._write_last(error)
        elif self._phase != _BODY:
            self._end_after_response()
        elif self.cycle.response_started or self.pipeline:
            self.transport.abort()
        else:
            # The application waits for the rest of the body.
            self.cycle.disconnected = self.cycle.response_complete = True
            self.cycle.message_event.set()
            self._write_last(error)

    def _end_after_response(self) -> None:
        self._ended, self._since = True, self._watch.tick
        if self._answering():
            self.cycle.keep_alive = False
        else:
            self.transport.close()

    def _write_last(self, error: ArenaError) -> None:
        self._ended, self._since = True, self._watch.tick
        self._write(error)
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def _write(self, error: ArenaError) -> None:
        response = of_error(error)
        headers = [*self.server_state.default_headers, *response.raw_headers, (b"connection", b"close")]
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        head = b"".join([STATUS_LINE[error.status], *lines, b"\r\n"])
        self.transport.write(head + bytes(response.body))

    def _answering(self) -> bool:
        # Before the first request it is None, whatever uvicorn declares.
        return self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]

    def _head_size(self) -> int:
        # With the two characters behind each name, and the two behind each value.
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _peer(self) -> str:
        return f"{self.client[0]}:{self.client[1]}" if self.client else "a socket file"


def limited_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the protocol for uvicorn's ``http``, with the limits of these settings.

    Each process gets a copy, and counts its own connections.
    """
    # uvicorn only calls it.
    return cast("type[asyncio.Protocol]", partial(LimitedProtocol, connections=Connections(settings)))


def _too_large() -> HeadTooLarge:
    return HeadTooLarge(f"the first line and the headers exceed the limit of {MAX_HEAD} bytes")


def _reason(error: httptools.HttpParserError) -> str:
    """Return what the parser says, without the data that it quotes."""
    if isinstance(error, httptools.HttpParserCallbackError):
        return "Invalid URL"  # the only thing that is parsed in a callback
    return str(error).partition("\n")[0][:200]
