"""A scene as painters get it: flat shapes, each lying over those before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from service.demo.painters.palettes import Color, Palette
from service.demo.painters.shapes import Points, mirrored, turned

# Labels of shapes are bytes, and one value is kept for none.
MOST_SHAPES = 250


class Shape(NamedTuple):
    """Outlines of one color."""

    color: Color
    outlines: tuple[Points, ...]


@dataclass(slots=True)
class Sheet:
    """A scene: ``width`` across and 1 high, with the shapes drawn so far, the furthest first."""

    width: float
    shapes: list[Shape] = field(default_factory=list)

    @property
    def unit(self) -> float:
        """The shorter side."""
        return min(self.width, 1.0)


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a sheet in coordinates of its own: around ``(x, y)``, ``scale`` long, maybe mirrored."""

    sheet: Sheet
    palette: Palette
    random: np.random.Generator
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    turn: float = 0.0
    flipped: bool = False

    def fill(self, color: Color, *outlines: Points) -> None:
        """Draw outlines in a color over all that is there."""
        shapes = self.sheet.shapes
        placed = tuple(self._placed(one) for one in outlines)
        if len(shapes) < MOST_SHAPES:
            shapes.append(Shape(color, placed))

    def at(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, *, flip: bool = False) -> Pen:
        """Return a pen for a part of what this one draws."""
        ((left, top),) = self._placed(np.array([(x, y)]))
        return replace(
            self,
            x=left,
            y=top,
            scale=self.scale * scale,
            turn=self.turn + (-turn if self.flipped else turn),
            flipped=self.flipped != flip,
        )

    def around(self, low: float, high: float) -> float:
        """Return a number between two."""
        return float(self.random.uniform(low, high))

    def _placed(self, points: Points) -> Points:
        seen = mirrored(points) if self.flipped else points
        return turned(seen, self.turn) * self.scale + (self.x, self.y)
