"""Labels that never collide: each is put where it fits, or left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from service.web.charts.svg import words
from service.web.charts.svg_text import plain, widest

FONT_SIZE = 12
"""The size of every label, in units of the drawing."""

GAP = 3
"""The least distance between two labels of a line."""

# From the baseline of a line of text up and down, in its size.
_ASCENT, _DESCENT = 0.85, 0.25

Side = Literal["start", "middle", "end"]


class Box(NamedTuple):
    """A rectangle of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Return whether it lies inside the other one."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


def box_of(text: str, x: float, y: float, anchor: Side = "start", size: float = FONT_SIZE) -> Box:
    """Return the box of a line of text whose baseline is at ``y``."""
    wide = widest(text, size)
    left = x - {"start": 0.0, "middle": wide / 2, "end": float(wide)}[anchor]
    return Box(left, y - _ASCENT * size, left + wide, y + _DESCENT * size)


class Labels:
    """The labels of a drawing; ``bounds`` is the whole of it, ``taken`` what no other label may cover."""

    def __init__(self, bounds: Box, taken: Iterable[Box] = ()) -> None:
        self._bounds = bounds
        self._taken = list(taken)

    def put(self, text: str, x: float, y: float, fill: str, anchor: Side = "start", *, halo: str = "") -> str:
        """Return a label, or nothing where it would leave the drawing or cover another one.

        ``halo`` is the color of the ground, for labels over lines.
        """
        shown = plain(text)
        box = box_of(shown, x, y, anchor)
        if not shown or not box.within(self._bounds) or not self.free(box):
            return ""
        self.take(box._replace(left=box.left - GAP, right=box.right + GAP))
        attributes: dict[str, str | float] = {} if anchor == "start" else {"text_anchor": anchor}
        if halo:
            attributes |= {
                "paint_order": "stroke",
                "stroke": halo,
                "stroke_width": 4,
                "stroke_linejoin": "round",
            }
        return words(shown, x, y, fill=fill, **attributes)

    def free(self, box: Box) -> bool:
        """Return whether a box covers no label."""
        return not any(box.meets(other) for other in self._taken)

    def take(self, box: Box) -> None:
        """Keep labels out of a box."""
        self._taken.append(box)
