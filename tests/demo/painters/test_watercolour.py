"""The painter ``watercolour``."""

from __future__ import annotations

import numpy as np

from service.demo.painters import watercolour
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(watercolour.paint)


def test_the_edge_of_the_paper_stays_white() -> None:
    painted = np.asarray(watercolour.paint(plate("a cat at night", (200, 160))), np.int16)
    assert painted[0].min() > 215
    assert painted[70:90, 90:110].mean() < 215
