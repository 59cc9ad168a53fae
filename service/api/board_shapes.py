"""Parts of a board as JSON, for the shapes that are still made by hand."""

from __future__ import annotations

from typing import Any

from service.api.schemas.boards import AxisOut, MeetingOut
from service.arena.boards.columns import rating_fields
from service.arena.boards.head_to_head import HeadToHead
from service.domain.axes import Axis
from service.domain.boards import Standing

Json = dict[str, Any]


def axis(value: Axis) -> Json:
    """Return an axis; null for all."""
    return AxisOut.of(value).model_dump()


def numbers(standing: Standing) -> Json:
    """Return the rating and the counts of a standing."""
    return {name: value for name, value in rating_fields(standing).items() if name != "win_rate"}


def meeting(value: HeadToHead) -> Json:
    """Return the counts of one pair."""
    return MeetingOut.of(value).model_dump()
