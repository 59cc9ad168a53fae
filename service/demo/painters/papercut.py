"""Cut paper: sheets stacked from the back to the front, each with its shadow on those below."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from service.demo.painters.plate import Floats, Plate
from service.demo.painters.textures import blurred, noise, picture_of, pixels

# More sheets than this cannot be told apart, and each costs a blur.
_MOST = 12
_DEPTH = 0.42


def paint(plate: Plate) -> Image.Image:
    """Return the plate as a stack of paper in a frame of paper."""
    height, width = plate.labels.shape
    shade = np.ones((height, width), np.float32)
    stack = plate.labels.astype(np.int32)
    levels = _levels(len(plate.colors))
    reach = max(plate.size) / 95
    for level in levels:
        above = (stack >= level).astype(np.float32)
        shadow = _moved(blurred(above, reach), round(reach * 0.8))
        shade *= 1 - _DEPTH * shadow * (1 - above)
    fibre = _fibre(plate)
    paper = (
        pixels(plate.flat.filter(ImageFilter.GaussianBlur(0.8)))
        * (shade * (1 + fibre) * _rims(plate))[..., None]
    )
    return _framed(plate, paper, fibre)


def _levels(count: int) -> list[int]:
    """Return the labels at which a new sheet begins."""
    return sorted({round(at) for at in np.linspace(1, count - 1, min(_MOST, count - 1)).tolist()})


def _moved(values: Floats, by: int) -> Floats:
    """Return the values a little to the right and down."""
    moved = np.zeros_like(values)
    moved[by:, by // 2 :] = values[:-by, : -(by // 2)] if by > 1 else values[by:, :]
    return moved


def _fibre(plate: Plate) -> Floats:
    fine = noise(plate.random, plate.size, 3.2) * 0.022
    return np.asarray(fine + noise(plate.random, plate.size, 14) * 0.016, np.float32)


def _rims(plate: Plate) -> Floats:
    """Return the cut edges: light on the upper left, as thick paper has them."""
    labels = plate.labels.astype(np.int16)
    rim = np.ones(labels.shape, np.float32)
    rim[2:, 2:] += np.where(labels[2:, 2:] > labels[:-2, :-2], 0.13, 0)
    rim[:-1, :-1] -= np.where(labels[:-1, :-1] > labels[1:, 1:], 0.07, 0)
    return rim


def _framed(plate: Plate, paper: Floats, fibre: Floats) -> Image.Image:
    """Three sheets with wavy openings lie around the scene."""
    width, height = plate.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    unit = min(width, height)
    inset = np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) / unit
    sway = noise(plate.random, plate.size, unit / 4.5) * 0.016
    tones = np.array([plate.palette.sky[-1], plate.palette.far, plate.palette.light], np.float32) / 255
    for tone, edge in zip(tones, (0.062, 0.042, 0.022), strict=True):
        mask = (inset + sway * edge / 0.04 < edge).astype(np.float32)
        shadow = _moved(blurred(mask, unit / 80), max(unit // 130, 2))
        paper = paper * (1 - 0.4 * shadow * (1 - mask))[..., None]
        paper = np.where(mask[..., None] > 0, tone * (1 + fibre[..., None]), paper)
    return picture_of(paper)
