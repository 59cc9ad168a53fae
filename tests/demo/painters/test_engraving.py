"""The painter ``engraving``."""

from __future__ import annotations

import numpy as np

from service.demo.painters import engraving
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(engraving.paint)


def test_lines_swell_with_the_dark() -> None:
    wave = np.sin(np.linspace(0, 60, 600)).astype(np.float32)
    tones = [np.full(600, tone, np.float32) for tone in (0, 0.3, 0.6, 1)]
    covered = [float(engraving._swell(wave, tone).mean()) for tone in tones]
    assert covered[0] == 0
    assert covered == sorted(covered)
    assert covered[-1] > 0.5


def test_a_margin_of_paper_lies_around() -> None:
    painted = np.asarray(engraving.paint(plate("a cat at night", (200, 160))), np.int16)
    assert painted[:4].mean() > 215
