"""Motifs: fish, whale, jellyfish."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.demo.painters.motifs import swimmers
from service.demo.painters.sheet import Pen
from tests.support.images.plates import draws


@pytest.mark.parametrize("motif", [swimmers.fish, swimmers.whale, swimmers.jellyfish])
def test_it_is_drawn(motif: Callable[[Pen], None]) -> None:
    draws(motif)
