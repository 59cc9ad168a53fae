"""Plates: of scenes, and of pictures that are there already."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from service.demo.painters.palettes import choose
from service.demo.painters.plate import plate_from
from tests.support.images.plates import SIZE, plate


def test_labels_are_of_colors() -> None:
    made = plate()
    assert made.size == SIZE
    assert made.labels.shape == SIZE[::-1]
    assert made.labels.max() < len(made.colors)
    assert made.flat.getpixel((60, 5)) == tuple(made.colors[made.labels[5, 60]])


def test_words_lie_over_all_else_and_differ_from_their_ground() -> None:
    made = plate("A poster that says “HELLO”", (160, 160))
    ink = made.labels == len(made.colors) - 1
    assert 0.02 < ink.mean() < 0.4
    assert ink[80:].sum() < ink[:80].sum() * 0.35
    around = made.colors[np.bincount(made.labels[:80].ravel()).argmax()].astype(int)
    assert abs(made.colors[-1].astype(int) - around).sum() > 120


def test_a_picture_becomes_few_areas_the_dark_ones_above() -> None:
    picture = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(picture).rectangle((40, 20, 80, 60), fill="navy")
    made = plate_from(picture, choose("day", (), 0), np.random.default_rng(1))
    assert made.labels[40, 60] > made.labels[5, 5]
    assert len(np.unique(made.labels)) == 2
    assert made.base is picture
