"""API keys: made, listed, revoked, and recognized when a request brings one.

A key is 256 random bits behind a prefix, shown once and kept as its SHA-256. A slow hash protects secrets
that people choose; nobody can go through 2**256 keys, so here it would only slow down every request. The
hash is looked up in an index: how long that takes tells at most about the hash of what the caller sent,
which says nothing about the hash of a key he does not have, so no comparison needs constant time.
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
# A key revoked elsewhere works no longer than this; the price is one look-up a second for each busy key.
FRESH_SECONDS = 1.0

_RANDOM_BYTES = 32
_LENGTH = len(PREFIX) + 43
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the service knows it: everything but the key itself. Times are microseconds since 1970.

    ``daily_generations`` bounds the generations of a day (UTC), ``monthly_micros`` what those of a month may
    cost, in millionths of a dollar; None is no bound.
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
    """A key at the only moment at which it can be read."""

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
    """Make a key with these scopes and limits; see Key.

    Raises Invalid for no scope, an unknown one or a long name.
    """
    wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not wanted:
        given = f"there is no scope {unknown[0]!r}" if unknown else "a key needs a scope"
        raise Invalid(f"{given}; the scopes are {', '.join(SCOPES)}")
    if len(name) > _MAX_NAME:
        raise Invalid(f"the name of a key has at most {_MAX_NAME} characters")
    key = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    limits = {"daily_generations": daily_generations, "monthly_micros": monthly_micros}
    new = keys.add(session, name, _hash(key), " ".join(wanted), clock.now(), **limits)
    return NewKey(new, key, wanted)


def every(session: ReadSession) -> list[Key]:
    """Return all keys, the revoked ones too, oldest first."""
    return [_key(row) for row in keys.every(session)]


def revoke(session: WriteSession, key_id: int) -> Key:
    """Revoke a key; the key. Again is fine. Raises NotFound where there is none of this id."""
    keys.revoke(session, key_id, clock.now())
    return get(session, key_id)


def get(session: ReadSession, key_id: int) -> Key:
    """Return a key, revoked or not. Raise NotFound where there is none of this id."""
    row = keys.get(session, key_id)
    if row is None:
        raise NotFound(f"there is no key {key_id}; `arena keys list` shows them")
    return _key(row)


class Keyring:
    """Recognises keys; what it found is used again for a second.

    Only good keys are remembered, so the memory is bounded by the keys there are. Text that cannot be a
    key costs no look-up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, Key]] = {}
        self._asking: dict[str, asyncio.Task[Key | None]] = {}

    def known(self, key: str) -> Key | None:
        """Return the key if it was recognized within the last second; None means: use `find`."""
        found = self._known.get(key)
        return found[1] if found and time.monotonic() - found[0] < FRESH_SECONDS else None

    async def find(self, key: str) -> Key | None:
        """Return the key behind the text a request brought, None where it is unknown or revoked."""
        if not key.startswith(PREFIX) or len(key) != _LENGTH or not key.isascii():
            return None
        return self.known(key) or await self._shared(key)

    async def _shared(self, key: str) -> Key | None:
        """Return one look-up for all that wait for the same key."""
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        # One of those who wait may go away; the others still want the answer.
        return await asyncio.shield(task)

    async def _ask(self, key: str) -> Key | None:
        asked_at = time.monotonic()
        row = await self._database.read(keys.find, _hash(key))
        if row is None or row.revoked_at is not None:
            self._known.pop(key, None)
            return None
        found = _key(row)
        self._known[key] = (asked_at, found)
        return found


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
