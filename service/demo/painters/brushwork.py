"""Oil: thousands of strokes along a field of flow, large ones first, and light from the side on the paint."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from service.demo.painters.plate import Floats, Plate
from service.demo.painters.textures import blurred, edges, lightness, noise, picture_of, pixels

_STEPS = 5
# Strokes a hundred thousand pixels, width and length in thousandths of the longer side.
_PASSES = ((220, 26, 110), (620, 12, 58), (1500, 5, 22))


def paint(plate: Plate) -> Image.Image:
    """Return the plate in oil."""
    flow = _flow(plate)
    colors = _lively(plate)
    canvas = plate.flat.filter(ImageFilter.GaussianBlur(6))
    draw = ImageDraw.Draw(canvas)
    detail = blurred(edges(plate.labels), 5)
    for number, (count, width, length) in enumerate(_PASSES):
        _strokes(
            plate, draw, flow, colors, detail if number == len(_PASSES) - 1 else None, (count, width, length)
        )
    return _lit(_finished(canvas, plate, detail))


def _finished(canvas: Image.Image, plate: Plate, detail: Floats) -> Floats:
    """Return the canvas with what is small painted out by a fine brush."""
    fine = np.clip(detail * 2.2 - 0.12, 0, 0.8) * (0.85 + 0.3 * noise(plate.random, plate.size, 9))
    return np.asarray(
        pixels(canvas) * (1 - fine[..., None]) + pixels(plate.base) * fine[..., None], np.float32
    )


def _flow(plate: Plate) -> Floats:
    """Return the direction of the brush at each pixel, as an angle: along outlines, in swirls elsewhere."""
    gray = blurred(lightness(pixels(plate.flat)), 7)
    down, across = np.gradient(gray)
    strength = np.hypot(across, down)
    swirl = noise(plate.random, plate.size, max(plate.size) / 3.2) * 2.2
    weight = np.clip(strength * 90, 0, 1)
    along = np.arctan2(across, -down)
    # Angles are mixed as directions, twice around, since a stroke has no front.
    x = np.cos(2 * along) * weight + np.cos(2 * swirl) * (1 - weight)
    y = np.sin(2 * along) * weight + np.sin(2 * swirl) * (1 - weight)
    return np.asarray(np.arctan2(y, x) / 2, np.float32)


def _lively(plate: Plate) -> Floats:
    """Return the colors on the brush: the plate's, lighter towards the upper left and broken by noise."""
    _, height = plate.size
    tone = noise(plate.random, plate.size, 46, 2)[..., None] * np.array([0.05, 0.045, 0.06], np.float32)
    light = np.linspace(0.05, -0.06, height, dtype=np.float32)[:, None, None]
    return np.asarray(pixels(plate.base) + tone + light, np.float32)


def _strokes(
    plate: Plate,
    draw: ImageDraw.ImageDraw,
    flow: Floats,
    colors: Floats,
    detail: Floats | None,
    kind: tuple[int, int, int],
) -> None:
    """One pass of strokes; with ``detail`` only where there is some."""
    width, height = plate.size
    longer = max(plate.size)
    many = int(kind[0] * width * height / 100_000)
    spots = plate.random.uniform((0, 0), (width, height), (many, 2))
    if detail is not None:
        here = detail[spots[:, 1].astype(int), spots[:, 0].astype(int)]
        spots = spots[here > plate.random.uniform(0.05, 0.3, many)]
    paths = _paths(plate, flow, spots, kind[2] * longer / 1000 / _STEPS)
    inside = np.clip(spots.astype(int), 0, (width - 1, height - 1))
    tints = colors[inside[:, 1], inside[:, 0]] + plate.random.normal(0, 0.035, (len(spots), 1))
    inks = (np.clip(tints, 0, 1) * 255).astype(np.uint8).tolist()
    sizes = (
        np.maximum(plate.random.uniform(0.6, 1.15, len(spots)) * kind[1] * longer / 1000, 1.6)
        .astype(int)
        .tolist()
    )
    for path, ink, size in zip(paths.reshape(len(spots), -1).tolist(), inks, sizes, strict=True):
        draw.line(path, fill=tuple(ink), width=size, joint="curve" if size > 9 else None)


def _paths(plate: Plate, flow: Floats, spots: Floats, step: float) -> Floats:
    """Return the points of all strokes at once, each following the flow both ways from its spot."""
    width, height = plate.size
    angle = flow[spots[:, 1].astype(int) % height, spots[:, 0].astype(int) % width]
    heading = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    at = spots - heading * step * _STEPS / 2
    points = [at]
    for _ in range(_STEPS):
        column, row = np.clip(at.astype(int), 0, (width - 1, height - 1)).T
        angle = flow[row, column]
        turn = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        heading = np.where((turn * heading).sum(axis=1, keepdims=True) < 0, -turn, turn)
        at = at + heading * step
        points.append(at)
    return np.stack(points, axis=1)


def _lit(paint: Floats) -> Image.Image:
    """Return the paint stands out: its ridges catch light from the upper left."""
    gray = lightness(paint)
    relief = np.zeros_like(gray)
    relief[1:, 1:] = gray[1:, 1:] - gray[:-1, :-1]
    return picture_of(paint + np.clip(relief, -0.12, 0.12)[..., None] * 0.7)
