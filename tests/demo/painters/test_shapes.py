"""Outlines: where they lie."""

from __future__ import annotations

import numpy as np
import pytest

from service.demo.painters import shapes
from service.demo.painters.shapes import Points


def extent(points: Points) -> list[float]:
    return [round(float(value), 6) for value in (*points.min(axis=0), *points.max(axis=0))]


def test_boxes_and_ovals() -> None:
    assert extent(shapes.box(0.1, 0.2, 0.3, 0.4)) == [0.1, 0.2, 0.3, 0.4]
    assert extent(shapes.oval(1, 2, 0.5)) == pytest.approx([0.5, 1.5, 1.5, 2.5], abs=2e-3)
    assert extent(shapes.oval(0, 0, 2, 1, turn=90)) == pytest.approx([-1, -2, 1, 2], abs=5e-3)


def test_a_slice_starts_at_the_center() -> None:
    assert shapes.pie(3, 4, 1, 180, 360)[0].tolist() == [3, 4]
    assert shapes.pie(3, 4, 1, 180, 360)[:, 1].max() == pytest.approx(4)


def test_turned_and_mirrored() -> None:
    assert shapes.turned(shapes.poly((1, 0)), 90) == pytest.approx(np.array([[0, 1]]))
    assert shapes.turned(shapes.poly((1, 0)), 180, (1, 1)) == pytest.approx(np.array([[1, 2]]))
    assert shapes.mirrored(shapes.poly((1, 5), (2, 6)), 1).tolist() == [[0, 6], [1, 5]]
    assert shapes.shifted(shapes.poly((1, 5)), 2, -1).tolist() == [[3, 4]]


def test_a_smooth_curve_passes_through_its_points() -> None:
    given = [(0, 0), (1, 0.5), (2, 0), (1, -0.5)]
    curve = shapes.smooth(*given, steps=5)
    assert len(curve) == 20
    assert curve[::5] == pytest.approx(np.array(given))
    assert shapes.smooth((0, 0), (1, 1), (2, 0), closed=False)[-1].tolist() == [2, 0]


def test_a_line_is_as_wide_as_said() -> None:
    assert extent(shapes.line((0, 0), (4, 0), 0.5)) == [0, -0.25, 4, 0.25]
    tapered = shapes.line((0, 0), (4, 0), 0.5, 0.1)
    assert sorted(tapered[:, 1].round(6).tolist()) == [-0.25, -0.05, 0.05, 0.25]
    assert extent(shapes.ring(0, 0, 1, 0.2)) == pytest.approx([-1.1, -1.1, 1.1, 1.1], abs=0.01)


def test_stars_and_ridges() -> None:
    star = shapes.star(0, 0, 1, rays=5)
    assert np.hypot(*star.T).round(6).tolist() == [1, 0.45] * 5
    ground = shapes.ridge([0.5, 0.4, 0.6], 1, 0, 2)
    assert extent(ground)[2:] == [2, 1]
