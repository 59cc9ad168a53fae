"""Invitations: signed links that let many people vote from one address, such as a class or a fair.

The votes of invited browsers count for the invitation, wherever they come from, and not for their network.
So an invitation is worth as many usual networks as it says, however often it is passed on.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.domain import clock

COOKIE = "arena_invitation"
MAX_NETWORKS = 1_000
_PURPOSE = b"invitation"
_NUMBER_BYTES, _NETWORKS_BYTES, _DAY_BYTES = 8, 2, 4
_BYTES = _NUMBER_BYTES + _NETWORKS_BYTES + _DAY_BYTES


class Invitation(NamedTuple):
    """An invitation: its random number, how many usual networks it is worth, and its last day."""

    number: int
    networks: int
    last_day: int

    @classmethod
    def new(cls, networks: int, days: int) -> Invitation:
        """Return a new invitation for today and so many days after it."""
        number = int.from_bytes(secrets.token_bytes(_NUMBER_BYTES), "big")
        return cls(number, networks, clock.now() // clock.DAY + days)

    @classmethod
    def parse(cls, secret: bytes, token: str) -> Invitation | None:
        """Return the invitation of a token, None if it is forged or its last day has passed."""
        data = unsigned(secret, _PURPOSE, token, _BYTES)
        if data is None:
            return None
        number, rest = data[:_NUMBER_BYTES], data[_NUMBER_BYTES:]
        found = cls(
            int.from_bytes(number, "big"),
            int.from_bytes(rest[:_NETWORKS_BYTES], "big"),
            int.from_bytes(rest[_NETWORKS_BYTES:], "big"),
        )
        return found if clock.now() // clock.DAY <= found.last_day else None

    def token(self, secret: bytes) -> str:
        """Return the text that links and cookies have."""
        sizes = (_NUMBER_BYTES, _NETWORKS_BYTES, _DAY_BYTES)
        parts = (part.to_bytes(size, "big") for part, size in zip(self, sizes, strict=True))
        return signed(secret, _PURPOSE, b"".join(parts))

    def cookie(self, secret: bytes) -> str:
        """Return the Set-Cookie value with which a browser shows the invitation from now on."""
        seconds = ((self.last_day + 1) * clock.DAY - clock.now()) // clock.SECOND
        return f"{COOKIE}={self.token(secret)}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax"
