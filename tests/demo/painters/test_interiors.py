"""Interiors, and grounds for words."""

from __future__ import annotations

import pytest

from service.demo.painters import interiors
from tests.support.images.plates import pen


@pytest.mark.parametrize(
    "place", [interiors.table, interiors.room, interiors.backdrop, interiors.stage, interiors.poster]
)
def test_they_differ_by_chance_and_are_the_same_for_the_same(place: interiors.Place) -> None:
    def colors(seed: int) -> list[object]:
        drawn = pen(seed=seed)
        place(drawn, "day")
        return [(shape.color, shape.outlines[0].tolist()) for shape in drawn.sheet.shapes]

    assert colors(1) == colors(1)
    assert len(colors(1)) > 3


def test_posters_of_the_night_are_dark() -> None:
    drawn = pen("night")
    interiors.poster(drawn, "night")
    assert drawn.sheet.shapes[0].color == drawn.palette.sky[-1]
