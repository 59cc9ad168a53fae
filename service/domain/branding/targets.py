"""Targets: how many votes the axes of an arena are to get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.axes import Axis

MAX_TARGETS = 100

_BETWEEN, _WITHIN = "\n", ":"


@dataclass(frozen=True, slots=True)
class Target:
    """How many votes an axis is to get."""

    axis: Axis
    votes: int


def pack_targets(targets: Iterable[Target]) -> str:
    """Return targets as text, for `unpack_targets`, by axis."""
    ordered = sorted(targets, key=lambda one: one.axis)
    return _BETWEEN.join(_WITHIN.join((one.axis.theme, one.axis.language, str(one.votes))) for one in ordered)


def unpack_targets(text: str) -> tuple[Target, ...]:
    """Return the targets of a text that `pack_targets` made."""
    rows = (line.split(_WITHIN) for line in text.split(_BETWEEN) if line)
    return tuple(Target(Axis(theme, language), int(votes)) for theme, language, votes in rows)
