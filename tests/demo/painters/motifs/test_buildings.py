"""Motifs: lighthouse, houses, bridge, skyline, pagoda, mosque, castle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import buildings
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize(
    "motif",
    [
        buildings.lighthouse,
        buildings.houses,
        buildings.bridge,
        buildings.skyline,
        buildings.pagoda,
        buildings.mosque,
        buildings.castle,
    ],
)
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
