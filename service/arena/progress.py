"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is, in ascending order."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
