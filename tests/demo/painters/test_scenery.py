"""Sceneries fill the sheet, whatever its shape."""

from __future__ import annotations

import numpy as np
import pytest

from service.demo.painters import scenery
from service.demo.painters.composing import Scene
from service.demo.painters.plate import plate_of
from service.demo.painters.shapes import box
from tests.support.images.plates import pen


@pytest.mark.parametrize("width", [0.4, 1.0, 2.5])
@pytest.mark.parametrize("name", scenery.SCENERIES)
def test_nothing_stays_empty(name: str, width: float) -> None:
    drawn = pen(width=width)
    scenery.SCENERIES[name](drawn, "night")
    plate = plate_of(Scene(drawn.sheet, drawn.palette, None), (round(60 * width), 60), drawn.random)
    assert (plate.labels[1:-1, 1:-1] > 0).all()
    assert len(np.unique(plate.labels)) > 3


def test_windows_lie_within_their_wall() -> None:
    panes = scenery.panes(pen(), box(0, 0, 1, 2), 0.2, share=1.0)
    assert len(panes) > 20
    assert np.vstack(panes).min() > 0
    assert np.vstack(panes)[:, 0].max() < 1
