"""Motifs: bowl, cake, fruit, cup, cone, teapot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import food
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize("motif", [food.bowl, food.cake, food.fruit, food.cup, food.cone, food.teapot])
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
