"""The interface of blob stores, which keep bytes under their SHA-256.

A store has three namespaces. ``originals`` are the uploaded files, which stay private. ``copies`` are what
voters get. ``log`` has the sealed segments of the vote logs and their manifests.

Beside them is the marker: a small file with the store's id, which the database knows too. It tells an empty
mount point, another folder and another database's store from the store itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol

from service.errors import Damaged

Namespace = Literal["originals", "copies", "log"]
NAMESPACES: tuple[Namespace, ...] = ("originals", "copies", "log")

MARKER = "arena-store.txt"
"""The name of the marker."""
_LONGEST_ID = 64


FOLDERS = tuple(f"{number:02x}" for number in range(256))
"""The folders of each namespace, named after the first byte of the hashes in them."""

DIGEST_BYTES = 32


class BlobEntry(NamedTuple):
    """Stored bytes: their SHA-256, their number, and when they were last put, in microseconds since 1970."""

    digest: bytes
    size: int
    put_at: int


class Blobs(Protocol):
    """A store of bytes. Its methods block: call them in a thread.

    ``place`` says where it is: a folder's absolute path, or a bucket's URL. ``marker_seconds`` is how long
    the marker counts as there after it was read: it costs microseconds in a folder, a request in a bucket.
    """

    place: str
    marker_seconds: float

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """Store the bytes and return their SHA-256. Storing the same bytes again is cheap, and renews them.

        Once this returns, the bytes survive a power cut. Raise StorageFull if the disk is full, and
        Unavailable if the store cannot be reached.
        """

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """Return the bytes with this SHA-256, after checking it.

        Raise Damaged if they are missing or changed, and Unavailable if the store cannot be reached.
        """

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """Delete the bytes with this SHA-256, if they exist."""

    def list(self, namespace: Namespace, folder: str) -> Iterator[BlobEntry]:
        """Yield what is in one of FOLDERS, in any order. Raise Unavailable if the store cannot be reached."""

    def marker(self) -> str | None:
        """Return the store's id, None without a marker. Raise Unavailable if the store cannot be reached."""

    def mark(self, store_id: str) -> None:
        """Write the marker. Raise as `put` does."""

    def free_bytes(self) -> int | None:
        """Return how much room is left, None where that is unknown."""


def digest_of(data: bytes) -> bytes:
    """Return the SHA-256 of the bytes, 32 bytes."""
    return hashlib.sha256(data).digest()


def verified(digest: bytes, data: bytes) -> bytes:
    """Return the bytes. Raise Damaged if they do not have this hash."""
    if digest_of(data) != digest:
        raise Damaged(f"the bytes of {digest.hex()} have changed")
    return data


def digest_in(name: str, folder: str) -> bytes | None:
    """Return the hash that a file in a folder is named after, or None for any other file."""
    try:
        digest = bytes.fromhex(name)
    except ValueError:
        return None
    ours = len(digest) == DIGEST_BYTES and digest.hex() == name and name.startswith(folder)
    return digest if ours else None


def path_of(namespace: Namespace, digest: bytes) -> str:
    """Return the path of bytes within a store: in one of 256 folders, so that no folder gets too long."""
    name = digest.hex()
    return f"{namespace}/{name[:2]}/{name}"


def marker_text(store_id: str) -> bytes:
    """Return the content of a marker."""
    explanation = (
        "This is the image store of an arena's database, which knows the id above.\n"
        "Keep this file, and copy it with the others: without it, the service uses nothing in here.\n"
    )
    return f"{store_id}\n{explanation}".encode()


def marker_id(data: bytes) -> str:
    """Return the id in a marker, "" for a file that is not one."""
    return data[:_LONGEST_ID].decode(errors="replace").partition("\n")[0].strip()
