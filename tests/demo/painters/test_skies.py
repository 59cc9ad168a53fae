"""Skies."""

from __future__ import annotations

import numpy as np

from service.demo.painters import skies
from tests.support.images.plates import pen


def test_stars_at_night_and_clouds_by_day() -> None:
    shapes = {}
    for mood in ("night", "day"):
        drawn = pen(mood)
        skies.heaven(drawn, mood, 0.6, sun=(0.5, 0.3))
        shapes[mood] = max(len(shape.outlines) for shape in drawn.sheet.shapes)
    assert shapes["night"] > 20  # as many stars
    assert shapes["day"] < 8


def test_the_sun_is_where_it_was_put() -> None:
    drawn = pen()
    skies.heaven(drawn, "day", 0.6, sun=(0.5, 0.3), size=0.1)
    suns = [shape for shape in drawn.sheet.shapes if shape.color == drawn.palette.sun]
    assert np.allclose(suns[0].outlines[0].mean(axis=0), (0.5, 0.3), atol=0.01)


def test_ground_and_planets() -> None:
    drawn = pen()
    skies.ground(drawn, (1, 2, 3), 0.8, 0.02)
    skies.globe(drawn.at(0.5, 0.5, 0.1), (4, 5, 6))
    assert drawn.sheet.shapes[0].outlines[0][:, 1].min() > 0.7
    assert (4, 5, 6) in {shape.color for shape in drawn.sheet.shapes}
