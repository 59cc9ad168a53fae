"""What words do to a picture that is there already: another hour, another season, another color."""

from __future__ import annotations

import numpy as np
from PIL import Image

from service.demo.painters.palettes import HUES
from service.demo.painters.plate import Floats
from service.demo.painters.reading import Wish
from service.demo.painters.textures import lightness, picture_of, pixels

MOODS: dict[str, tuple[float, float, tuple[float, float, float], float]] = {
    "night": (0.6, 0.75, (0.22, 0.33, 0.68), 0.45),
    "sunset": (0.95, 1.1, (1.0, 0.55, 0.3), 0.35),
    "dawn": (1.03, 0.95, (1.0, 0.75, 0.68), 0.28),
    "autumn": (0.98, 1.1, (0.95, 0.62, 0.25), 0.38),
    "winter": (1.08, 0.45, (0.82, 0.91, 1.0), 0.4),
    "spring": (1.05, 1.05, (1.0, 0.82, 0.88), 0.25),
    "storm": (0.8, 0.5, (0.5, 0.6, 0.64), 0.4),
}
"""For each mood how much light and how much color stays, and a tint with its weight."""


def graded(picture: Image.Image, wish: Wish, random: np.random.Generator) -> Image.Image:
    """Return the picture as the wish would have it.

    Unchanged by one that names neither an hour nor a color.
    """
    values = pixels(picture)
    if wish.mood:
        values = _in_mood(values, wish.mood)
        if wish.mood == "winter":
            values = _snowed(values, random)
    elif wish.hues:
        values = _in_color(values, wish.hues[0])
    return picture_of(values)


def _in_mood(values: Floats, mood: str) -> Floats:
    dark, depth, tint, weight = MOODS[mood]
    gray = lightness(values)[..., None]
    muted = (gray + (values - gray) * depth) * dark
    tinted = np.array(tint, np.float32) * (0.25 + gray * dark)
    return np.asarray(muted * (1 - weight) + tinted * weight, np.float32)


def _in_color(values: Floats, hue: str) -> Floats:
    """Return all that has a color of its own gets this one; what is nearly gray stays."""
    gray = lightness(values)[..., None]
    depth = np.clip((values.max(axis=2) - values.min(axis=2)) * 2.2 - 0.15, 0, 0.9)[..., None]
    color = np.array(HUES[hue][0], np.float32) / 255
    new = color * (0.35 + gray * 1.1)
    return np.asarray(values * (1 - depth) + new * depth, np.float32)


def _snowed(values: Floats, random: np.random.Generator) -> Floats:
    height, width = values.shape[:2]
    flakes = np.zeros((height, width), np.float32)
    for size in (1, 2, 3):
        rows, columns = random.integers(3, (height - 3, width - 3), (width * height // (1400 * size), 2)).T
        for down in range(size):
            for across in range(size):
                flakes[rows + down, columns + across] = 0.85
    return np.asarray(values * (1 - flakes[..., None]) + flakes[..., None], np.float32)
