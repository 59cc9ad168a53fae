"""Animals of the water, and of the air if a prompt says so: about 1 high, the middle at the origin."""

from __future__ import annotations

import numpy as np

from service.demo.painters.palettes import Color, mixed, toned
from service.demo.painters.shapes import arc, oval, smooth, stroke
from service.demo.painters.sheet import Pen


def fish(pen: Pen) -> None:
    """Two carps that circle each other, and lily pads."""
    palette = pen.palette
    for x, y, size in ((-0.42, -0.36, 0.17), (0.5, 0.3, 0.2), (0.38, -0.46, 0.1), (-0.5, 0.42, 0.12)):
        pen.fill(mixed(palette.far, palette.accent, 0.35), arc(x, y, size, size, 20, 340))
    _carp(pen.at(-0.05, -0.14, 0.9, 14), pen.palette.main)
    _carp(pen.at(0.06, 0.22, 0.7, 196), mixed(palette.light, palette.main, 0.12))


def _carp(pen: Pen, coat: Color) -> None:
    palette = pen.palette
    fin = mixed(coat, palette.light, 0.4)
    pen.fill(fin, smooth((0.3, 0.04), (0.46, -0.12), (0.58, -0.16), (0.52, 0.02), (0.6, 0.18), (0.44, 0.12)))
    pen.fill(
        fin,
        smooth((-0.16, 0.1), (-0.06, 0.28), (0.04, 0.26), (-0.02, 0.08)),
        smooth((-0.16, -0.1), (-0.04, -0.27), (0.06, -0.25), (0.0, -0.08)),
    )
    body = smooth(
        (-0.48, 0.02),
        (-0.36, -0.11),
        (-0.1, -0.15),
        (0.14, -0.09),
        (0.36, 0.03),
        (0.14, 0.12),
        (-0.1, 0.15),
        (-0.36, 0.12),
    )
    pen.fill(coat, body)
    patch = palette.light if coat == palette.main else palette.main
    pen.fill(
        patch,
        smooth((-0.3, -0.11), (-0.18, -0.13), (-0.14, 0.0), (-0.26, 0.04)),
        smooth((0.02, 0.02), (0.14, -0.03), (0.18, 0.06), (0.06, 0.11)),
    )
    scales = [
        arc(x, y, 0.028, 0.03, -90, 90)
        for x, ys in (
            (-0.12, (-0.07, 0, 0.07)),
            (-0.05, (-0.04, 0.04)),
            (0.02, (-0.07, 0.0)),
            (0.1, (-0.03, 0.03)),
        )
        for y in ys
    ]
    pen.fill(toned(coat, lighter=-0.1), *scales)
    pen.fill(palette.dark, *(oval(-0.38, y, 0.018) for y in (-0.055, 0.07)))


def whale(pen: Pen) -> None:
    """Draw a whale among clouds, about 2 long."""
    palette, coat = pen.palette, mixed(pen.palette.accent, pen.palette.mid, 0.45)
    pen.fill(
        coat,
        smooth(
            (0.5, 0.02),
            (0.72, -0.1),
            (0.84, -0.36),
            (0.92, -0.4),
            (0.94, -0.18),
            (1.08, -0.3),
            (1.12, -0.2),
            (0.9, 0.04),
            (0.6, 0.2),
        ),
    )
    pen.fill(
        coat,
        smooth(
            (-0.85, 0.02),
            (-0.78, -0.2),
            (-0.45, -0.34),
            (0.0, -0.32),
            (0.45, -0.14),
            (0.7, 0.02),
            (0.5, 0.22),
            (0.0, 0.34),
            (-0.5, 0.3),
            (-0.78, 0.2),
        ),
    )
    pen.fill(
        mixed(palette.light, coat, 0.2),
        smooth(
            (-0.84, 0.06), (-0.5, 0.12), (-0.1, 0.2), (0.3, 0.24), (0.0, 0.35), (-0.5, 0.31), (-0.78, 0.2)
        ),
    )
    _whale_details(pen, coat)


def _whale_details(pen: Pen, coat: Color) -> None:
    """Its grooves, fin, eye, spots and breath."""
    palette = pen.palette
    grooves = [
        stroke(
            smooth(
                (-0.74 + 0.1 * i, 0.12 + 0.022 * i),
                (-0.5 + 0.1 * i, 0.2 + 0.015 * i),
                (-0.2 + 0.1 * i, 0.28),
                closed=False,
            ),
            0.014,
        )
        for i in range(3)
    ]
    pen.fill(mixed(coat, palette.light, 0.45), *grooves)
    pen.fill(
        toned(coat, lighter=-0.08),
        smooth((-0.2, 0.18), (0.02, 0.2), (0.16, 0.5), (0.02, 0.46), (-0.16, 0.34)),
    )
    pen.fill(palette.dark, oval(-0.56, 0.03, 0.028))
    pen.fill(
        palette.light,
        oval(-0.567, 0.02, 0.01),
        *(
            oval(x, y, 0.012)
            for x, y in ((-0.3, -0.2), (-0.1, -0.24), (0.1, -0.18), (0.0, -0.1), (0.24, -0.12))
        ),
    )
    for d in (-1, 1):
        jet = stroke(
            smooth((-0.42, -0.34), (-0.42 + 0.05 * d, -0.5), (-0.42 + 0.17 * d, -0.5), closed=False),
            0.03,
            0.05,
        )
        pen.fill(mixed(palette.light, palette.sky[0], 0.3), jet)


def jellyfish(pen: Pen) -> None:
    """Draw a jellyfish that glows."""
    palette, glow = pen.palette, pen.palette.accent
    pen.fill(mixed(palette.mid, glow, 0.3), oval(0, -0.12, 0.5))
    pen.fill(mixed(palette.mid, glow, 0.5), oval(0, -0.14, 0.41))
    xs = np.linspace(-0.26, 0.26, 7)
    for i, x in enumerate(xs.tolist()):
        way = smooth(
            (x, -0.04),
            (x * 1.3 + 0.05 * (-1) ** i, 0.16),
            (x * 1.1 - 0.05 * (-1) ** i, 0.34),
            (x * 1.5, 0.56 - 0.3 * abs(x)),
            closed=False,
        )
        pen.fill(mixed(glow, palette.light, 0.2 + 0.3 * (i % 2)), stroke(way, 0.035, 0.012))
    pen.fill(
        mixed(glow, palette.main, 0.5),
        smooth(
            (-0.07, -0.05), (0.0, 0.1), (-0.05, 0.26), (0.05, 0.4), (0.09, 0.24), (0.05, 0.1), (0.09, -0.05)
        ),
    )
    _bell(pen, glow)


def _bell(pen: Pen, glow: Color) -> None:
    """Draw the bell, with what shows through it."""
    palette = pen.palette
    pen.fill(
        mixed(glow, palette.light, 0.3),
        smooth(
            (-0.34, -0.06),
            (-0.3, -0.28),
            (-0.14, -0.43),
            (0.14, -0.43),
            (0.3, -0.28),
            (0.34, -0.06),
            (0.2, -0.02),
            (0, -0.06),
            (-0.2, -0.02),
        ),
    )
    pen.fill(mixed(glow, palette.main, 0.35), *(oval(x, -0.22, 0.06, 0.08) for x in (-0.13, 0.0, 0.13)))
    pen.fill(palette.light, smooth((-0.25, -0.2), (-0.18, -0.35), (-0.08, -0.4), (-0.14, -0.32)))
