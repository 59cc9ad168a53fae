"""Releases of the log: within one, a voter has a number, which says nothing of the voter's id.

So anyone can tell votes of one voter from those of another, which intervals depend on. A voter has another
number in each arena and release. An export is a release of its own, and its key is forgotten. In the API,
releases are months (UTC): that of the log's newest vote, so that all pages of a revision fit together.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from service.arena.access.signing import mac
from service.domain import clock

_KEY_BYTES = 16
_UNUSED_BITS = 11  # so that the number is exact in JSON, as a double


class Release(NamedTuple):
    """A release by its name, and the key of its numbers."""

    name: str
    key: bytes

    def number(self, arena_id: int, voter: int) -> int:
        """Return the number of a voter in an arena."""
        data = b"%d:%d" % (arena_id, voter)
        digest = hashlib.blake2b(data, digest_size=8, key=self.key).digest()
        return int.from_bytes(digest, "big") >> _UNUSED_BITS


def of_month(secret: bytes, moment: int) -> Release:
    """Return the release of the month of a moment."""
    month = clock.to_text(moment)[:7]
    return Release(month, mac(secret, b"release", month.encode()))


def new() -> Release:
    """Return a release whose key nobody knows."""
    return Release("", secrets.token_bytes(_KEY_BYTES))
