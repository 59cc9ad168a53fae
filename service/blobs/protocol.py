"""What every blob store does: keep bytes under the SHA-256 of what they are.

A store has two namespaces. ``originals`` are what was uploaded, byte for byte, and are served to nobody;
``copies`` are what voters get.
"""

from __future__ import annotations

import hashlib
from typing import Literal, Protocol

from service.errors import Damaged

Namespace = Literal["originals", "copies"]
NAMESPACES: tuple[Namespace, ...] = ("originals", "copies")


class Blobs(Protocol):
    """A store of bytes. Its methods block: call them in a thread."""

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """Keep the bytes; their SHA-256. Putting again what is there is cheap and changes nothing.

        Once it returns, the bytes outlast a power cut. Raises StorageFull without room, Unavailable where the
        store is away.
        """

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """Return the bytes with this SHA-256, which they are compared with.

        Raise Damaged where they are missing or others, Unavailable where the store is away.
        """

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """Forget the bytes with this SHA-256, if they are there."""


def digest_of(data: bytes) -> bytes:
    """Return the SHA-256 of the bytes, 32 bytes."""
    return hashlib.sha256(data).digest()


def verified(digest: bytes, data: bytes) -> bytes:
    """Return the bytes, if they are those of the hash; raise Damaged."""
    if digest_of(data) != digest:
        raise Damaged(f"the bytes kept under {digest.hex()} are others")
    return data


def path_of(namespace: Namespace, digest: bytes) -> str:
    """Where bytes are kept, relative to the store: in 256 folders, for the sake of those who list them."""
    name = digest.hex()
    return f"{namespace}/{name[:2]}/{name}"
