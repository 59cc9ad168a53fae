"""Small drawings inside pages: numbers turned into places on an SVG, whose colors are the style sheet's.

A drawing repeats what stands beside it in words; readers of the page who do not see it miss nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.boards import Standing

WIDTH = 100.0
"""The width of every drawing, and the height of those that are not a line; the page stretches it."""

# What holds the true value in 95 of 100 cases, in standard deviations.
CERTAIN = 1.96
_MARGIN = 0.04


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` along a drawing."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value is, from 0 at the low end to `WIDTH`; beyond an end it stays there."""
        share = (value - self.low) / (self.high - self.low)
        return round(WIDTH * min(max(share, 0.0), 1.0), 2)

    def down(self, value: float) -> float:
        """Return the same from the top, as SVG counts upright."""
        return round(WIDTH - self.at(value), 2)


def scale(values: Iterable[float]) -> Scale:
    """Return a scale on which all the values have room.

    One around a single value, and some scale for none.
    """
    found = list(values) or [0.0]
    low, high = min(found), max(found)
    room = (high - low) * _MARGIN or 1.0
    return Scale(low - room, high + room)


def interval(standing: Standing) -> tuple[float, float]:
    """Return the ends between which a rating's mu is with 95 % certainty."""
    reach = CERTAIN * standing.sigma
    return standing.mu - reach, standing.mu + reach


def line(values: Sequence[float], width: float = WIDTH, height: float = WIDTH) -> str | None:
    """Return the points of a line through the values, from left to right; None for fewer than two."""
    if len(values) <= 1:
        return None
    upright, step = scale(values), width / (len(values) - 1)
    places = [(i * step, upright.down(value) * height / WIDTH) for i, value in enumerate(values)]
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
