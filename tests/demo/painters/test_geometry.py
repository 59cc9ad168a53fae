"""The painter ``geometry``."""

from __future__ import annotations

from service.demo.painters import geometry
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(geometry.paint)


def test_few_inks_are_used() -> None:
    painted = geometry.paint(plate("a red car", (200, 160)))
    common = sorted(painted.quantize(8).getcolors() or [], reverse=True)
    assert sum(count for count, _ in common[:6]) > 0.9 * 200 * 160


def test_zones_lie_across_the_picture() -> None:
    for seed in range(5):
        assert 0.05 < geometry._zones(plate(seed=seed)).mean() < 0.95
