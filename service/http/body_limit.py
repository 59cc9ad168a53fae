"""How much of a request's body is read: what the settings allow, or more where a route asks for a file.

A route says so itself, once it knows that whoever sends the request may: strangers can make the service read
no more than JSON needs.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import Message, Receive, Scope

from service.errors import TooLarge

# The largest body that any route allows; a length announced beyond it is refused unread.
LARGEST = 21_000_000

_KEY = "arena.body_limit"
_DIGITS = 19


class BodyLimit:
    """Receives a request's body for the application, no more of it than is allowed."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._announced = _announced(scope)
        self._size = 0
        scope[_KEY] = self

    @property
    def hopeless(self) -> bool:
        """Whether no route could take what is announced."""
        return self._announced > max(self._most, LARGEST)

    def raise_to(self, most: int) -> None:
        """Allow more."""
        self._most = max(self._most, most)

    async def __call__(self) -> Message:
        """Return the next part of the body; raise TooLarge, unread where its length is announced."""
        if self._announced > self._most:
            raise self.refusal()
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise self.refusal()
        return message

    def refusal(self) -> TooLarge:
        """Return what a client is told of a body that is too large."""
        return TooLarge(f"the body has more than the {self._most} bytes that are allowed here")


def allow_body(request: Request, most: int) -> None:
    """Let the request's body have so many bytes, if the settings do not allow more anyway."""
    limit: BodyLimit = request.scope[_KEY]
    limit.raise_to(most)


def _announced(scope: Scope) -> int:
    """Return the body's length as its header announces it, 0 where it does not."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            # Its first digits are enough to know a number that is far too large.
            return int(value[:_DIGITS]) if value.isdigit() else 0
    return 0
