"""The limit on a request's body: what the settings allow, or more where a route expects a file.

A route raises the limit itself, after it has authorized the sender. Anyone else can make the service read
only as much as JSON needs.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import Message, Receive, Scope

from service.errors import TooLarge

# The largest body that any route allows. If a longer one is announced, it is refused unread.
LARGEST = 101_000_000

_KEY = "arena.body_limit"
_DIGITS = 19


class BodyLimit:
    """Receives a request's body for the application, up to the limit."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._announced = _announced(scope)
        self._size = 0
        scope[_KEY] = self

    @property
    def hopeless(self) -> bool:
        """Whether the announced length is too large for every route."""
        return self._announced > max(self._most, LARGEST)

    def raise_to(self, most: int) -> None:
        """Raise the limit; a lower one has no effect."""
        self._most = max(self._most, most)

    async def __call__(self) -> Message:
        """Return the next part of the body. Raise TooLarge, before reading it if its length was announced."""
        if self._announced > self._most:
            raise self.refusal()
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise self.refusal()
        return message

    def refusal(self) -> TooLarge:
        """Return the error for a body that is too large."""
        return TooLarge(f"the body exceeds the limit of {self._most} bytes")


def allow_body(request: Request, most: int) -> None:
    """Let the request's body have ``most`` bytes, or more if the settings allow that."""
    limit: BodyLimit = request.scope[_KEY]
    limit.raise_to(most)


def _announced(scope: Scope) -> int:
    """Return the body's length according to its header, 0 if it has none."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            # The first digits are enough to recognize a number that is far too large.
            return int(value[:_DIGITS]) if value.isdigit() else 0
    return 0
