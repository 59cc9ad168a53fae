"""Outlines as arrays of points, x to the right and y down. Angles are degrees, clockwise from the right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""An outline: one row of x and y a point."""

Pair = tuple[float, float]


def poly(*points: Pair) -> Points:
    """Return the outline through these corners."""
    return np.array(points, dtype=np.float64)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """Return a rectangle."""
    return poly((left, top), (right, top), (right, bottom), (left, bottom))


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Points:
    """Return an ellipse around a point, by default a circle, turned by an angle."""
    return arc(x, y, rx, rx if ry is None else ry, 0, 360, turn=turn)


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, *, turn: float = 0.0, steps: int = 48
) -> Points:
    """Return a part of an ellipse, closed by its chord."""
    angles = np.radians(np.linspace(start, end, steps))
    around = np.stack([np.cos(angles) * rx, np.sin(angles) * ry], axis=1)
    return shifted(turned(around, turn), x, y)


def pie(x: float, y: float, radius: float, start: float, end: float) -> Points:
    """Return a slice of a circle."""
    return np.vstack([[(x, y)], arc(x, y, radius, radius, start, end)])


def turned(points: Points, angle: float, around: Pair = (0.0, 0.0)) -> Points:
    """Return the outline turned around a point."""
    if not angle:
        return points
    sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    center = np.array(around)
    rotated: Points = (points - center) @ np.array([[cosine, sine], [-sine, cosine]]) + center
    return rotated


def mirrored(points: Points, x: float = 0.0) -> Points:
    """Return the outline seen in a mirror that stands upright at x."""
    return (points * (-1, 1) + (2 * x, 0))[::-1]


def smooth(*points: Pair, closed: bool = True, steps: int = 8) -> Points:
    """Return a soft curve through these points (Catmull-Rom)."""
    given = np.array(points, dtype=np.float64)
    ends = (given[-1:], given[:2]) if closed else (given[:1], given[-1:])
    known = np.vstack([ends[0], given, ends[1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [_between(known[i : i + 4], t) for i in range(len(known) - 3)]
    return np.vstack(parts if closed else [*parts, given[-1:]])


def shifted(points: Points, x: float, y: float) -> Points:
    """Return the outline moved."""
    return np.asarray(points + (x, y), np.float64)  # noqa: RUF005 - an array's sum


def _between(four: Points, t: Points) -> Points:
    """Return the curve between the second and the third of four points."""
    before, start, end, after = four
    slope, rest = end - before, 2 * before - 5 * start + 4 * end - after
    curve: Points = 0.5 * (
        2 * start + slope * t + rest * t**2 + (3 * start - before - 3 * end + after) * t**3
    )
    return curve


def stroke(points: Points, width: float, end: float | None = None) -> Points:
    """Return a line as an outline, as wide as said at its start and, if said, at its end."""
    along = np.gradient(points, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / length
    half = np.linspace(width, width if end is None else end, len(points))[:, None] / 2
    return np.vstack([points + across * half, (points - across * half)[::-1]])


def line(start: Pair, end: Pair, width: float, tip: float | None = None) -> Points:
    """Return a straight line as an outline."""
    return stroke(poly(start, end), width, tip)


def ring(x: float, y: float, radius: float, width: float) -> Points:
    """Return a circle's line as an outline."""
    return stroke(arc(x, y, radius, radius, 0, 361), width)


def star(x: float, y: float, radius: float, rays: int = 5, depth: float = 0.45, turn: float = -90) -> Points:
    """Return a star; ``depth`` is where its inner corners lie, as a part of the radius."""
    angles = np.radians(np.arange(rays * 2) * 180 / rays + turn)
    radii = np.where(np.arange(rays * 2) % 2, radius * depth, radius)
    return np.stack([x + np.cos(angles) * radii, y + np.sin(angles) * radii], axis=1)


def ridge(heights: Sequence[float], bottom: float, left: float, right: float, steps: int = 8) -> Points:
    """Ground: a soft line of heights (y) from left to right, filled down to the bottom."""
    xs = np.linspace(left, right, len(heights))
    top = smooth(*zip(xs.tolist(), heights, strict=True), closed=False, steps=steps)
    return np.vstack([top, [(right, bottom), (left, bottom)]])
