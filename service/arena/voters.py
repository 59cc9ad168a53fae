"""Voters: who they are is forgotten at the door, and only a keyed hash tells one from another."""

from __future__ import annotations

import hashlib

_BYTES = 8


def hash_voter(secret: bytes, name: str) -> int:
    """The number under which a voter is stored: 64 bits, signed, as both databases keep integers.

    A keyed BLAKE2b of the name: without the secret nobody can try out names. Two of a million voters share
    a number with a probability of 3 in 100,000,000.
    """
    key = hashlib.blake2b(secret).digest()
    digest = hashlib.blake2b(name.encode(), digest_size=_BYTES, key=key).digest()
    return int.from_bytes(digest, "big", signed=True)
