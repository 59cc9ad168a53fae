"""Administrators in a browser: a key with the scope ``admin`` opens a session, kept in a signed cookie.

The cookie holds the key's number and when it was shown, not the key; it works for twelve hours at most,
and no longer than the key: each request looks whether that was revoked.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.access import keys
from service.arena.access.signing import check_token, new_token, signed, unsigned
from service.arena.services import Services
from service.domain import clock
from service.errors import Forbidden, Unauthorized

COOKIE = "arena_admin"
PATH = "/admin"
SESSION_SECONDS = 12 * 3_600

_NUMBER_BYTES = 6


@dataclass(frozen=True, slots=True)
class Admin:
    """Who administers: the number and name of the key, and when (seconds since 1970) it was shown."""

    key_id: int
    name: str
    since: int


async def log_in(services: Services, token: str, *, secure: bool) -> str:
    """Return the Set-Cookie value of a new session for who shows a key.

    Raise Unauthorized for a key that is unknown or revoked, Forbidden for one without the scope ``admin``.
    """
    key = await services.keyring.find(token.strip())
    if key is None:
        raise Unauthorized("the key is unknown or revoked; create one with `arena keys create --scope admin`")
    if not key.may("admin"):
        raise Forbidden(f"this needs a key with the scope 'admin'; this key has {', '.join(key.scopes)}")
    value = signed(services.secret, b"admin", _numbers(key.id, clock.now() // clock.SECOND))
    return _cookie(value, SESSION_SECONDS, secure=secure)


def log_out(*, secure: bool) -> str:
    """Return the Set-Cookie value that ends the browser's session."""
    return _cookie("", 0, secure=secure)


def _cookie(value: str, seconds: int, *, secure: bool) -> str:
    ending = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Max-Age={seconds}; Path={PATH}; HttpOnly; SameSite=Strict{ending}"


async def admin_of(services: Services, value: str) -> Admin | None:
    """Return the administrator whose session a cookie's value is.

    None for any other, and for one that is over.
    """
    data = unsigned(services.secret, b"admin", value, 2 * _NUMBER_BYTES)
    if data is None:
        return None
    key_id, since = (int.from_bytes(part, "big") for part in (data[:_NUMBER_BYTES], data[_NUMBER_BYTES:]))
    if not 0 <= clock.now() // clock.SECOND - since <= SESSION_SECONDS:
        return None
    key = await services.database.read(keys.get, key_id)
    good = key.revoked_at is None and key.may("admin")
    return Admin(key_id, key.name, since) if good else None


def admin_token(services: Services, admin: Admin) -> str:
    """Return what the forms of an administrator's session carry."""
    return new_token(services.secret, b"admin-form", _numbers(admin.key_id, admin.since))


def check_admin_token(services: Services, admin: Admin, token: str) -> None:
    """Let pass a form that was made for this session; raises Forbidden otherwise."""
    check_token(services.secret, b"admin-form", _numbers(admin.key_id, admin.since), token)


def _numbers(key_id: int, since: int) -> bytes:
    return key_id.to_bytes(_NUMBER_BYTES, "big") + since.to_bytes(_NUMBER_BYTES, "big")
