"""What the process keeps of images: the bytes of copies, and which copies are public."""

from __future__ import annotations

from collections import OrderedDict

from service.arena.lru import LruCache
from service.blobs.scans import Varying, varying

# A few hundred copies: the pairs that a few hundred voters have open.
MAX_BYTES = 64_000_000
# What is known of public copies takes 100 bytes each.
MAX_PUBLIC = 100_000


class RenditionCache:
    """The bytes of copies by their hash, up to a number of bytes; the least recently used go first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max = max_bytes
        self._bytes = 0
        self._copies: OrderedDict[bytes, bytes] = OrderedDict()
        self._varying: dict[bytes, Varying] = {}

    def get(self, digest: bytes) -> bytes | None:
        """Return the bytes of a hash, None if they are not in memory."""
        data = self._copies.get(digest)
        if data is not None:
            self._copies.move_to_end(digest)
        return data

    def varying(self, digest: bytes) -> Varying | None:
        """Return the files that the bytes of a hash stand for, None if they are not in memory."""
        data = self.get(digest)
        if data is None:
            return None
        known = self._varying.get(digest)
        if known is None:
            known = self._varying[digest] = varying(data)
        return known

    def put(self, digest: bytes, data: bytes) -> None:
        """Keep the bytes, and let go of others until there is room."""
        if digest not in self._copies:
            self._copies[digest] = data
            self._bytes += len(data)
        while self._bytes > self._max and self._copies:
            unused, dropped = self._copies.popitem(last=False)
            self._varying.pop(unused, None)
            self._bytes -= len(dropped)


class PublicCopies:
    """The copies that were public at a revision of the catalog, by their hash."""

    def __init__(self, most: int = MAX_PUBLIC) -> None:
        self._revisions = LruCache[bytes, int](most)

    def has(self, digest: bytes, revision: int | None) -> bool:
        """Return whether a copy is known to be public at a revision of the catalog."""
        return revision is not None and self._revisions.get(digest) == revision

    def add(self, digest: bytes, revision: int) -> None:
        """Note that a copy is public at a revision of the catalog."""
        self._revisions.put(digest, revision)
