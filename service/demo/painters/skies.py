"""Skies: rings around a sun or a moon, stars, clouds, what floats in space; and the line of the ground."""

from __future__ import annotations

import numpy as np

from service.demo.painters.palettes import Color, luminance, mixed, toned
from service.demo.painters.shapes import Pair, Points, box, oval, ridge, smooth, star
from service.demo.painters.sheet import Pen

_DARK_SKY = 0.45


def heaven(pen: Pen, mood: str, horizon: float, *, sun: Pair | None = None, size: float = 0.09) -> None:
    """Draw a sky down to the horizon in rings around a sun or a moon, with stars or clouds."""
    width, sky = pen.sheet.width, pen.palette.sky
    x, y = sun or (width * pen.around(0.2, 0.8), horizon - pen.around(0.2, 0.42))
    pen.fill(sky[-1], box(0, 0, width, 1))
    reach = 1.25 * pen.sheet.unit
    for i, color in enumerate(sky[-2::-1]):
        pen.fill(color, oval(x, y, reach * (0.95 - 0.9 * i / len(sky)) ** 1.3))
    dark = luminance(sky[-1]) < _DARK_SKY
    if dark and mood in {"night", "winter"}:
        stars(pen, horizon, (x, y))
    pen.fill(mixed(sky[0], pen.palette.sun, 0.5), oval(x, y, size * pen.sheet.unit * 1.35))
    pen.fill(pen.palette.sun, oval(x, y, size * pen.sheet.unit))
    if not dark or mood == "storm":
        _clouds(pen, mood, horizon)


def stars(pen: Pen, horizon: float, moon: Pair) -> None:
    """Stars above a horizon, away from the moon."""
    spots = pen.random.uniform((0, 0), (pen.sheet.width, horizon), (46, 2))
    far = [spot for spot in spots.tolist() if np.hypot(spot[0] - moon[0], spot[1] - moon[1]) > 0.16]
    pen.fill(pen.palette.light, *(star(a, b, pen.around(0.006, 0.014), 4, 0.35) for a, b in far[:34]))


def _clouds(pen: Pen, mood: str, horizon: float) -> None:
    many = 5 if mood == "storm" else 3
    base = pen.palette.sky[-2] if mood == "storm" else pen.palette.light
    for i in range(many):
        x = pen.sheet.width * (i + pen.around(0.1, 0.9)) / many
        y = horizon * pen.around(0.1, 0.5)
        cloud(
            pen.at(x, y, pen.sheet.unit * pen.around(0.16, 0.3)),
            mixed(base, pen.palette.sky[0], 0.25 * (i % 3)),
        )


def cloud(pen: Pen, color: Color) -> None:
    """Draw a flat-bottomed cloud, 1 wide."""
    humps = [(-0.32, -0.1, 0.16), (-0.08, -0.2, 0.22), (0.2, -0.13, 0.17), (0.36, -0.06, 0.1)]
    pen.fill(
        color,
        smooth((-0.52, 0), (-0.3, -0.09), (0.3, -0.09), (0.52, 0), (0, 0.04)),
        *(oval(*h) for h in humps),
    )


def globe(pen: Pen, color: Color) -> None:
    """Draw a planet of radius 1 in bands, with a ring."""
    pen.fill(color, oval(0, 0, 1))
    pen.fill(toned(color, lighter=0.1), arc_band(-0.5, -0.2), arc_band(0.1, 0.3))
    pen.fill(
        toned(color, lighter=-0.1), smooth((0.45, -0.88), (0.95, -0.2), (0.8, 0.6), (0.2, 0.98), (0.55, 0.3))
    )
    pen.fill(mixed(pen.palette.light, pen.palette.sun, 0.5), *(_ring_part(a, b) for a, b in ((-20, 200),)))


def arc_band(top: float, bottom: float) -> Points:
    """Return a band across a disc of radius 1."""
    ys = np.linspace(top, bottom, 9)
    right = np.stack([np.sqrt(1 - ys**2), ys], axis=1)
    return np.vstack([right, (right * (-1, 1))[::-1]])


def _ring_part(start: float, end: float) -> Points:
    angles = np.radians(np.linspace(start, end, 40))
    outer = np.stack([np.cos(angles) * 1.75, np.sin(angles) * 0.42], axis=1)
    inner = np.stack([np.cos(angles) * 1.42, np.sin(angles) * 0.3], axis=1)
    tilted = np.vstack([outer, inner[::-1]]) @ np.array([[0.96, -0.28], [0.28, 0.96]])
    return np.asarray(tilted, dtype=np.float64)


def ground(pen: Pen, color: Color, y: float, sway: float) -> None:
    """Ground of one color from about a height to the bottom."""
    heights = [y + pen.around(-sway, sway) for _ in range(6)]
    pen.fill(color, ridge(heights, 1.02, -0.05, pen.sheet.width + 0.05))
