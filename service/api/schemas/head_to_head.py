"""The shapes of head-to-head counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from service.api.schemas.boards import AxisOut
from service.arena.boards.head_to_head import HeadToHead
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.http.schemas.base import Out


class MeetingOut(Out):
    """How the votes between two models turned out."""

    model_a: str
    model_b: str
    votes: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int
    win_rate_a: float | None

    @classmethod
    def of(cls, pair: HeadToHead) -> Self:
        """Return the shape of one pair's counts."""
        return cls(**pair._asdict(), win_rate_a=pair.win_rate_a)


class HeadToHeadOut(Out):
    """Every pair with votes on an axis."""

    arena: str
    axis: AxisOut
    revision: int
    position: int
    items: list[MeetingOut]

    @classmethod
    def of(cls, arena: Arena, axis: Axis, pairs: Sequence[HeadToHead]) -> Self:
        """Return the shape of the pairs that met on an axis."""
        return cls(
            arena=arena.slug,
            axis=AxisOut.of(axis),
            revision=arena.revision,
            position=arena.last_position,
            items=[MeetingOut.of(pair) for pair in pairs],
        )
