"""Copies of images in memory: those that voters look at. The least recently used ones go first."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

# A few hundred copies, for the pairs that a few hundred voters have open.
MAX_BYTES = 64_000_000


class BlindCopy(NamedTuple):
    """One side of a matchup as voters see it: the hash of the bytes, and the hash of the copy behind them."""

    digest: bytes
    copy: bytes


class BlindCopies(NamedTuple):
    """Both sides of a matchup as voters see them, valid until a moment in microseconds."""

    left: BlindCopy
    right: BlindCopy
    until: int


class RenditionCache:
    """The bytes of copies by their hash, at most ``max_bytes`` in all."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max = max_bytes
        self._bytes = 0
        self._data: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, digest: bytes) -> bytes | None:
        """Return the bytes of a hash, None where they are not in memory."""
        data = self._data.get(digest)
        if data is not None:
            self._data.move_to_end(digest)
        return data

    def put(self, digest: bytes, data: bytes) -> None:
        """Keep the bytes, and drop others until there is room."""
        if digest not in self._data:
            self._data[digest] = data
            self._bytes += len(data)
        while self._bytes > self._max and self._data:
            _, oldest = self._data.popitem(last=False)
            self._bytes -= len(oldest)
