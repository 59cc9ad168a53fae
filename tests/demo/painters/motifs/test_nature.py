"""Motifs: mountains, trees, waves, dunes, palms, cherry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import nature
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize(
    "motif", [nature.mountains, nature.trees, nature.waves, nature.dunes, nature.palms, nature.cherry]
)
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
