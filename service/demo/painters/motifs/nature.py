"""Landscapes in which the land itself is the subject; these draw over a whole sheet."""

from __future__ import annotations

import numpy as np

from service.demo.painters.palettes import Color, mixed, rgb, toned
from service.demo.painters.scenery import dune_field, fir, peak
from service.demo.painters.shapes import Points, box, line, oval, poly, ridge, shifted, smooth, stroke
from service.demo.painters.sheet import Pen


def mountains(pen: Pen) -> None:
    """One great peak among others above a lake, which mirrors it."""
    palette, width = pen.palette, pen.sheet.width
    shore = 0.66
    peaks = [(0.1, 0.42, 0.36), (0.92, 0.38, 0.42), (0.74, 0.44, 0.3), (0.46, 0.2, 0.5)]
    lake = mixed(palette.sky[1], palette.accent, 0.25)
    for i, (x, top, half) in enumerate(peaks):
        peak(pen, (x * width, top), half * max(width, 0.85), shore, mixed(palette.far, palette.mid, 0.25 * i))
    pen.fill(lake, box(0, shore, width, 1.01))
    for i, (x, top, half) in enumerate(peaks[2:]):
        tone = mixed(mixed(palette.far, palette.mid, 0.5 + 0.25 * i), lake, 0.55)
        pen.fill(
            tone,
            poly(
                (x * width, shore + (shore - top) * 0.62),
                (x * width + half * width, shore),
                (x * width - half * width, shore),
            ),
        )
    ripples = [
        line((x, y), (x + 0.12 + 0.1 * y, y), 0.006)
        for x, y in pen.random.uniform((-0.1, shore + 0.03), (width, 0.96), (22, 2)).tolist()
    ]
    pen.fill(mixed(lake, palette.light, 0.5), *ripples)
    _shore(pen, width, shore)


def _shore(pen: Pen, width: float, shore: float) -> None:
    """Draw the far shore with its firs, and a bank in front."""
    palette = pen.palette
    pen.fill(
        mixed(palette.mid, palette.near, 0.6),
        ridge([shore + 0.015, shore - 0.01, shore + 0.012], shore + 0.02, -0.02, width + 0.02),
    )
    for x in np.arange(0.02, width, 0.05).tolist():
        if abs(x - 0.5 * width) > 0.16 * width:
            fir(
                pen.at(x, shore + 0.015, pen.around(0.06, 0.12)),
                mixed(palette.near, palette.dark, pen.around(0.1, 0.4)),
            )
    pen.fill(palette.near, smooth((-0.1, 0.94), (0.2 * width, 0.9), (0.5 * width, 1.02), (-0.1, 1.1)))
    for x, tall in ((0.05, 0.42), (0.14, 0.32), (0.22, 0.2)):
        fir(pen.at(x * width, 1.0, tall), mixed(palette.near, palette.dark, 0.55))


def trees(pen: Pen) -> None:
    """Birches in leaf, a path between them."""
    palette, width = pen.palette, pen.sheet.width
    leaves = (palette.main, palette.second, palette.far, mixed(palette.second, palette.light, 0.3))
    for i in range(9):
        _birch(pen, width * (i + pen.around(0.2, 0.8)) / 9, 0.72, 0.012, mixed(palette.far, palette.mid, 0.4))
    for i in range(8):
        crown_at = (width * (i * 0.23 % 1), pen.around(0.12, 0.3), pen.around(0.12, 0.19))
        _foliage(pen, *crown_at, mixed(leaves[i % 4], palette.sky[1], 0.45))
    pen.fill(palette.mid, ridge([0.72, 0.7, 0.73, 0.7], 1.02, -0.02, width + 0.02))
    pen.fill(
        mixed(palette.light, palette.far, 0.55),
        smooth(
            (0.47 * width, 0.71),
            (0.52 * width, 0.71),
            (0.56 * width, 0.84),
            (0.74 * width, 1.02),
            (0.28 * width, 1.02),
            (0.46 * width, 0.84),
        ),
    )
    for i, x in enumerate((0.06, 0.9, 0.2, 0.78, 0.33)):
        _birch(pen, width * x, 0.86 - 0.02 * i, 0.045 - 0.005 * i, mixed(palette.light, palette.sky[0], 0.2))
    for i in range(12):
        _foliage(pen, width * (i * 0.31 % 1), pen.around(0.0, 0.2), pen.around(0.1, 0.17), leaves[i % 4])
    fallen = [
        oval(x, y, 0.009, 0.006) for x, y in pen.random.uniform((0, 0.76), (width, 0.99), (60, 2)).tolist()
    ]
    pen.fill(palette.main, *fallen[:30])
    pen.fill(palette.second, *fallen[30:])


def _birch(pen: Pen, x: float, foot: float, wide: float, bark: Color) -> None:
    lean = pen.around(-0.04, 0.04)
    pen.fill(
        bark,
        stroke(
            smooth((x, foot), (x + lean * 0.4, foot * 0.5), (x + lean, -0.02), closed=False), wide, wide * 0.6
        ),
    )
    marks = [
        line(
            (x + lean * (1 - t / foot) - wide * 0.4, t),
            (x + lean * (1 - t / foot) + wide * pen.around(-0.1, 0.35), t + 0.004),
            0.007,
        )
        for t in pen.random.uniform(0.05, foot - 0.05, 8).tolist()
    ]
    pen.fill(mixed(pen.palette.dark, bark, 0.2), *marks)


def _foliage(pen: Pen, x: float, y: float, size: float, color: Color) -> None:
    spots = pen.random.normal((x, y), (size * 0.6, size * 0.4), (9, 2)).tolist()
    pen.fill(color, *(oval(a, b, size * pen.around(0.18, 0.42)) for a, b in spots))


def waves(pen: Pen) -> None:
    """Draw a rough sea: rows of crests with foam, the last one breaking."""
    palette, width = pen.palette, pen.sheet.width
    for i in range(5):
        y = 0.5 + 0.08 * i
        tone = mixed(palette.far, palette.near, i / 4)
        xs = np.linspace(-0.1, width + 0.1, 60)
        phase = pen.around(0, 6)
        tall = 0.012 + 0.013 * i
        crest = y - tall * np.abs(np.sin(xs * (9 - i) + phase)) ** 0.7 * 2
        top = np.stack([xs, crest], axis=1)
        pen.fill(tone, np.vstack([top, [(width + 0.1, 1.02), (-0.1, 1.02)]]))
        foam = np.vstack([top, shifted(top, 0, 0.006 + 0.003 * i)[::-1]])
        pen.fill(mixed(palette.light, tone, 0.25), foam)
    _breaker(pen.at(0.42 * width, 0.72, 0.62 * max(width, 0.8)))


def _breaker(pen: Pen) -> None:
    palette = pen.palette
    body, deep = mixed(palette.mid, palette.accent, 0.35), mixed(palette.near, palette.accent, 0.2)
    pen.fill(
        deep,
        smooth(
            (-1.2, 0.5),
            (-0.8, 0.1),
            (-0.4, -0.28),
            (0.0, -0.42),
            (0.32, -0.32),
            (0.42, -0.1),
            (0.3, -0.02),
            (0.2, -0.16),
            (0.05, -0.2),
            (0.0, 0.06),
            (0.2, 0.3),
            (0.8, 0.42),
            (1.3, 0.5),
        ),
    )
    pen.fill(
        body,
        smooth(
            (-1.1, 0.5), (-0.7, 0.16), (-0.34, -0.16), (-0.02, -0.3), (-0.12, 0.02), (0.06, 0.34), (0.5, 0.5)
        ),
    )
    stripes = [
        stroke(
            smooth(
                (-0.8 + 0.16 * i, 0.42),
                (-0.44 + 0.13 * i, 0.1),
                (-0.16 + 0.05 * i, -0.22 + 0.02 * i),
                closed=False,
            ),
            0.03,
            0.008,
        )
        for i in range(5)
    ]
    pen.fill(mixed(body, palette.light, 0.4), *stripes)
    _foam(pen, body)


def _foam(pen: Pen, body: Color) -> None:
    """Foam on the crest, spray, and what runs out on the water."""
    palette = pen.palette
    foam = [
        (0.02, -0.43, 0.07),
        (0.14, -0.41, 0.08),
        (0.26, -0.35, 0.085),
        (0.36, -0.26, 0.08),
        (0.42, -0.15, 0.07),
        (0.4, -0.05, 0.06),
        (0.32, -0.01, 0.045),
        (-0.12, -0.4, 0.055),
        (-0.24, -0.35, 0.04),
    ]
    pen.fill(palette.light, *(oval(x, y, size) for x, y, size in foam))
    spray = pen.random.normal((0.4, -0.36), (0.16, 0.12), (26, 2)).tolist()
    pen.fill(palette.light, *(oval(x, y, pen.around(0.006, 0.018)) for x, y in spray))
    wash = [
        smooth((x, 0.4), (x + 0.16, 0.36), (x + 0.34, 0.4), (x + 0.16, 0.43)) for x in (-0.3, 0.1, 0.5, 0.8)
    ]
    pen.fill(mixed(palette.light, body, 0.2), *wash)


def dunes(pen: Pen) -> None:
    """Dunes with a caravan on a crest."""
    palette, width = pen.palette, pen.sheet.width
    dune_field(pen, 0.55)
    ink = mixed(palette.dark, palette.near, 0.2)
    pen.fill(palette.mid, ridge([0.72, 0.66, 0.67, 0.75, 0.82], 1.02, -0.05, width + 0.05))
    for i in range(4):
        _camel(pen.at(width * (0.2 + 0.15 * i), 0.625 + 0.012 * i * (i > 1), 0.13), ink)
    ripples = [
        stroke(
            smooth((0, y), (0.3 * width, y - 0.02), (0.7 * width, y + 0.02), (width, y), closed=False), 0.005
        )
        for y in (0.8, 0.86, 0.91, 0.95)
    ]
    pen.fill(toned(palette.mid, lighter=0.09), *ripples)


def _camel(pen: Pen, ink: Color) -> None:
    """Draw a camel that walks to the right, 1 long."""
    legs = [
        line((x, 0.1), (x + d, 0.5), 0.06, 0.035)
        for x, d in ((-0.28, -0.05), (-0.2, 0.04), (0.2, -0.04), (0.26, 0.06))
    ]
    body = smooth(
        (-0.36, 0.02),
        (-0.2, -0.08),
        (-0.06, -0.26),
        (0.06, -0.24),
        (0.16, -0.06),
        (0.3, -0.04),
        (0.42, -0.28),
        (0.5, -0.36),
        (0.62, -0.32),
        (0.6, -0.26),
        (0.5, -0.26),
        (0.42, 0.04),
        (0.28, 0.16),
        (-0.26, 0.16),
    )
    pen.fill(ink, body, *legs, stroke(smooth((-0.36, 0.04), (-0.42, 0.14), (-0.4, 0.26), closed=False), 0.03))
    pen.fill(
        pen.palette.accent, smooth((-0.14, -0.16), (0.0, -0.3), (0.14, -0.14), (0.12, 0.08), (-0.12, 0.08))
    )


def palms(pen: Pen) -> None:
    """Palms around a pool, dunes behind."""
    palette, width = pen.palette, pen.sheet.width
    dune_field(pen, 0.58)
    pen.fill(palette.far, ridge([0.8, 0.76, 0.78, 0.8], 1.02, -0.05, width + 0.05))
    pool = mixed(palette.accent, rgb("2a8c96"), 0.75)
    pen.fill(toned(pool, lighter=-0.1), oval(0.5 * width, 0.87, 0.43 * width, 0.085))
    pen.fill(pool, oval(0.5 * width, 0.875, 0.41 * width, 0.075))
    pen.fill(
        mixed(pool, palette.light, 0.5),
        *(
            line((x, y), (x + 0.14, y), 0.007)
            for x, y in ((0.3 * width, 0.85), (0.5 * width, 0.89), (0.4 * width, 0.92), (0.6 * width, 0.84))
        ),
    )
    for x, y, tall, lean in (
        (0.8, 0.8, 0.5, -0.09),
        (0.22, 0.82, 0.6, 0.1),
        (0.34, 0.79, 0.42, -0.05),
        (0.68, 0.79, 0.38, 0.06),
    ):
        _palm(pen.at(width * x, y, tall), lean)
    grass = [
        poly((x - 0.01, y), (x + d, y - 0.06), (x + 0.01, y))
        for x, y, d in (
            (width * (0.08 + 0.037 * i), 0.86 + 0.02 * (i % 4), 0.02 * (-1) ** i) for i in range(24)
        )
        if abs(x - 0.5 * width) > 0.3 * width
    ]
    pen.fill(mixed(rgb("5d8a45"), palette.near, 0.3), *grass)


def _palm(pen: Pen, lean: float) -> None:
    """Draw a palm, 1 high, standing at the origin."""
    palette = pen.palette
    trunk = mixed(palette.near, palette.dark, 0.3)
    pen.fill(trunk, stroke(smooth((0, 0), (lean, -0.4), (lean * 2.4, -0.84), closed=False), 0.055, 0.032))
    green = (rgb("3f7a4a"), rgb("5b9a55"), rgb("2f5f43"))
    for i, angle in enumerate((200, 235, 270, 305, 340, 165, 15, 180, 0)):
        pen.at(lean * 2.4, -0.84, 0.36, angle).fill(green[i % 3], _frond(1 if 90 < angle < 270 else -1))
    pen.fill(rgb("8a4b2b"), *(oval(lean * 2.4 + x, -0.81, 0.022) for x in (-0.025, 0.02, 0.0)))


def _frond(side: int) -> Points:
    return smooth(
        (0, 0),
        (0.34, -0.1 * side),
        (0.74, -0.14 * side),
        (1.02, -0.34 * side),
        (0.8, 0.0),
        (0.4, 0.07 * side),
    )


def cherry(pen: Pen) -> None:
    """Draw a tree in blossom that leans in from the side."""
    palette = pen.palette
    bark = mixed(palette.dark, rgb("6b4a3a"), 0.5)
    pen.fill(
        bark,
        stroke(smooth((-0.6, 0.55), (-0.52, 0.1), (-0.34, -0.24), (-0.02, -0.42), closed=False), 0.12, 0.03),
        stroke(smooth((-0.5, 0.02), (-0.58, -0.3), (-0.46, -0.55), closed=False), 0.06, 0.02),
        stroke(smooth((-0.3, -0.28), (0.1, -0.34), (0.44, -0.3), closed=False), 0.04, 0.012),
    )
    bloom = (
        palette.second,
        mixed(palette.second, palette.light, 0.55),
        mixed(palette.second, palette.main, 0.3),
    )
    for i in range(14):
        x, y = pen.random.normal((-0.12, -0.47), (0.36, 0.1), 2).tolist()
        _foliage(pen, x, y, 0.14, bloom[i % 3])
    petals = pen.random.uniform((-0.6, -0.3), (0.7, 0.5), (30, 2)).tolist()
    pen.fill(bloom[1], *(oval(x, y, 0.012, 0.008, 30) for x, y in petals))
