"""Chance that nobody can foresee, at the price of chance that one could."""

from __future__ import annotations

import os
from random import SystemRandom

_BYTES = 4_096


class SecureRandom(SystemRandom):
    """The system's random numbers, asked for many at a time. For one thread at a time.

    A voter who could tell what is dealt next would know the models before the vote; the numbers of a plain
    generator can be told from enough coins. Asking the system for each takes longer than all else of a deal.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bytes = b""
        self._at = 0

    def random(self) -> float:
        """Return a number from 0 up to 1, with 53 random bits."""
        return self.getrandbits(53) / (1 << 53)

    def getrandbits(self, k: int) -> int:
        """Return a number of so many random bits."""
        size = (k + 7) // 8
        if self._at + size > len(self._bytes):
            self._bytes = os.urandom(max(_BYTES, size))
            self._at = 0
        found = int.from_bytes(self._bytes[self._at : self._at + size], "big") >> (8 * size - k)
        self._at += size
        return found
