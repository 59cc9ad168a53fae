"""Motifs: train, car, boat, balloon, bicycle, rocket, carpet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import vehicles
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize(
    "motif",
    [
        vehicles.train,
        vehicles.car,
        vehicles.boat,
        vehicles.balloon,
        vehicles.bicycle,
        vehicles.rocket,
        vehicles.carpet,
    ],
)
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
