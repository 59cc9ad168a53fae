"""The painter ``papercut``."""

from __future__ import annotations

import numpy as np

from service.demo.painters import papercut
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(papercut.paint)


def test_a_frame_of_paper_lies_around() -> None:
    made = plate(size=(200, 160))
    painted = np.asarray(papercut.paint(made), np.int16)
    assert abs(painted[2, 2] - np.array(made.palette.light)).max() < 30


def test_few_sheets_are_told_apart() -> None:
    assert papercut._levels(2) == [1]
    assert len(papercut._levels(200)) == 12
    assert papercut._levels(1) == []
