"""Administrators in a browser: a key with the scope ``admin`` opens a session, kept in a signed cookie.

The cookie holds the key's id and the time of the login, not the key. It works for at most twelve hours, and
no longer than the key: each request checks whether the key was revoked.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from service.arena.access import audit, keys
from service.arena.access.signing import check_token, new_token, signed, unsigned
from service.arena.services import Services
from service.domain import clock
from service.errors import ArenaError, Forbidden, Unauthorized

logger = logging.getLogger("arena")

COOKIE = "arena_admin"
PATH = "/admin"
MARKER = "arena_admin_here"
"""A cookie without a secret that scripts of every page can read, so that they show the link to `PATH`."""

SESSION_SECONDS = 12 * 3_600

_NUMBER_BYTES = 6


@dataclass(frozen=True, slots=True)
class Admin:
    """An administrator: the id and name of the key, and the time of the login in seconds since 1970."""

    key_id: int
    name: str
    since: int


async def log_in(services: Services, token: str, *, secure: bool) -> list[str]:
    """Return the Set-Cookie values of a new session for a key.

    Raise Unauthorized if the key is unknown or revoked, Forbidden if it lacks the scope ``admin``.
    """
    key = await services.access.keyring.find(token.strip())
    if key is None:
        raise Unauthorized("the key is unknown or revoked; create one with `arena keys create --scope admin`")
    if not key.may("admin"):
        raise Forbidden(f"this needs a key with the scope 'admin'; this key has {', '.join(key.scopes)}")
    value = signed(services.secret, b"admin", _numbers(key.id, clock.now() // clock.SECOND))
    return _cookies(value, SESSION_SECONDS, secure=secure)


async def note_failure(services: Services, client: str, error: ArenaError) -> None:
    """Note in the log, and in the audit log a few times per hour, that a client could not log in.

    The key that was tried is not kept, and the address only in the log.
    """
    logger.warning("failed admin login from %s: %s", client, error.title)
    left_out = services.access.failed_logins.take()
    if left_out is not None:
        detail = error.title + (f"; {left_out} more since the last entry" if left_out else "")
        await services.database.write(audit.note, None, "failed-login", "admin", detail)


def log_out(*, secure: bool) -> list[str]:
    """Return the Set-Cookie values that end the browser's session."""
    return _cookies("", 0, secure=secure)


def _cookies(value: str, seconds: int, *, secure: bool) -> list[str]:
    ending = "; Secure" if secure else ""
    return [
        f"{COOKIE}={value}; Max-Age={seconds}; Path={PATH}; HttpOnly; SameSite=Strict{ending}",
        f"{MARKER}=1; Max-Age={seconds}; Path=/; SameSite=Lax{ending}",
    ]


async def admin_of(services: Services, value: str) -> Admin | None:
    """Return the administrator of the session in a cookie, None if it is not genuine or has ended."""
    data = unsigned(services.secret, b"admin", value, 2 * _NUMBER_BYTES)
    if data is None:
        return None
    key_id, since = (int.from_bytes(part, "big") for part in (data[:_NUMBER_BYTES], data[_NUMBER_BYTES:]))
    if not 0 <= clock.now() // clock.SECOND - since <= SESSION_SECONDS:
        return None
    key = await services.database.read(keys.get, key_id)
    valid = key.revoked_at is None and key.may("admin")
    return Admin(key_id, key.name, since) if valid else None


def admin_token(services: Services, admin: Admin) -> str:
    """Return the token for the forms of an administrator's session."""
    return new_token(services.secret, b"admin-form", _numbers(admin.key_id, admin.since))


def check_admin_token(services: Services, admin: Admin, token: str) -> None:
    """Raise Forbidden unless the token was made for a form of this session."""
    check_token(services.secret, b"admin-form", _numbers(admin.key_id, admin.since), token)


def _numbers(key_id: int, since: int) -> bytes:
    return key_id.to_bytes(_NUMBER_BYTES, "big") + since.to_bytes(_NUMBER_BYTES, "big")
