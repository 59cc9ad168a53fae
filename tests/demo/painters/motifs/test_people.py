"""Motifs: hat, dancer, umbrella, kimono."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import people
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize("motif", [people.hat, people.dancer, people.umbrella, people.kimono])
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
