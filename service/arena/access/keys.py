"""API keys: created, listed, revoked, and recognized when a request brings one.

A key is 256 random bits after a prefix, shown once and stored as its SHA-256. A slow hash protects secrets
that people choose. Nobody can try out 2**256 keys, so here it would only slow down every request. The hash is
looked up in an index. The time this takes depends only on the hash of what the caller sent, which says
nothing about the hashes of other keys, so no comparison needs constant time.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from service.db.engine import Database, ReadSession, WriteSession
from service.db.queries import keys
from service.db.queries.keys import KeyRow
from service.domain import clock
from service.errors import Invalid, NotFound

SCOPES = ("votes", "catalog", "generate", "admin")
# Secret scanners find a leaked key by its prefix.
PREFIX = "arena_"
# A key revoked by another process works no longer than this. It costs one lookup a second for each busy key.
FRESH_SECONDS = 1.0

_RANDOM_BYTES = 32
_LENGTH = len(PREFIX) + 43
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Key:
    """Everything about a key except the key itself. Times are microseconds since 1970.

    ``daily_generations`` limits the generations of a day (UTC), and ``monthly_micros`` the cost of a month's,
    in millionths of a dollar. None means no limit.
    """

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: int
    revoked_at: int | None
    daily_generations: int | None = None
    monthly_micros: int | None = None

    def may(self, scope: str) -> bool:
        """Return whether the key carries the scope; ``admin`` implies all."""
        return scope in self.scopes or "admin" in self.scopes


class NewKey(NamedTuple):
    """A key at the only moment at which its text is known."""

    id: int
    key: str
    scopes: tuple[str, ...]


def create(
    session: WriteSession,
    name: str,
    scopes: Iterable[str],
    *,
    daily_generations: int | None = None,
    monthly_micros: int | None = None,
) -> NewKey:
    """Create a key with these scopes and limits; see Key.

    Raise Invalid for a missing or unknown scope, or a name that is too long.
    """
    wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not wanted:
        reason = f"there is no scope {unknown[0]!r}" if unknown else "a key needs a scope"
        raise Invalid(f"{reason}; the scopes are {', '.join(SCOPES)}")
    if len(name) > _MAX_NAME:
        raise Invalid(f"the name of a key has at most {_MAX_NAME} characters")
    key = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    limits = {"daily_generations": daily_generations, "monthly_micros": monthly_micros}
    new = keys.add(session, name, _hash(key), " ".join(wanted), clock.now(), **limits)
    return NewKey(new, key, wanted)


def every(session: ReadSession) -> list[Key]:
    """Return all keys, including revoked ones, oldest first."""
    return [_key(row) for row in keys.every(session)]


def revoke(session: WriteSession, key_id: int) -> Key:
    """Revoke a key and return it. Revoking it again is fine. Raise NotFound if there is no such key."""
    keys.revoke(session, key_id, clock.now())
    return get(session, key_id)


def get(session: ReadSession, key_id: int) -> Key:
    """Return a key, revoked or not. Raise NotFound if there is no such key."""
    row = keys.get(session, key_id)
    if row is None:
        raise NotFound(f"there is no key {key_id}; `arena keys list` shows them")
    return _key(row)


class Keyring:
    """Recognizes keys, and remembers them for a second.

    Only valid keys are remembered, so there are never more than there are keys. Text that cannot be a key is
    not looked up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, Key]] = {}
        self._asking: dict[str, asyncio.Task[Key | None]] = {}

    def known(self, key: str) -> Key | None:
        """Return the key if it was recognized within the last second. If this returns None, use `find`."""
        known = self._known.get(key)
        return known[1] if known and time.monotonic() - known[0] < FRESH_SECONDS else None

    async def find(self, key: str) -> Key | None:
        """Return the key behind the text in a request, None if it is unknown or revoked."""
        if not key.startswith(PREFIX) or len(key) != _LENGTH or not key.isascii():
            return None
        return self.known(key) or await self._shared(key)

    async def _shared(self, key: str) -> Key | None:
        """Return the result of one lookup to everyone who waits for the same key."""
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        # A caller that waits may be canceled; the others still want the answer.
        return await asyncio.shield(task)

    async def _ask(self, key: str) -> Key | None:
        asked_at = time.monotonic()
        row = await self._database.read(keys.find, _hash(key))
        if row is None or row.revoked_at is not None:
            self._known.pop(key, None)
            return None
        valid = _key(row)
        self._known[key] = (asked_at, valid)
        return valid


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _key(row: KeyRow) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes.split()),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        daily_generations=row.daily_generations,
        monthly_micros=row.monthly_micros,
    )
