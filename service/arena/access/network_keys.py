"""Hashes of networks as matchups keep them: made under a key of the day, which is deleted soon afterwards.

On one day, the same network has the same hash, so that votes of one network can be recognized. Once the key
is deleted, nobody can test which network a hash stands for, or whether hashes of two days belong together,
even with the service's secret. Rate limits do not depend on this: they use hashes under the secret, which
they keep for minutes.
"""

from __future__ import annotations

import hashlib
import secrets

from service.db.engine import Database, WriteSession
from service.db.queries.live import turnouts
from service.db.queries.privacy import network_keys
from service.domain import clock

KEPT_DAYS = 1
"""How many days before today have a key: clocks of two machines may differ around midnight."""

_KEY_BYTES = 32
_HASH_BYTES = 8


class NetworkKeys:
    """The key of today, shared by all processes of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._today: tuple[int, bytes] | None = None

    async def hash_of(self, address: int | None) -> int | None:
        """Return today's hash of a network, given a visitor's keyed hash of it; None if that is not known."""
        if address is None:
            return None
        day = clock.now() // clock.DAY
        known = self._today
        if known is None or known[0] != day:
            known = self._today = (day, await self._key_of(day))
        digest = hashlib.blake2b(
            address.to_bytes(8, "big", signed=True), digest_size=_HASH_BYTES, key=known[1]
        ).digest()
        return int.from_bytes(digest, "big", signed=True)

    async def _key_of(self, day: int) -> bytes:
        key = await self._database.read(network_keys.find, day)
        if key is None:
            key = await self._database.write(network_keys.find_or_add, day, secrets.token_bytes(_KEY_BYTES))
        return key


def forget_old(session: WriteSession) -> int:
    """Delete the keys of past days, and what was counted under them; return how many keys."""
    day = clock.now() // clock.DAY - KEPT_DAYS
    turnouts.forget_before(session, day)
    return network_keys.delete_before(session, day)
