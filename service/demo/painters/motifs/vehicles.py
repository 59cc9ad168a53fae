"""Vehicles: about 1 high, the middle at the origin, standing at 0.5."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from service.demo.painters.palettes import Color, mixed, rgb, toned
from service.demo.painters.shapes import (
    Points,
    arc,
    box,
    line,
    mirrored,
    oval,
    pie,
    poly,
    ring,
    shifted,
    smooth,
    stroke,
)
from service.demo.painters.sheet import Pen


def train(pen: Pen) -> None:
    """Draw a steam locomotive with two coaches."""
    palette, paint = pen.palette, pen.palette.main
    pen.fill(
        mixed(palette.near, palette.dark, 0.5),
        box(-3, 0.46, 3, 0.49),
        *(box(x, 0.48, x + 0.07, 0.53) for x in np.arange(-1.6, 1.6, 0.16).tolist()),
    )
    smoke = mixed(palette.light, palette.sky[1], 0.3)
    for x, y, size in ((0.5, -0.52, 0.13), (0.3, -0.62, 0.17), (0.02, -0.72, 0.21), (-0.34, -0.76, 0.25)):
        pen.fill(mixed(smoke, palette.sky[-1], 0.25 * size / 0.25), oval(x, y, size, size * 0.75))
    for x in (-1.42, -0.78):
        _coach(pen.at(x, 0))
    pen.fill(palette.dark, box(-0.16, 0.24, 0.86, 0.34))
    pen.fill(toned(paint, lighter=-0.05), box(-0.12, -0.3, 0.2, 0.26))
    pen.fill(palette.dark, smooth((-0.2, -0.3), (0.04, -0.37), (0.28, -0.3), (0.04, -0.28)))
    pen.fill(mixed(palette.sun, palette.light, 0.3), box(-0.06, -0.2, 0.12, -0.02))
    pen.fill(
        paint,
        smooth((0.2, -0.14), (0.74, -0.14), (0.8, -0.06), (0.8, 0.18), (0.74, 0.24), (0.2, 0.24)),
        box(0.18, -0.14, 0.7, 0.24),
    )
    pen.fill(toned(paint, lighter=0.12), box(0.2, -0.08, 0.74, -0.03))
    pen.fill(palette.sun, *(box(x, -0.14, x + 0.025, 0.24) for x in (0.3, 0.5, 0.68)))
    pen.fill(
        palette.dark,
        poly((0.58, -0.14), (0.56, -0.36), (0.52, -0.42), (0.72, -0.42), (0.68, -0.36), (0.66, -0.14)),
        pie(0.4, -0.13, 0.08, 180, 360),
    )
    pen.fill(palette.second, poly((0.8, 0.26), (0.86, 0.26), (1.0, 0.46), (0.8, 0.46)))
    pen.fill(palette.sun, oval(0.82, 0.0, 0.05))
    for x, size in ((0.02, 0.16), (0.36, 0.16), (0.66, 0.11)):
        wheel(pen.at(x, 0.46 - size, size), palette.second)
    pen.fill(mixed(palette.light, palette.dark, 0.3), line((0.02, 0.32), (0.4, 0.32), 0.03))


def _coach(pen: Pen) -> None:
    palette, paint = pen.palette, pen.palette.accent
    pen.fill(
        palette.dark,
        box(-0.31, 0.24, 0.31, 0.33),
        smooth((-0.33, -0.2), (0, -0.28), (0.33, -0.2), (0, -0.17)),
    )
    pen.fill(paint, box(-0.3, -0.2, 0.3, 0.26))
    pen.fill(mixed(palette.light, paint, 0.2), box(-0.3, 0.06, 0.3, 0.1))
    pen.fill(
        mixed(palette.sun, palette.light, 0.3),
        *(box(x, -0.13, x + 0.11, 0.02) for x in (-0.25, -0.055, 0.14)),
    )
    for x in (-0.18, 0.18):
        wheel(pen.at(x, 0.37, 0.09), palette.second)


def wheel(pen: Pen, color: Color) -> None:
    """Draw a wheel of radius 1 with spokes."""
    pen.fill(pen.palette.dark, oval(0, 0, 1))
    pen.fill(color, oval(0, 0, 0.78))
    spokes = [
        line((0, 0), (np.cos(a) * 0.7, np.sin(a) * 0.7), 0.14) for a in np.arange(0, 6.28, 1.047).tolist()
    ]
    pen.fill(pen.palette.dark, *spokes)
    pen.fill(mixed(color, pen.palette.light, 0.4), oval(0, 0, 0.24))


def car(pen: Pen) -> None:
    """Draw a small round car with luggage on its roof."""
    paint = pen.palette.main
    _road(pen)
    body = smooth(
        (-0.74, 0.3),
        (-0.76, 0.12),
        (-0.62, 0.0),
        (-0.44, -0.04),
        (-0.32, -0.26),
        (-0.05, -0.32),
        (0.22, -0.27),
        (0.38, -0.05),
        (0.62, 0.0),
        (0.76, 0.14),
        (0.75, 0.3),
        (0.5, 0.34),
        (-0.5, 0.34),
    )
    pen.fill(paint, body)
    pen.fill(
        toned(paint, lighter=-0.09),
        smooth((-0.76, 0.2), (0, 0.17), (0.77, 0.2), (0.75, 0.31), (0.5, 0.34), (-0.5, 0.34), (-0.74, 0.3)),
    )
    _glass_and_lights(pen, paint)


def _road(pen: Pen) -> None:
    """Draw a road, and luggage on a roof."""
    palette = pen.palette
    road = mixed(palette.near, palette.dark, 0.55)
    pen.fill(road, box(-3, 0.36, 3, 0.8))
    pen.fill(
        mixed(road, palette.light, 0.7),
        *(box(x, 0.56, x + 0.24, 0.585) for x in np.arange(-1.6, 1.6, 0.48).tolist()),
    )
    pen.fill(mixed(road, palette.dark, 0.5), oval(0, 0.43, 0.78, 0.05))
    pen.fill(rgb("9a6a3f"), box(-0.26, -0.47, 0.0, -0.33), box(0.03, -0.43, 0.22, -0.33))
    pen.fill(palette.dark, box(-0.3, -0.33, 0.28, -0.31), box(-0.26, -0.4, 0.0, -0.385))


def _glass_and_lights(pen: Pen, paint: Color) -> None:
    """Windows, lights, bumpers and wheels."""
    palette = pen.palette
    pane = mixed(palette.sky[1], palette.light, 0.3)
    pen.fill(
        pane,
        smooth((-0.36, -0.05), (-0.27, -0.22), (-0.06, -0.26), (-0.06, -0.05)),
        smooth((-0.01, -0.05), (-0.01, -0.26), (0.17, -0.22), (0.3, -0.05)),
    )
    pen.fill(palette.dark, line((-0.035, -0.03), (-0.035, 0.26), 0.01), box(0.04, 0.03, 0.12, 0.045))
    pen.fill(
        palette.light,
        oval(0.7, 0.11, 0.05, 0.06),
        box(-0.78, 0.25, -0.62, 0.285),
        box(0.64, 0.25, 0.79, 0.285),
    )
    pen.fill(rgb("c03a2b"), oval(-0.72, 0.12, 0.03, 0.045))
    for x in (-0.42, 0.44):
        pen.fill(palette.dark, oval(x, 0.3, 0.17))
        pen.fill(mixed(palette.light, palette.dark, 0.2), oval(x, 0.3, 0.085))
        pen.fill(paint, oval(x, 0.3, 0.04))


def boat(pen: Pen) -> None:
    """Draw a boat under sail, mirrored in the water."""
    palette, canvas = pen.palette, pen.palette.main
    hull = palette.accent if palette.accent != canvas else palette.second
    pen.fill(
        mixed(palette.mid, canvas, 0.35),
        smooth((-0.3, 0.46), (0.1, 0.46), (0.2, 0.6), (0.02, 0.78), (-0.1, 0.64)),
    )
    pen.fill(palette.dark, line((0, 0.3), (0, -0.62), 0.022))
    _sails(pen, canvas)
    pen.fill(
        hull,
        smooth(
            (-0.56, 0.27), (0, 0.31), (0.58, 0.25), (0.42, 0.44), (0.3, 0.48), (-0.34, 0.48), (-0.46, 0.42)
        ),
    )
    pen.fill(
        mixed(hull, palette.light, 0.75),
        stroke(smooth((-0.54, 0.3), (0, 0.34), (0.55, 0.285), closed=False), 0.025),
    )
    foam = [
        smooth((x, 0.485), (x + 0.1, 0.465), (x + 0.22, 0.485), (x + 0.1, 0.5))
        for x in (-0.66, -0.4, -0.1, 0.16, 0.42)
    ]
    pen.fill(mixed(palette.light, palette.far, 0.2), *foam)


def _sails(pen: Pen, canvas: Color) -> None:
    """Two sails and a pennant."""
    palette = pen.palette
    pen.fill(
        canvas,
        smooth(
            (0.03, -0.58), (0.22, -0.3), (0.42, 0.12), (0.46, 0.2), (0.2, 0.23), (0.03, 0.22), (0.07, -0.2)
        ),
    )
    pen.fill(
        toned(canvas, lighter=-0.08),
        smooth((0.03, -0.58), (0.08, -0.2), (0.03, 0.22), (0.2, 0.23), (0.19, -0.1)),
    )
    pen.fill(
        mixed(canvas, palette.second, 0.35),
        smooth((-0.03, -0.5), (-0.16, -0.16), (-0.4, 0.22), (-0.03, 0.22)),
    )
    pen.fill(palette.second, poly((0, -0.68), (0.16, -0.64), (0, -0.6)))


def balloon(pen: Pen) -> None:
    """Draw a hot-air balloon in stripes; a small one behind."""
    _envelope(pen.at(0.78, 0.05, 0.34), (pen.palette.accent, pen.palette.light))
    palette = pen.palette
    _envelope(pen, (palette.main, palette.second, palette.light, palette.accent))


def _envelope(pen: Pen, colors: tuple[Color, ...]) -> None:
    palette = pen.palette
    pen.fill(palette.dark, *(line((x, 0.1), (x * 0.42, 0.36), 0.007) for x in (-0.16, -0.05, 0.05, 0.16)))
    pen.fill(colors[0], _gore(-1, 1))
    edges = np.linspace(-1, 1, 8).tolist()
    for i, (a, b) in enumerate(pairwise(edges)):
        pen.fill(toned(colors[i % len(colors)], lighter=-0.025 * max(i - 3, 0)), _gore(a, b))
    pen.fill(rgb("8a5a34"), smooth((-0.085, 0.36), (0.085, 0.36), (0.075, 0.5), (-0.075, 0.5)))
    pen.fill(rgb("b98552"), box(-0.09, 0.35, 0.09, 0.38))


def _gore(start: float, end: float) -> Points:
    """Return a strip of the envelope between two meridians, from -1 at the left to 1 at the right."""
    ys = np.linspace(0, 1, 18)
    half = (
        0.42
        * np.sqrt(np.clip(1 - (ys * 1.24 - 0.5) ** 2 / 0.55, 0, 1))
        * np.where(ys > 0.75, 1.08 - 0.55 * (ys - 0.6), 1)
    )
    half[0] = 0.03
    xs, down = half, ys * 0.66 - 0.55
    return np.vstack([np.stack([xs * start, down], axis=1), np.stack([xs * end, down], axis=1)[::-1]])


def bicycle(pen: Pen) -> None:
    """Draw a bicycle with a basket of flowers."""
    palette, paint = pen.palette, pen.palette.main
    tyre = palette.dark
    for x in (-0.46, 0.46):
        pen.fill(tyre, ring(x, 0.2, 0.3, 0.035))
        pen.fill(mixed(palette.light, palette.dark, 0.2), ring(x, 0.2, 0.272, 0.012))
        spokes = [
            line((x, 0.2), (x + np.cos(a) * 0.27, 0.2 + np.sin(a) * 0.27), 0.007)
            for a in np.arange(0, 6.28, 0.5236).tolist()
        ]
        pen.fill(mixed(palette.light, palette.dark, 0.45), *spokes)
    pipe = 0.035
    pen.fill(
        paint,
        line((-0.46, 0.2), (-0.06, 0.22), pipe),
        line((-0.06, 0.22), (-0.2, -0.22), pipe),
        line((-0.17, -0.1), (0.3, -0.14), pipe),
        line((-0.06, 0.22), (0.32, -0.1), pipe),
        line((-0.46, 0.2), (-0.17, -0.1), pipe),
        line((0.46, 0.2), (0.28, -0.34), pipe),
    )
    pen.fill(
        tyre,
        smooth((-0.34, -0.25), (-0.2, -0.28), (-0.08, -0.23), (-0.2, -0.21)),
        stroke(smooth((0.28, -0.33), (0.2, -0.38), (0.12, -0.33), closed=False), 0.032),
    )
    pen.fill(
        palette.second if palette.second != paint else palette.accent,
        oval(-0.06, 0.22, 0.07),
        line((-0.06, 0.22), (-0.02, 0.36), 0.025),
    )
    pen.fill(tyre, box(-0.06, 0.35, 0.03, 0.375))
    _basket(pen)


def _basket(pen: Pen) -> None:
    """Draw a basket of flowers."""
    palette = pen.palette
    pen.fill(rgb("5c8a3f"), oval(0.36, -0.34, 0.1, 0.05), oval(0.5, -0.33, 0.1, 0.06))
    pen.fill(palette.accent, *(oval(x, y, 0.038) for x, y in ((0.32, -0.38), (0.43, -0.42), (0.54, -0.37))))
    pen.fill(palette.sun, *(oval(x, y, 0.036) for x, y in ((0.38, -0.35), (0.49, -0.36))))
    pen.fill(rgb("b98552"), poly((0.3, -0.31), (0.56, -0.31), (0.52, -0.12), (0.34, -0.12)))
    pen.fill(
        rgb("8a5a34"),
        *(line((0.3, y), (0.56, y), 0.01) for y in (-0.25, -0.19)),
        arc(0, 0, 0.001, 0.001, 0, 90),
    )


def rocket(pen: Pen) -> None:
    """Draw a rocket that takes off, with fire and smoke."""
    palette, paint = pen.palette, pen.palette.main
    for x, y, size in (
        (-0.3, 0.68, 0.2),
        (0.3, 0.68, 0.2),
        (-0.12, 0.62, 0.18),
        (0.14, 0.64, 0.17),
        (0, 0.74, 0.22),
    ):
        pen.fill(mixed(palette.light, palette.sky[-2], 0.25 + abs(x) * 0.6), oval(x, y, size, size * 0.8))
    pen.fill(rgb("f29b38"), smooth((-0.1, 0.28), (0.1, 0.28), (0.09, 0.46), (0, 0.68), (-0.09, 0.46)))
    pen.fill(rgb("fbe27a"), smooth((-0.05, 0.28), (0.05, 0.28), (0.045, 0.4), (0, 0.54), (-0.045, 0.4)))
    fin = smooth((-0.15, 0.05), (-0.32, 0.22), (-0.34, 0.42), (-0.2, 0.32), (-0.1, 0.26))
    pen.fill(paint, fin, mirrored(fin))
    _hull(pen, paint)


def _hull(pen: Pen, paint: Color) -> None:
    """Draw a hull with a nose and two windows."""
    palette = pen.palette
    pen.fill(
        palette.light,
        smooth(
            (0, -0.62),
            (0.12, -0.42),
            (0.18, -0.14),
            (0.16, 0.14),
            (0.1, 0.3),
            (-0.1, 0.3),
            (-0.16, 0.14),
            (-0.18, -0.14),
            (-0.12, -0.42),
        ),
    )
    pen.fill(
        mixed(palette.light, palette.dark, 0.22),
        smooth(
            (0.02, -0.58),
            (0.12, -0.42),
            (0.18, -0.14),
            (0.16, 0.14),
            (0.1, 0.3),
            (0.04, 0.3),
            (0.09, 0.0),
            (0.08, -0.3),
        ),
    )
    pen.fill(
        paint,
        smooth((0, -0.66), (0.09, -0.5), (0.13, -0.38), (0, -0.34), (-0.13, -0.38), (-0.09, -0.5)),
        box(-0.12, 0.26, 0.12, 0.32),
    )
    pen.fill(palette.dark, oval(0, -0.14, 0.095), oval(0, 0.1, 0.055))
    pen.fill(mixed(palette.sky[0], palette.light, 0.4), oval(0, -0.14, 0.07), oval(0, 0.1, 0.036))
    pen.fill(toned(paint, lighter=-0.1), smooth((-0.025, 0.12), (0.025, 0.12), (0.03, 0.4), (-0.03, 0.4)))


def carpet(pen: Pen) -> None:
    """Draw a carpet that flies, somebody on it."""
    palette, wool = pen.palette, pen.palette.main
    upper = smooth(
        (-0.8, 0.05), (-0.5, -0.08), (-0.2, 0.0), (0.1, 0.1), (0.42, 0.02), (0.78, -0.14), closed=False
    )
    lower = shifted(upper, 0.12, 0.26)
    pen.fill(toned(wool, lighter=-0.14), np.vstack([lower, shifted(lower, 0.0, 0.035)[::-1]]))
    pen.fill(wool, np.vstack([upper, lower[::-1]]))
    inner = shifted(upper, 0.02, 0.05)[3:-3], shifted(lower, -0.02, -0.05)[3:-3]
    pen.fill(palette.sun, np.vstack([inner[0], inner[1][::-1]]))
    core = shifted(upper, 0.04, 0.09)[5:-5], shifted(lower, -0.04, -0.09)[5:-5]
    pen.fill(palette.accent, np.vstack([core[0], core[1][::-1]]))
    middle = (upper + lower) / 2
    pen.fill(
        palette.light,
        *(
            poly((x, y - 0.035), (x + 0.05, y), (x, y + 0.035), (x - 0.05, y))
            for x, y in middle[6:-6:6].tolist()
        ),
    )
    fringe = [
        line((x, y), (x - 0.05, y + 0.04), 0.012)
        for x, y in (upper[:1] + (lower[:1] - upper[:1]) * np.linspace(0, 1, 7)[:, None]).tolist()
    ]
    other = [
        line((x, y), (x + 0.05, y + 0.03), 0.012)
        for x, y in (upper[-1:] + (lower[-1:] - upper[-1:]) * np.linspace(0, 1, 7)[:, None]).tolist()
    ]
    pen.fill(palette.sun, *fringe, *other)
    _rider(pen.at(0.02, -0.14, 0.4))


def _rider(pen: Pen) -> None:
    palette = pen.palette
    pen.fill(palette.accent, smooth((-0.46, 0.5), (-0.4, 0.3), (0, 0.22), (0.4, 0.3), (0.46, 0.5), (0, 0.6)))
    pen.fill(
        palette.light,
        smooth((-0.2, -0.2), (0.2, -0.2), (0.26, 0.12), (0.2, 0.38), (-0.2, 0.38), (-0.26, 0.12)),
    )
    pen.fill(rgb("b97f57"), oval(0, -0.4, 0.17, 0.19))
    pen.fill(
        palette.second,
        smooth((-0.22, -0.44), (-0.2, -0.62), (0, -0.72), (0.2, -0.62), (0.22, -0.44), (0, -0.5)),
    )
    pen.fill(palette.sun, oval(0, -0.58, 0.04))
    scarf = smooth(
        (0.1, -0.22),
        (0.4, -0.34),
        (0.7, -0.2),
        (0.95, -0.34),
        (0.9, -0.18),
        (0.66, -0.06),
        (0.38, -0.18),
        (0.12, -0.1),
    )
    pen.fill(palette.second, scarf)
