"""Places that are not out of doors: tables, rooms, stages, and grounds for portraits and for words."""

from __future__ import annotations

from collections.abc import Callable

from service.demo.painters.palettes import Color, mixed, toned
from service.demo.painters.shapes import box, line, oval, pie, poly, ring, smooth
from service.demo.painters.sheet import Pen
from service.demo.painters.skies import ground, heaven

Place = Callable[[Pen, str], None]
"""Fills the sheet for a mood."""


def table(pen: Pen, mood: str) -> None:  # noqa: ARG001
    """Draw a still life's wall and table."""
    width, palette = pen.sheet.width, pen.palette
    pen.fill(palette.sky[1], box(0, 0, width, 1))
    pen.fill(palette.sky[0], pie(width * pen.around(0.25, 0.75), 0.72, 0.62 * pen.sheet.unit, 180, 360))
    pen.fill(palette.mid, box(0, 0.7, width, 1))
    pen.fill(palette.far, box(0, 0.7, width, 0.725))
    pen.fill(mixed(palette.mid, palette.near, 0.4), *(line((0, y), (width, y), 0.004) for y in (0.8, 0.9)))


def room(pen: Pen, mood: str) -> None:
    """Draw a window with what is outside, and its sill."""
    width, palette = pen.sheet.width, pen.palette
    heaven(pen, mood, 0.62)
    ground(pen, palette.far, 0.58, 0.05)
    ground(pen, palette.mid, 0.66, 0.04)
    frame = palette.second
    half = 0.02
    bars = [box(width * 0.5 - half, 0, width * 0.5 + half, 0.76), box(0, 0.3, width, 0.3 + half * 1.6)]
    sides = [box(0, 0, width * 0.09, 0.8), box(width * 0.91, 0, width, 0.8), box(0, 0, width, 0.06)]
    pen.fill(toned(frame, lighter=0.05), *bars)
    pen.fill(frame, *sides)
    for x, flip in ((0.0, False), (width, True)):
        curtain = smooth((-0.02, 0), (0.16, 0), (0.13, 0.25), (0.06, 0.5), (0.1, 0.8), (-0.02, 0.8))
        pen.at(x, 0, flip=flip).fill(mixed(palette.light, palette.accent, 0.25), curtain)
    pen.fill(toned(frame, lighter=0.1), box(0, 0.78, width, 0.83))
    pen.fill(toned(frame, lighter=-0.08), box(0, 0.83, width, 1))


def backdrop(pen: Pen, mood: str) -> None:
    """Draw a portrait's ground: a large disc behind the head."""
    width, palette = pen.sheet.width, pen.palette
    pen.fill(palette.sky[-1], box(0, 0, width, 1))
    pen.fill(palette.sky[-2], box(0, 0.72, width, 1))
    x, size = width * 0.5, 0.43 * pen.sheet.unit
    for i, part in enumerate((1.0, 0.86, 0.72)):
        pen.fill(mixed(palette.sky[-2], palette.sky[0], 0.4 + 0.3 * i), oval(x, 0.42, size * part))
    if mood == "storm":
        drops = pen.random.uniform((0, 0), (width, 0.95), (40, 2)).tolist()
        pen.fill(
            mixed(palette.light, palette.sky[-1], 0.4),
            *(line((a, b), (a - 0.02, b + 0.06), 0.004) for a, b in drops),
        )


def stage(pen: Pen, mood: str) -> None:  # noqa: ARG001
    """Draw an empty stage with a curtain and a beam of light."""
    width, palette = pen.sheet.width, pen.palette
    pen.fill(mixed(palette.near, palette.dark, 0.6), box(0, 0, width, 1))
    pen.fill(
        mixed(palette.near, palette.dark, 0.25),
        poly((width * 0.42, 0), (width * 0.58, 0), (width * 0.92, 0.9), (width * 0.08, 0.9)),
    )
    pen.fill(palette.near, box(0, 0.84, width, 1))
    pen.fill(palette.far, oval(width / 2, 0.9, 0.4 * pen.sheet.unit, 0.065))
    folds = [
        smooth((x, -0.02), (x + 0.045, -0.02), (x + 0.035, 0.45), (x + 0.05, 0.92), (x - 0.005, 0.92))
        for x in (0.0, 0.04, 0.08)
    ]
    for x, flip in ((0.0, False), (width, True)):
        for i, fold in enumerate(folds[::-1]):
            pen.at(x, 0, flip=flip).fill(toned(palette.second, lighter=-0.28 + 0.05 * i), fold)


def poster(pen: Pen, mood: str) -> None:
    """Draw a ground for words: a sunburst, a spotlight at night, or stripes, in a frame."""
    width, palette = pen.sheet.width, pen.palette
    ground = palette.sky[-1] if mood == "night" else palette.main
    beam = mixed(ground, palette.light, 0.2)
    pen.fill(ground, box(0, 0, width, 1))
    kind = int(pen.random.integers(3))
    if kind == 0:
        _sunburst(pen, ground, beam)
    elif kind == 1:
        _arches(pen, beam)
    else:
        _steps(pen, beam)
    edge = 0.03 * pen.sheet.unit
    sides = (
        box(0, 0, width, edge),
        box(0, 1 - edge, width, 1),
        box(0, 0, edge, 1),
        box(width - edge, 0, width, 1),
    )
    pen.fill(palette.light, *sides)


def _sunburst(pen: Pen, ground: Color, beam: Color) -> None:
    palette, center, unit = pen.palette, (pen.sheet.width * 0.5, 0.98), pen.sheet.unit
    pen.fill(beam, *(pie(*center, 1.8, angle, angle + 6) for angle in range(180, 360, 12)))
    pen.fill(palette.accent, oval(*center, 0.34 * unit))
    pen.fill(palette.second, oval(*center, 0.27 * unit))
    pen.fill(mixed(palette.dark, ground, 0.2), ring(*center, 0.37 * unit, 0.012))


def _arches(pen: Pen, beam: Color) -> None:
    """Rainbow-like arches from the two lower corners."""
    palette, unit = pen.palette, pen.sheet.unit
    colors = (beam, palette.accent, palette.light, palette.second, palette.sun, palette.dark)
    for x in (0.0, pen.sheet.width):
        for i, color in enumerate(colors):
            pen.fill(color, oval(x, 1.0, unit * (0.46 - 0.075 * i)))


def _steps(pen: Pen, beam: Color) -> None:
    """Draw a skyline of bars and a moon between them."""
    palette, width, unit = pen.palette, pen.sheet.width, pen.sheet.unit
    pen.fill(beam, oval(width * 0.5, 0.78, 0.3 * unit))
    pen.fill(palette.sun, oval(width * 0.5, 0.78, 0.2 * unit))
    heights = [0.2, 0.13, 0.27, 0.16, 0.1, 0.12, 0.22, 0.3, 0.15, 0.24]
    step = width / len(heights)
    for i, tall in enumerate(heights):
        tone = (palette.accent, palette.second, palette.dark)[i % 3]
        pen.fill(tone, box(i * step, 1 - tall, (i + 1) * step, 1))
