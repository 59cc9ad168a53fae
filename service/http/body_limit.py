"""The limit on a request's body: what the settings allow, or more where a route expects a file.

A route raises the limit itself, after it has authorized the sender. Anyone else can make the service read
only as much as JSON needs. A compressed body is limited twice: as it is sent, and as it is decompressed.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import Message, Receive, Scope

from service.errors import TooLarge
from service.http.content_coding import Decoder, decoder_of

# The largest body that any route allows. If a longer one is announced, it is refused unread.
LARGEST = 101_000_000

_KEY = "arena.body_limit"
_DIGITS = 19


class BodyLimit:
    """Receives a request's body for the application, up to the limit."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._announced, self._coding = _announced(scope)
        self._decoder: Decoder | None = None
        self._size = self._decoded = 0
        scope[_KEY] = self

    @property
    def hopeless(self) -> bool:
        """Whether the announced length is too large for every route."""
        return self._announced > max(self._most, LARGEST)

    def raise_to(self, most: int) -> None:
        """Raise the limit; a lower one has no effect."""
        self._most = max(self._most, most)

    async def __call__(self) -> Message:
        """Return the next part of the body, decompressed.

        Raise TooLarge, before reading it if its length was announced; and UnsupportedCoding and Malformed.
        """
        if self._announced > self._most:
            raise self.refusal()
        if self._coding and self._decoder is None:
            self._decoder = decoder_of(self._coding)
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise self.refusal()
        return message if self._decoder is None else self._decompressed(self._decoder, message)

    def _decompressed(self, decoder: Decoder, message: Message) -> Message:
        if message["type"] != "http.request":
            return message
        # One byte more than allowed is enough to know that it is too much.
        body = decoder.decode(message.get("body", b""), self._most - self._decoded + 1)
        self._decoded += len(body)
        if self._decoded > self._most:
            raise self.refusal()
        if not message.get("more_body", False):
            decoder.check_complete()
        return {**message, "body": body}

    def refusal(self) -> TooLarge:
        """Return the error for a body that is too large."""
        return TooLarge(f"the body exceeds the limit of {self._most} bytes")


def allow_body(request: Request, most: int) -> None:
    """Let the request's body have ``most`` bytes, or more if the settings allow that."""
    limit: BodyLimit = request.scope[_KEY]
    limit.raise_to(most)


def _announced(scope: Scope) -> tuple[int, bytes]:
    """Return the body's length according to its header, 0 if it has none, and its Content-Encoding."""
    length, coding = 0, b""
    for name, value in scope["headers"]:
        if name == b"content-length":
            # The first digits are enough to recognize a number that is far too large.
            length = int(value[:_DIGITS]) if value.isdigit() else 0
        elif name == b"content-encoding":
            coding = coding + b"," + value if coding else value
    return length, coding
