"""Noise, grain and blur on arrays of numbers, the same for the same generator."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from service.demo.painters.plate import Floats, Labels

# Pixels across a spot of noise that enlarging keeps soft.
_FINEST = 5.0


def noise(random: np.random.Generator, size: tuple[int, int], cell: float, octaves: int = 1) -> Floats:
    """Soft noise from about -1 to 1 in spots of about ``cell`` pixels; finer detail with more octaves."""
    # Drawn as small as its finest spots allow, then enlarged once.
    scale = max(cell / 2 ** (octaves - 1) / _FINEST, 1.0)
    width, height = (max(round(side / scale), 1) for side in size)
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        step = cell / scale / 2**octave
        shape = max(int(height / step) + 2, 2), max(int(width / step) + 2, 2)
        grid = Image.fromarray(random.uniform(-1, 1, shape).astype(np.float32))
        total += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) * np.float32(0.5**octave)
    return np.asarray(Image.fromarray(total).resize(size, Image.Resampling.BICUBIC), np.float32)


def grain(random: np.random.Generator, size: tuple[int, int], strength: float) -> Floats:
    """Noise of single pixels, slightly softened, around 0."""
    width, height = size
    raw = Image.fromarray(random.normal(0, strength, (height, width)).astype(np.float32))
    return np.asarray(raw.resize((width, height)), np.float32)


def blurred(values: Floats, radius: float) -> Floats:
    """Return the values (0 to 1) softened; at a quarter of the size where that makes no difference."""
    height, width = values.shape
    picture = Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))
    if radius >= 6:
        small = picture.resize((max(width // 4, 1), max(height // 4, 1)), Image.Resampling.BOX)
        soft = small.filter(ImageFilter.GaussianBlur(radius / 4)).resize(
            (width, height), Image.Resampling.BILINEAR
        )
    else:
        soft = picture.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(soft, np.float32) / 255


def edges(labels: Labels, width: int = 3) -> Floats:
    """1 on the borders between labels, about so many pixels wide (an odd number), 0 elsewhere."""
    mask = np.zeros(labels.shape, np.uint8)
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    mask[:, 1:][across] = 255
    mask[1:][down] = 255
    picture = Image.fromarray(mask)
    if width > 1:
        picture = picture.filter(ImageFilter.MaxFilter(width))
    return np.asarray(picture, np.float32) / 255


def pixels(picture: Image.Image) -> Floats:
    """Return the picture's colors from 0 to 1, height by width by three."""
    return np.asarray(picture.convert("RGB"), np.float32) / 255


def picture_of(values: Floats) -> Image.Image:
    """Return the picture of colors from 0 to 1; what lies outside is cut off."""
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))


def lightness(values: Floats) -> Floats:
    """Return how light each pixel looks, from 0 to 1."""
    return np.asarray(values @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)
