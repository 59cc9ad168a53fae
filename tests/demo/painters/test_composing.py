"""From wishes to scenes."""

from __future__ import annotations

import numpy as np
import pytest

from service.demo.painters.composing import SETTINGS, Scene, compose
from service.demo.painters.palettes import HUES
from service.demo.painters.reading import Wish


def scene(wish: Wish, seed: int = 1, width: float = 1.2) -> Scene:
    return compose(wish, width, np.random.default_rng(seed))


@pytest.mark.parametrize("subject", SETTINGS)
@pytest.mark.parametrize("width", [0.6, 1.0, 1.8])
def test_every_subject_in_every_shape(subject: str, width: float) -> None:
    made = scene(Wish(subject, None, None, ("red",), "HI" if subject == "lettering" else None), width=width)
    assert made.palette.main == HUES["red"][0]
    assert 5 < len(made.sheet.shapes) <= 250
    assert all(np.isfinite(outline).all() for shape in made.sheet.shapes for outline in shape.outlines)


def test_nothing_understood_becomes_some_landscape() -> None:
    nothing = Wish(None, None, None, (), None)
    assert len({len(scene(nothing, seed).sheet.shapes) for seed in range(8)}) > 1


def test_a_place_that_is_named_is_taken_where_it_fits() -> None:
    in_forest = scene(Wish("cat", "forest", None, (), None)).sheet.shapes
    at_home = scene(Wish("cat", None, None, (), None)).sheet.shapes
    assert len(in_forest) != len(at_home)
    cake = [scene(Wish("cake", place, None, (), None)).sheet.shapes for place in (None, "sea")]
    assert [shape.color for shape in cake[0]] == [shape.color for shape in cake[1]]


def test_under_water_the_light_is_that_of_the_deep() -> None:
    assert scene(Wish("fish", "deep", "night", (), None)).palette.sky[0] == (31, 122, 140)
