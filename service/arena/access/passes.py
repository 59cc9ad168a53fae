"""Passes: signed cookies of visitors who have shown that they are not a program, for a few minutes."""

from __future__ import annotations

from service.arena.access.signing import signed, unsigned
from service.domain import clock

COOKIE = "arena_pass"
SECONDS = 600
_PURPOSE = b"pass"
_VOTER_BYTES, _TIME_BYTES = 8, 6


def cookie(secret: bytes, voter: int) -> str:
    """Return the Set-Cookie value with the pass of a voter."""
    until = (clock.now() // clock.SECOND + SECONDS).to_bytes(_TIME_BYTES, "big")
    text = signed(secret, _PURPOSE, _bytes_of(voter) + until)
    return f"{COOKIE}={text}; Max-Age={SECONDS}; Path=/; HttpOnly; SameSite=Lax"


def has_pass(secret: bytes, cookies: str, voter: int) -> bool:
    """Return whether a Cookie header has a pass of this voter that has not expired."""
    if COOKIE not in cookies:
        return False
    pairs = (one.strip().partition("=") for one in cookies.split(";"))
    return any(_is_valid(secret, value, voter) for name, _, value in pairs if name == COOKIE)


def _is_valid(secret: bytes, text: str, voter: int) -> bool:
    data = unsigned(secret, _PURPOSE, text, _VOTER_BYTES + _TIME_BYTES)
    if data is None or not data.startswith(_bytes_of(voter)):
        return False
    return clock.now() // clock.SECOND <= int.from_bytes(data[_VOTER_BYTES:], "big")


def _bytes_of(voter: int) -> bytes:
    return voter.to_bytes(_VOTER_BYTES, "big", signed=True)
