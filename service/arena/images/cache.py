"""Pictures in memory: the bytes of those that voters look at, the least recently shown going first."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

# A few hundred copies: the pairs that a few hundred voters have open.
MAX_BYTES = 64_000_000


class BlindCopy(NamedTuple):
    """How one side of a matchup is seen: bytes by their hash, and the hash of the copy they are or vary."""

    digest: bytes
    copy: bytes


class BlindCopies(NamedTuple):
    """How a matchup is seen, until a moment in microseconds."""

    left: BlindCopy
    right: BlindCopy
    until: int


class RenditionCache:
    """The bytes of copies by their hash, up to so many in all."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max = max_bytes
        self._bytes = 0
        self._held: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, digest: bytes) -> bytes | None:
        """Return the bytes of a hash, if they are held."""
        data = self._held.get(digest)
        if data is not None:
            self._held.move_to_end(digest)
        return data

    def put(self, digest: bytes, data: bytes) -> None:
        """Hold the bytes, and let go of others until there is room."""
        if digest not in self._held:
            self._held[digest] = data
            self._bytes += len(data)
        while self._bytes > self._max and self._held:
            _, gone = self._held.popitem(last=False)
            self._bytes -= len(gone)
