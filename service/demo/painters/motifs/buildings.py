"""Buildings: about 1 high, the middle at the origin, standing at 0.5."""

from __future__ import annotations

import numpy as np

from service.demo.painters.palettes import Color, mixed, toned
from service.demo.painters.scenery import panes
from service.demo.painters.shapes import Points, arc, box, line, oval, pie, poly, ridge, smooth, stroke
from service.demo.painters.sheet import Pen


def lighthouse(pen: Pen) -> None:
    """Draw a lighthouse on a cliff, its beam to both sides."""
    palette = pen.palette
    beam = mixed(palette.sun, palette.sky[1], 0.45)
    pen.fill(beam, poly((0, -0.4), (1.3, -0.66), (1.3, -0.3)), poly((0, -0.4), (-1.3, -0.56), (-1.3, -0.34)))
    rock = mixed(palette.near, palette.dark, 0.4)
    pen.fill(
        rock,
        smooth((-0.62, 0.6), (-0.5, 0.36), (-0.26, 0.3), (0.0, 0.24), (0.3, 0.28), (0.46, 0.4), (0.7, 0.6)),
    )
    pen.fill(
        toned(rock, lighter=-0.06),
        smooth((0.05, 0.28), (0.3, 0.3), (0.46, 0.42), (0.66, 0.6), (0.2, 0.6), (0.12, 0.42)),
    )
    _striped_tower(pen)


def _striped_tower(pen: Pen) -> None:
    """Draw a tower with two stripes, a gallery and a lamp."""
    palette = pen.palette
    body = _tower(-0.28, 0.28, 0.075, 0.125)
    pen.fill(palette.light, body)
    for top in (-0.2, 0.02):
        wide = [0.075 + 0.05 * (y + 0.28) / 0.56 for y in (top, top + 0.11)]
        pen.fill(
            palette.second,
            poly((-wide[0], top), (wide[0], top), (wide[1], top + 0.11), (-wide[1], top + 0.11)),
        )
    pen.fill(
        mixed(palette.dark, palette.light, 0.7),
        poly((0.03, -0.28), (0.075, -0.28), (0.125, 0.28), (0.06, 0.28)),
    )
    pen.fill(
        palette.dark,
        box(-0.1, -0.31, 0.1, -0.28),
        box(-0.02, 0.18, 0.03, 0.27),
        *(box(-0.03, y, 0.0, y + 0.04) for y in (-0.13, 0.1)),
    )
    pen.fill(palette.sun, box(-0.06, -0.45, 0.06, -0.31))
    pen.fill(
        palette.dark, line((-0.02, -0.45), (-0.02, -0.31), 0.01), line((0.025, -0.45), (0.025, -0.31), 0.01)
    )
    pen.fill(palette.second, pie(0, -0.45, 0.075, 180, 360), line((0, -0.58), (0, -0.5), 0.012))


def _tower(top: float, bottom: float, upper: float, lower: float) -> Points:
    return poly((-upper, top), (upper, top), (lower, bottom), (-lower, bottom))


def houses(pen: Pen) -> None:
    """Draw a row of gabled houses at the water, and their reflections."""
    palette = pen.palette
    colors = [
        palette.main,
        palette.second,
        palette.light,
        palette.accent,
        mixed(palette.main, palette.light, 0.5),
    ]
    x = -0.98
    for i in range(7):
        wide, tall = pen.around(0.24, 0.32), pen.around(0.42, 0.62)
        reflection = mixed(colors[i % 5], palette.near, 0.55)
        pen.fill(reflection, ridge([0.3, 0.3], 0.3 + tall * 0.5, x, x + wide, 2))
        _house(pen.at(x + wide / 2, 0.3), wide, tall, colors[i % 5])
        x += wide
    pen.fill(mixed(palette.near, palette.dark, 0.35), box(-1.2, 0.29, 1.2, 0.33))
    ripples = [
        line((a, b), (a + 0.2, b), 0.012)
        for a, b in ((-0.8, 0.4), (-0.3, 0.46), (0.2, 0.41), (0.6, 0.47), (-0.6, 0.52))
    ]
    pen.fill(mixed(palette.near, palette.light, 0.35), *ripples)


def _house(pen: Pen, wide: float, tall: float, wall: Color) -> None:
    palette, half, eaves = pen.palette, wide / 2, -tall * 0.68
    pen.fill(wall, poly((-half, 0), (-half, eaves), (0, -tall), (half, eaves), (half, 0)))
    pen.fill(
        toned(wall, lighter=-0.08),
        poly((half * 0.45, 0), (half * 0.45, -tall + 0.45 * (tall + eaves)), (half, eaves), (half, 0)),
    )
    roof = mixed(palette.dark, wall, 0.25)
    slope = [
        poly(
            (d * (half + 0.02), eaves + 0.02),
            (0, -tall - 0.03),
            (0, -tall + 0.03),
            (d * (half + 0.02), eaves + 0.07),
        )
        for d in (-1, 1)
    ]
    pen.fill(roof, *slope)
    size = wide * 0.18
    spots = [(x * wide, y) for y in np.arange(eaves + 0.06, -0.14, size * 2).tolist() for x in (-0.28, 0.1)]
    pen.fill(
        mixed(palette.dark, palette.sky[-1], 0.35),
        *(box(x, y, x + size, y + size * 1.3) for x, y in spots),
        box(-size / 2, -0.11, size / 2, 0),
    )


def bridge(pen: Pen) -> None:
    """Draw a stone bridge of three arches over a river."""
    palette = pen.palette
    stone = mixed(palette.near, palette.light, 0.35)
    river = mixed(palette.accent, palette.sky[-1], 0.6)
    pen.fill(river, box(-2, 0.16, 2, 0.7))
    deck = ridge([-0.02, -0.1, -0.15, -0.16, -0.15, -0.1, -0.02], 0.3, -1.3, 1.3)
    pen.fill(stone, deck)
    for x, size in ((-0.62, 0.25), (0, 0.3), (0.62, 0.25)):
        pen.fill(mixed(stone, palette.dark, 0.4), arc(x, 0.32, size + 0.03, size + 0.045, 180, 360))
        pen.fill(mixed(river, palette.sky[0], 0.4), arc(x, 0.32, size, size, 180, 360))
        pen.fill(
            mixed(river, palette.dark, 0.25),
            poly((x - size, 0.31), (x + size, 0.31), (x + size * 0.8, 0.5), (x - size * 0.8, 0.5)),
        )
    rail = smooth((-1.3, -0.05), (-0.66, -0.14), (0, -0.2), (0.66, -0.14), (1.3, -0.05), closed=False)
    pen.fill(mixed(stone, palette.light, 0.4), stroke(rail, 0.04))
    bricks = [
        box(x, y, x + 0.09, y + 0.022)
        for x, y in pen.random.uniform((-1.1, -0.08), (1.1, 0.02), (22, 2)).tolist()
    ]
    pen.fill(toned(stone, lighter=-0.08), *bricks)
    ripples = [
        line((a, b), (a + 0.22, b), 0.01)
        for a, b in pen.random.uniform((-1.1, 0.36), (0.9, 0.62), (12, 2)).tolist()
    ]
    pen.fill(mixed(river, palette.light, 0.45), *ripples)


def skyline(pen: Pen) -> None:
    """Towers with their windows lit."""
    palette = pen.palette
    tops = [
        (-0.86, 0.2, 0.62),
        (-0.62, 0.22, 0.82),
        (-0.36, 0.18, 0.55),
        (-0.15, 0.24, 1.02),
        (0.14, 0.2, 0.7),
        (0.36, 0.22, 0.9),
        (0.62, 0.24, 0.6),
    ]
    for i, (x, wide, tall) in enumerate(tops):
        tone = mixed(mixed(palette.near, palette.accent, 0.18 + 0.1 * (i % 3)), palette.dark, 0.12 * (i % 2))
        wall = box(x, 0.5 - tall, x + wide, 0.7)
        roof = (
            (
                poly((x, 0.5 - tall), (x + wide / 2, 0.38 - tall), (x + wide, 0.5 - tall)),
                line((x + wide / 2, 0.2 - tall), (x + wide / 2, 0.42 - tall), 0.014),
            )
            if i in {1, 3}
            else ()
        )
        pen.fill(tone, wall, *roof)
        pen.fill(toned(tone, lighter=-0.05), box(x + wide * 0.66, 0.5 - tall, x + wide, 0.7))
        pen.fill(
            palette.main if i % 2 else mixed(palette.main, palette.light, 0.45),
            *panes(pen, box(x, 0.5 - tall, x + wide, 0.6), 0.06, 0.6),
        )


def pagoda(pen: Pen) -> None:
    """Draw a pagoda of five roofs among trees."""
    palette = pen.palette
    roof = mixed(palette.dark, palette.accent, 0.3)
    pen.fill(
        mixed(palette.light, palette.dark, 0.3), box(-0.26, 0.44, 0.26, 0.5), box(-0.22, 0.4, 0.22, 0.44)
    )
    for i in range(5):
        y, half = 0.4 - 0.155 * i, 0.17 - 0.018 * i
        pen.fill(palette.main, box(-half, y - 0.12, half, y))
        pen.fill(
            palette.light,
            *(box(x - 0.02, y - 0.085, x + 0.02, y - 0.01) for x in (-half * 0.55, 0, half * 0.55)),
        )
        pen.fill(roof, _eaves(half + 0.13, y - 0.09))
        pen.fill(
            mixed(roof, palette.light, 0.25), line((-half - 0.1, y - 0.088), (half + 0.1, y - 0.088), 0.012)
        )
    pen.fill(
        palette.sun,
        line((0, -0.36), (0, -0.56), 0.022, 0.008),
        *(oval(0, -0.42 - 0.035 * i, 0.03 - 0.005 * i, 0.008) for i in range(4)),
    )
    for x, y, size in (
        (-0.62, 0.4, 0.24),
        (0.6, 0.38, 0.27),
        (-0.38, 0.47, 0.17),
        (0.4, 0.48, 0.15),
        (0.86, 0.46, 0.2),
        (-0.9, 0.47, 0.22),
    ):
        crown(pen.at(x, y, size), (palette.main, palette.second, mixed(palette.main, palette.second, 0.5)))


def _eaves(half: float, y: float) -> Points:
    """Return a roof whose corners turn up."""
    return smooth(
        (-half - 0.03, y - 0.035),
        (-half * 0.7, y - 0.005),
        (0, y + 0.01),
        (half * 0.7, y - 0.005),
        (half + 0.03, y - 0.035),
        (half * 0.45, y - 0.07),
        (0, y - 0.085),
        (-half * 0.45, y - 0.07),
    )


def crown(pen: Pen, colors: tuple[Color, ...]) -> None:
    """Draw a tree's crown of leaves in several colors, radius about 1, with its trunk below."""
    pen.fill(mixed(pen.palette.dark, colors[0], 0.25), poly((-0.07, 0), (0.07, 0), (0.12, 1.1), (-0.12, 1.1)))
    balls = [
        (-0.45, 0.1, 0.5),
        (0.45, 0.05, 0.5),
        (0, -0.35, 0.6),
        (-0.2, 0.25, 0.5),
        (0.25, 0.3, 0.42),
        (0.1, -0.1, 0.4),
    ]
    for i, (x, y, size) in enumerate(balls):
        pen.fill(toned(colors[i % len(colors)], lighter=0.03 * (i % 2)), oval(x, y, size))


def mosque(pen: Pen) -> None:
    """Draw a mosque with a large dome, small ones, and two minarets."""
    palette = pen.palette
    wall = mixed(palette.light, palette.sky[0], 0.35)
    shade = toned(wall, lighter=-0.1)
    for x in (-0.7, 0.7):
        pen.fill(wall, box(x - 0.045, -0.3, x + 0.045, 0.5), box(x - 0.065, -0.12, x + 0.065, -0.09))
        pen.fill(shade, box(x + 0.01, -0.3, x + 0.045, 0.5))
        pen.fill(palette.main, poly((x - 0.055, -0.3), (x + 0.055, -0.3), (x, -0.5)))
        pen.fill(palette.sun, line((x, -0.48), (x, -0.56), 0.012), oval(x, -0.57, 0.016))
    for x in (-0.38, 0.38):
        pen.fill(wall, box(x - 0.17, 0.12, x + 0.17, 0.5))
        pen.fill(palette.main, _dome(x, 0.13, 0.15))
    pen.fill(wall, box(-0.3, 0.02, 0.3, 0.5))
    pen.fill(shade, box(0.2, 0.02, 0.3, 0.5), box(-0.26, -0.06, 0.26, 0.02))
    pen.fill(palette.main, _dome(0, -0.05, 0.26))
    pen.fill(
        toned(palette.main, lighter=0.12),
        smooth((-0.16, -0.1), (-0.14, -0.24), (-0.03, -0.34), (-0.09, -0.2)),
    )
    pen.fill(palette.sun, line((0, -0.36), (0, -0.5), 0.016), arc(0, -0.53, 0.035, 0.035, 30, 330))
    _gates(pen)


def _gates(pen: Pen) -> None:
    """Pointed gates, and a frieze of tiles."""
    palette = pen.palette
    gates = [
        smooth(
            (x - w, 0.5),
            (x - w, 0.3),
            (x - w * 0.6, 0.2),
            (x, 0.2 - w * 0.6),
            (x + w * 0.6, 0.2),
            (x + w, 0.3),
            (x + w, 0.5),
        )
        for x, w in ((0, 0.1), (-0.38, 0.06), (0.38, 0.06))
    ]
    pen.fill(mixed(palette.dark, palette.main, 0.35), *gates)
    tiles = [
        poly((x, 0.06), (x + 0.025, 0.09), (x, 0.12), (x - 0.025, 0.09))
        for x in np.arange(-0.25, 0.26, 0.0625).tolist()
    ]
    pen.fill(palette.second if palette.second != palette.main else palette.accent, *tiles)


def _dome(x: float, y: float, size: float) -> Points:
    return smooth(
        (x - size * 0.9, y),
        (x - size, y - size * 0.4),
        (x - size * 0.7, y - size * 0.9),
        (x - size * 0.2, y - size * 1.15),
        (x, y - size * 1.35),
        (x + size * 0.2, y - size * 1.15),
        (x + size * 0.7, y - size * 0.9),
        (x + size, y - size * 0.4),
        (x + size * 0.9, y),
    )


def castle(pen: Pen) -> None:
    """Draw a castle on an island that floats."""
    palette = pen.palette
    rock = mixed(palette.near, palette.dark, 0.25)
    pen.fill(
        rock,
        smooth((-0.62, 0.2), (0.62, 0.2), (0.4, 0.38), (0.2, 0.48), (0.05, 0.72), (-0.08, 0.5), (-0.3, 0.42)),
    )
    pen.fill(
        toned(rock, lighter=-0.07),
        smooth((0.1, 0.22), (0.62, 0.21), (0.4, 0.38), (0.2, 0.48), (0.05, 0.72), (0.1, 0.45)),
    )
    pen.fill(
        palette.mid, smooth((-0.66, 0.2), (-0.3, 0.12), (0.3, 0.12), (0.66, 0.2), (0.2, 0.26), (-0.2, 0.25))
    )
    wall = mixed(palette.light, palette.sky[0], 0.3)
    shade = toned(wall, lighter=-0.1)
    pen.fill(
        wall,
        box(-0.36, -0.08, 0.36, 0.2),
        *(box(x, -0.12, x + 0.045, -0.06) for x in np.arange(-0.36, 0.33, 0.09).tolist()),
    )
    for x, top, half in (
        (-0.38, -0.2, 0.075),
        (0.38, -0.2, 0.075),
        (-0.14, -0.3, 0.07),
        (0.16, -0.36, 0.075),
        (0, -0.22, 0.1),
    ):
        pen.fill(wall, box(x - half, top, x + half, 0.2))
        pen.fill(shade, box(x + half * 0.3, top, x + half, 0.2))
        pen.fill(palette.main, poly((x - half - 0.02, top), (x, top - 0.22), (x + half + 0.02, top)))
        pen.fill(palette.dark, box(x - 0.014, top + 0.06, x + 0.014, top + 0.12))
        pen.fill(palette.second, poly((x, top - 0.27), (x + 0.08, top - 0.245), (x, top - 0.22)))
    pen.fill(palette.dark, smooth((-0.06, 0.2), (-0.06, 0.1), (0, 0.04), (0.06, 0.1), (0.06, 0.2)))
    fall = stroke(smooth((-0.42, 0.19), (-0.44, 0.4), (-0.42, 0.75), closed=False), 0.04, 0.07)
    pen.fill(mixed(palette.light, palette.sky[-1], 0.3), fall)
