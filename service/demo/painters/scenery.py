"""Where the subject of a picture stands: each fills the sheet, from the back to the front."""

from __future__ import annotations

import numpy as np

from service.demo.painters.interiors import Place, backdrop, poster, room, stage, table
from service.demo.painters.palettes import Color, mixed, toned
from service.demo.painters.shapes import Pair, Points, box, oval, poly, ridge, smooth
from service.demo.painters.sheet import Pen
from service.demo.painters.skies import cloud, globe, ground, heaven, stars


def hills(pen: Pen, mood: str) -> None:
    """Draw rolling hills under a sky."""
    heaven(pen, mood, 0.62)
    ground(pen, pen.palette.far, 0.6, 0.07)
    ground(pen, pen.palette.mid, 0.7, 0.05)
    ground(pen, pen.palette.near, 0.83, 0.03)


def field(pen: Pen, mood: str) -> None:
    """Rows of plants that run to the horizon."""
    heaven(pen, mood, 0.5)
    ground(pen, pen.palette.far, 0.52, 0.04)
    width, palette = pen.sheet.width, pen.palette
    pen.fill(palette.near, box(0, 0.58, width, 1))
    row = palette.second if palette.second != palette.main else palette.mid
    rows = [
        poly((x0, 0.585), (x0 + 0.012, 0.585), (x1 + 0.13, 1), (x1, 1))
        for x0, x1 in ((width * (0.5 + i * 0.04), width * 0.5 + i * 0.27) for i in range(-7, 8))
    ]
    pen.fill(mixed(row, palette.mid, 0.25), *rows)


def mountains(pen: Pen, mood: str) -> None:
    """Peaks with snow behind hills."""
    heaven(pen, mood, 0.6)
    _peaks(pen, 0.62)
    ground(pen, pen.palette.mid, 0.68, 0.04)
    ground(pen, pen.palette.near, 0.84, 0.03)


def _peaks(pen: Pen, foot: float) -> None:
    width, palette = pen.sheet.width, pen.palette
    for i, x in enumerate((0.2, 0.82, 0.5)):
        top = foot - pen.around(0.22, 0.36) - (0.08 if i == 2 else 0)
        half = pen.around(0.3, 0.4) * max(width, 0.9)
        peak(pen, (width * x, top), half, foot + 0.1, mixed(palette.far, palette.mid, 0.35 * i))


def peak(pen: Pen, top: Pair, half: float, foot: float, color: Color) -> None:
    """Draw a mountain with a lit and a shaded side, and snow."""
    x, y = top
    height = foot - y
    pen.fill(color, poly(top, (x + half, foot), (x - half, foot)))
    fold = [
        (x, y),
        (x + 0.06 * half, y + 0.3 * height),
        (x - 0.08 * half, y + 0.6 * height),
        (x + 0.1 * half, foot),
    ]
    pen.fill(toned(color, lighter=-0.07), poly(*fold, (x + half, foot)))
    snow = [(0.26, 0.26), (0.16, 0.21), (0.09, 0.3), (0.0, 0.22), (-0.08, 0.31), (-0.17, 0.22), (-0.27, 0.27)]
    cap = poly(top, *((x + a * half, y + b * height) for a, b in snow))
    pen.fill(mixed(pen.palette.light, color, 0.12), cap)


def forest(pen: Pen, mood: str) -> None:
    """Draw a clearing between rows of trees."""
    heaven(pen, mood, 0.6)
    palette = pen.palette
    for i, tone in enumerate((palette.far, palette.mid)):
        ground(pen, tone, 0.62 + 0.1 * i, 0.02)
        for x in np.arange(0.02, pen.sheet.width, 0.13).tolist():
            tall = pen.around(0.24, 0.38)
            fir(
                pen.at(x + pen.around(-0.04, 0.04), 0.66 + 0.1 * i, tall),
                mixed(tone, palette.dark, 0.08 * (i + 1)),
            )
    ground(pen, palette.near, 0.8, 0.02)


def fir(pen: Pen, color: Color) -> None:
    """Draw a fir, 1 high, standing at the origin."""
    tiers = [
        poly((0, -1 + 0.24 * i), (0.14 + 0.06 * i, -0.6 + 0.24 * i), (-0.14 - 0.06 * i, -0.6 + 0.24 * i))
        for i in range(3)
    ]
    pen.fill(color, box(-0.035, -0.14, 0.035, 0), *tiers)


def sea(pen: Pen, mood: str) -> None:
    """Open water with the sun's way upon it."""
    width = pen.sheet.width
    x = width * pen.around(0.3, 0.7)
    horizon = 0.58
    heaven(pen, mood, horizon, sun=(x, horizon - pen.around(0.12, 0.3)))
    water(pen, horizon, x)


def water(pen: Pen, horizon: float, glitter: float) -> None:
    """Water from a horizon to the bottom in bands of waves."""
    width, palette = pen.sheet.width, pen.palette
    bands = 5
    for i in range(bands):
        y = horizon + (1 - horizon) * (i / bands) ** 1.25
        tone = mixed(palette.far, palette.near, i / (bands - 1))
        sway = 0.002 + 0.009 * i
        heights = [y + sway * (-1) ** n * pen.around(0.5, 1) for n in range(9 - i)] if i else [y, y]
        pen.fill(tone, ridge(heights, 1.02, -0.02, width + 0.02))
    rays = []
    for i in range(9):
        y, half = horizon + 0.02 + 0.04 * i, 0.03 + 0.011 * i
        rays.append(
            smooth(
                (glitter - half * pen.around(0.7, 1.2), y),
                (glitter, y - 0.006),
                (glitter + half * pen.around(0.7, 1.2), y),
                (glitter, y + 0.006),
            )
        )
    pen.fill(mixed(palette.sun, palette.far, 0.25), *rays)


def desert(pen: Pen, mood: str) -> None:
    """Dunes, each with a lit and a shaded flank."""
    heaven(pen, mood, 0.56)
    dune_field(pen, 0.55)


def dune_field(pen: Pen, top: float) -> None:
    """Dunes from a height to the bottom."""
    width, palette = pen.sheet.width, pen.palette
    for i, tone in enumerate((palette.far, mixed(palette.far, palette.mid, 0.6), palette.mid, palette.near)):
        y = top + 0.12 * i
        x = width * pen.around(0.15, 0.85)
        crest = y - pen.around(0.02, 0.09)
        pen.fill(tone, ridge([y + 0.04, y, crest, y + 0.02, y + 0.05], 1.02, -0.05, width + 0.05))
        shade = smooth(
            (x, crest + 0.03),
            (x + 0.1, y + 0.09),
            (x + 0.34, y + 0.2),
            (x + 0.2, y + 0.22),
            (x - 0.08, y + 0.12),
        )
        pen.fill(toned(tone, lighter=-0.06), shade)


def city(pen: Pen, mood: str) -> None:
    """Roofs and towers far away."""
    heaven(pen, mood, 0.7)
    _blocks(pen, 0.78, (0.1, 0.32), mixed(pen.palette.far, pen.palette.sky[0], 0.25))
    _blocks(pen, 0.9, (0.1, 0.28), pen.palette.mid, lit=mood == "night")
    ground(pen, pen.palette.near, 0.92, 0.01)


def _blocks(pen: Pen, foot: float, heights: Pair, color: Color, *, lit: bool = False) -> None:
    towers, windows = [], []
    x = -0.02
    while x < pen.sheet.width:
        wide, tall = pen.around(0.06, 0.13), pen.around(*heights)
        towers.append(box(x, foot - tall, x + wide, foot + 0.12))
        windows += panes(pen, box(x, foot - tall, x + wide, foot), 0.026)
        x += wide
    pen.fill(color, *towers)
    if lit and windows:
        pen.fill(pen.palette.main, *windows)


def panes(pen: Pen, wall: Points, step: float, share: float = 0.45) -> list[Points]:
    """Return some of a wall's windows in rows."""
    (left, top), (right, bottom) = wall.min(axis=0), wall.max(axis=0)
    xs = np.arange(left + step * 0.5, right - step * 0.6, step)
    ys = np.arange(top + step * 0.6, bottom - step, step * 1.25)
    spots = [(x, y) for x in xs.tolist() for y in ys.tolist() if pen.random.random() < share]
    return [box(x, y, x + step * 0.45, y + step * 0.7) for x, y in spots]


def clouds(pen: Pen, mood: str) -> None:
    """High above the clouds."""
    heaven(pen, mood, 0.8)
    for i in range(7):
        x, y = pen.sheet.width * (i * 0.37 % 1), 0.7 + 0.05 * i
        tone = mixed(pen.palette.sky[1], pen.palette.light, 0.3 + 0.1 * i)
        cloud(pen.at(x, y, pen.sheet.unit * pen.around(0.5, 0.8)), tone)


def deep(pen: Pen, mood: str) -> None:  # noqa: ARG001 - as all sceneries
    """Under water: light from above, plants and stones below."""
    width, palette = pen.sheet.width, pen.palette
    for i, tone in enumerate(palette.sky):
        y = i / len(palette.sky)
        pen.fill(tone, ridge([y, y + 0.03, y - 0.02, y + 0.02], 1.02, -0.02, width + 0.02))
    x = width * pen.around(0.3, 0.7)
    rays = [
        poly((x + d * 0.1, -0.01), (x + d * 0.1 + 0.05, -0.01), (x + d * 0.5 + 0.12, 0.8), (x + d * 0.5, 0.8))
        for d in (-1.2, -0.3, 0.6)
    ]
    pen.fill(mixed(palette.sky[1], palette.light, 0.14), *rays)
    ground(pen, palette.mid, 0.9, 0.03)
    for x in pen.random.uniform(0, width, 7).tolist():
        _weed(
            pen.at(x, 0.96, pen.around(0.14, 0.3)), mixed(palette.near, palette.second, pen.around(0.1, 0.4))
        )
    bubbles = [
        oval(a, b, pen.around(0.005, 0.014))
        for a, b in pen.random.uniform((0, 0.1), (width, 0.85), (14, 2)).tolist()
    ]
    pen.fill(mixed(palette.sky[0], palette.light, 0.5), *bubbles)


def _weed(pen: Pen, color: Color) -> None:
    sway = pen.around(-0.2, 0.2)
    blades = [
        smooth(
            (x - 0.05, 0),
            (x + 0.03 + sway * 0.4, -0.5 * tall),
            (x + sway, -tall),
            (x - 0.09 + sway * 0.5, -0.5 * tall),
        )
        for x, tall in ((-0.13, 0.7), (0, 1), (0.13, 0.6))
    ]
    pen.fill(color, *blades)


def space(pen: Pen, mood: str) -> None:  # noqa: ARG001
    """Stars, a planet with a ring, and a moon."""
    width, palette = pen.sheet.width, pen.palette
    pen.fill(palette.sky[-1], box(0, 0, width, 1))
    x, y = width * 0.76, 0.24
    for i, tone in enumerate(palette.sky[-2::-1][:3]):
        pen.fill(mixed(palette.sky[-1], tone, 0.5), oval(x, y, 0.72 - 0.17 * i))
    stars(pen, 1.0, (x, y))
    globe(pen.at(x, y, 0.2 * pen.sheet.unit), palette.accent)
    pen.fill(palette.far, oval(width * 0.16, 0.66, 0.05))
    ground(pen, palette.mid, 0.93, 0.03)


SCENERIES: dict[str, Place] = {
    "hills": hills,
    "field": field,
    "mountains": mountains,
    "forest": forest,
    "sea": sea,
    "desert": desert,
    "city": city,
    "clouds": clouds,
    "deep": deep,
    "table": table,
    "room": room,
    "backdrop": backdrop,
    "stage": stage,
    "poster": poster,
    "space": space,
}
"""Sceneries by name."""
