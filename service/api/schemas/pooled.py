"""The shapes of what pooled ratings rest on."""

from __future__ import annotations

from typing import Self

from service.arena.boards.likely import Pooling
from service.http.schemas.base import Out


class DeviationsOut(Out):
    """How much models differ, in points: by themselves, and between themes, languages and prompt categories.

    Standard deviations that are learned from the arena's votes; null where the arena has no such difference.
    """

    model: float
    theme: float | None
    language: float | None
    cell: float | None


class PooledOut(Out):
    """What the pooled ratings rest on: all votes up to a position of the log, and how much models differ.

    ``left_out`` says what was left out to bound the work; it is empty in most arenas.
    """

    position: int
    deviations: DeviationsOut
    left_out: list[str]

    @classmethod
    def of(cls, pooling: Pooling | None) -> Self | None:
        """Return the shape of what pooled ratings rest on; None where there are none yet."""
        return pooling and cls(
            position=pooling.position,
            deviations=DeviationsOut(**pooling.deviations._asdict()),
            left_out=list(pooling.left_out),
        )
