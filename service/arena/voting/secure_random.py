"""Random numbers that nobody can foresee, as fast as those that one could."""

from __future__ import annotations

import os
from random import SystemRandom

_BYTES = 4_096


class SecureRandom(SystemRandom):
    """The system's random numbers, fetched many at a time. For use by one thread at a time.

    A voter who could foresee the next matchup would know its models before the vote, and enough numbers of a
    plain generator reveal the rest. Asking the system for each number would take most of an
    assignment's time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bytes = b""
        self._at = 0

    def random(self) -> float:
        """Return a number from 0 up to 1, with 53 random bits."""
        return self.getrandbits(53) / (1 << 53)

    def getrandbits(self, k: int) -> int:
        """Return a number of ``k`` random bits."""
        size = (k + 7) // 8
        if self._at + size > len(self._bytes):
            self._bytes = os.urandom(max(_BYTES, size))
            self._at = 0
        number = int.from_bytes(self._bytes[self._at : self._at + size], "big") >> (8 * size - k)
        self._at += size
        return number
