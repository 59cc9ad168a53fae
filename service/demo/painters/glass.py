"""Stained glass: a jittered Voronoi diagram cut by the outlines, each pane of one color, leaded and lit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from service.demo.painters.plate import Floats, Plate
from service.demo.painters.textures import blurred, edges, noise, picture_of, pixels

# Panes across the longer side.
_PANES = 17
_LEAD = np.array([0.09, 0.09, 0.11], np.float32)


def paint(plate: Plate) -> Image.Image:
    """Return the plate as a window."""
    panes = _panes(plate)
    tints = _tints(plate, panes)
    glass = tints[panes]
    lead = _lead(plate, panes)
    glow = 0.72 + 0.42 * (1 - blurred(lead, 7))
    ripple = 1 + 0.05 * noise(plate.random, plate.size, 22, 2)
    lit = glass * (glow * ripple * _daylight(plate))[..., None]
    leaded = lit * (1 - lead[..., None]) + _LEAD * lead[..., None]
    return picture_of(leaded + _shine(lead)[..., None])


def _panes(plate: Plate) -> NDArray[np.int32]:
    """Return the number of the pane that each pixel belongs to, without gaps."""
    combined = _voronoi(plate) * 256 + plate.labels
    used = np.zeros(int(combined.max()) + 1, np.int32)
    used[combined.ravel()] = 1
    return np.asarray((np.cumsum(used, dtype=np.int32) - 1)[combined], np.int32)


def _voronoi(plate: Plate) -> NDArray[np.int32]:
    """Return which seed is nearest: one seed in each cell of a grid, so that only nine need be asked.

    Every other pixel is asked for; the lead covers the steps.
    """
    width, height = plate.size
    step = max(plate.size) / _PANES
    columns, rows = int(width / step) + 3, int(height / step) + 3
    jitter = plate.random.uniform(0.12, 0.88, (rows, columns, 2)).astype(np.float32)
    corners = np.stack(np.meshgrid(np.arange(columns) - 1, np.arange(rows) - 1), axis=-1)
    seeds = ((jitter + corners) * step).astype(np.float32)
    y, x = np.mgrid[0:height:2, 0:width:2].astype(np.float32)
    home = ((y / step).astype(np.int32) + 1) * columns + (x / step).astype(np.int32) + 1
    at_x, at_y = seeds[..., 0].ravel(), seeds[..., 1].ravel()
    best = np.full(x.shape, np.inf, np.float32)
    nearest = np.zeros(x.shape, np.int32)
    for down in (-columns, 0, columns):
        for across in (-1, 0, 1):
            seed = np.clip(home + down + across, 0, rows * columns - 1)
            far = (at_x[seed] - x) ** 2 + (at_y[seed] - y) ** 2
            closer = far < best
            np.copyto(best, far, where=closer)
            np.copyto(nearest, seed, where=closer)
    return nearest.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]


def _tints(plate: Plate, panes: NDArray[np.int32]) -> Floats:
    """Return the color of each pane: the mean of what it covers, richer, and each a little different."""
    flat = panes.ravel()
    counts = np.bincount(flat)
    colors = pixels(plate.base).reshape(-1, 3)
    means = np.stack([np.bincount(flat, colors[:, i]) / counts for i in range(3)], axis=1)
    gray = means.mean(axis=1, keepdims=True)
    rich = gray + (means - gray) * 1.35
    varied = rich * plate.random.uniform(0.8, 1.14, (len(rich), 1)) + plate.random.normal(
        0, 0.018, rich.shape
    )
    return np.asarray(np.clip(varied, 0.03, 1), np.float32)


def _lead(plate: Plate, panes: NDArray[np.int32]) -> Floats:
    """Return where the lead runs: thin between panes, thicker along outlines."""
    unit = max(plate.size) / 640
    thin = edges((panes % 251).astype(np.uint8), 3 if unit < 1.3 else 5)
    thick = edges(plate.labels, 5 if unit < 1.3 else 7)
    both = Image.fromarray((np.maximum(thin * 0.85, thick) * 255).astype(np.uint8))
    return np.asarray(both.filter(ImageFilter.GaussianBlur(0.8)), np.float32) / 255


def _daylight(plate: Plate) -> Floats:
    """Light falls in from the upper side."""
    width, height = plate.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far = np.hypot((x / width - 0.4) * 0.8, y / height - 0.25)
    return np.asarray(1.12 - 0.34 * far, np.float32)


def _shine(lead: Floats) -> Floats:
    """Return the lead is round: its upper edge shines."""
    up = np.zeros_like(lead)
    up[1:] = lead[1:] - lead[:-1]
    return np.clip(up, 0, 1) * 0.12
