"""Motifs: cat, fox, rabbit, owl, bird."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import animals
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize("motif", [animals.cat, animals.fox, animals.rabbit, animals.owl, animals.bird])
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
