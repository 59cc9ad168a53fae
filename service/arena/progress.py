"""How long-running work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done and how much there is, in ascending order."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Report nothing."""
