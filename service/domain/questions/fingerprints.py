"""Fingerprints: two leaderboards with the same one rest on the same prompts, question and method.

Their votes may differ, and so may the day, the voters and the models. But a difference between two such
leaderboards is not owed to what was asked. In it are the task, the question that voters answer, the method
with its parameters, and the set of prompts: text, themes, language and source image of each, in any order.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

QUESTION = "Which image is better?"
"""What every voter is asked about a matchup. Another wording is another question, with other fingerprints."""

_VERSION = "arena-board 1"
_MODULUS = 1 << 256
_DIGITS = 16


class PromptSet(NamedTuple):
    """A set of prompts: how many there are, and the sum of their hashes, which has no order."""

    size: int = 0
    total: int = 0

    def plus(self, digest: bytes) -> PromptSet:
        """Return the set with one more prompt, which its digest identifies."""
        hashed = int.from_bytes(hashlib.sha256(digest).digest(), "big")
        return PromptSet(self.size + 1, (self.total + hashed) % _MODULUS)

    def joined(self, other: PromptSet) -> PromptSet:
        """Return the union with a set that has none of these prompts."""
        return PromptSet(self.size + other.size, (self.total + other.total) % _MODULUS)


def fingerprint(task: str, method: str, prompts: PromptSet) -> str | None:
    """Return sixteen hexadecimal digits; None without prompts, since then nobody knows what was asked."""
    if not prompts.size:
        return None
    parts = (_VERSION, task, QUESTION, method, str(prompts.size), f"{prompts.total:064x}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]
