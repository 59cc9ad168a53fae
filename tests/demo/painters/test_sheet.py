"""Sheets and pens."""

from __future__ import annotations

from service.demo.painters.shapes import box, poly
from service.demo.painters.sheet import MOST_SHAPES, Sheet
from tests.support.images.plates import pen


def test_a_pen_draws_in_its_own_coordinates() -> None:
    drawn = pen()
    drawn.at(0.5, 0.25, 0.1).at(1, 0, 2).fill((1, 2, 3), poly((1, 1)))
    assert drawn.sheet.shapes[0].color == (1, 2, 3)
    assert drawn.sheet.shapes[0].outlines[0].round(6).tolist() == [[0.8, 0.45]]


def test_mirrored_and_turned() -> None:
    drawn = pen()
    drawn.at(0.5, 0.5, flip=True).fill((0, 0, 0), poly((0.1, 0)))
    drawn.at(0, 0, turn=90).fill((0, 0, 0), poly((0.1, 0)))
    drawn.at(0, 0, flip=True).at(0, 0, turn=90).fill((0, 0, 0), poly((0.1, 0)))
    found = [shape.outlines[0].round(6).tolist() for shape in drawn.sheet.shapes]
    assert found == [[[0.4, 0.5]], [[0.0, 0.1]], [[0.0, 0.1]]]


def test_a_sheet_that_is_full_stays_so() -> None:
    drawn = pen()
    for _ in range(MOST_SHAPES + 5):
        drawn.fill((0, 0, 0), box(0, 0, 1, 1))
    assert len(drawn.sheet.shapes) == MOST_SHAPES


def test_the_shorter_side() -> None:
    assert (Sheet(1.5).unit, Sheet(0.6).unit) == (1, 0.6)
