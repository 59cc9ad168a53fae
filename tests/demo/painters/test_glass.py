"""The painter ``glass``."""

from __future__ import annotations

import numpy as np

from service.demo.painters import glass
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(glass.paint)


def test_lead_runs_between_panes() -> None:
    painted = np.asarray(glass.paint(plate("the sea", (320, 240))).convert("L"), np.int16)
    dark = (painted < 60).mean()
    assert 0.05 < dark < 0.6


def test_panes_have_no_gaps_in_their_numbers() -> None:
    panes = glass._panes(plate())
    assert set(np.unique(panes)) == set(range(int(panes.max()) + 1))
