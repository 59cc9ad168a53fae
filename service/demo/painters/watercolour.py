"""Watercolour: washes that run over outlines, dry darker at edges and settle in the paper's grain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from service.demo.painters.plate import Floats, Labels, Plate
from service.demo.painters.textures import blurred, edges, grain, lightness, noise, picture_of, pixels

_PAPER = np.array([0.985, 0.975, 0.95], np.float32)


def paint(plate: Plate) -> Image.Image:
    """Return the plate in watercolour on white paper."""
    rows, columns = _wandering(plate)
    labels = plate.labels[rows, columns]
    color = pixels(plate.base)[rows, columns]
    wet = _bled(plate, color)
    density = -np.log(np.clip(wet, 0.04, 1)) * _pigment(plate, labels)[..., None]
    washed = _PAPER * np.exp(-density)
    return picture_of(_on_paper(plate, washed, _splashes(plate)))


def _wandering(plate: Plate) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each pixel's color comes from: outlines waver as wet paper lets them."""
    width, height = plate.size
    reach = max(plate.size) / 640
    y, x = np.mgrid[0:height, 0:width]
    shift = [noise(plate.random, plate.size, 34 * reach, 3) * 3.4 * reach for _ in range(2)]
    rows = np.clip(y + shift[0], 0, height - 1).astype(np.int64)
    columns = np.clip(x + shift[1], 0, width - 1).astype(np.int64)
    return rows, columns


def _bled(plate: Plate, color: Floats) -> Floats:
    """Colors run into each other in some places."""
    soft = pixels(picture_of(color).filter(ImageFilter.GaussianBlur(max(plate.size) / 70)))
    where = np.clip(noise(plate.random, plate.size, max(plate.size) / 6, 2) * 1.3 - 0.1, 0, 0.85)[..., None]
    return np.asarray(color * (1 - where) + soft * where, np.float32)


def _pigment(plate: Plate, labels: Labels) -> Floats:
    """Return how much pigment lies where: pools, dark rims, and gaps left white between two washes."""
    rim = edges(labels, 1)
    dark = np.clip(blurred(rim, 2.2) * 1.9, 0, 0.75)
    pool = noise(plate.random, plate.size, max(plate.size) / 7, 3) * 0.24
    settled = grain(plate.random, plate.size, 0.07)
    gap = np.clip(edges(labels, 3) * (noise(plate.random, plate.size, 60, 2) > 0.22), 0, 1)
    amount = (0.84 + pool + dark + settled) * (1 - 0.75 * gap)
    return np.asarray(np.clip(amount, 0.05, 2.2), np.float32)


def _splashes(plate: Plate) -> Floats:
    """Return how much of the sheet was painted: not its edge, but for some drops."""
    width, height = plate.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    unit = min(width, height)
    inset = np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) / unit
    ragged = noise(plate.random, plate.size, unit / 7, 4) * 0.022
    return np.asarray(np.clip((inset + ragged - 0.028) * 60, 0, 1), np.float32)


def _on_paper(plate: Plate, washed: Floats, covered: Floats) -> Floats:
    """Return the washes on rough paper, whose tooth shows where there is little pigment."""
    rim = np.clip(blurred(covered, 2.5) * (1 - blurred(covered, 2.5)) * 4, 0, 1) * covered * 0.1
    tooth = noise(plate.random, plate.size, 4.2, 2) * 0.02 + grain(plate.random, plate.size, 0.012)
    light = lightness(washed)
    sheet = washed * covered[..., None] + _PAPER * (1 - covered[..., None])
    return np.asarray((sheet * (1 - rim[..., None])) * (1 + (tooth * (0.6 + light))[..., None]), np.float32)
