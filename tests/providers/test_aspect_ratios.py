"""Shapes: the ratio that comes nearest."""

from __future__ import annotations

import pytest

from service.providers.aspect_ratios import nearest
from service.providers.protocol import ImageRequest


@pytest.mark.parametrize(
    ("width", "height", "ratio"),
    [
        (512, 512, "1:1"),
        (1920, 1080, "16:9"),
        (1080, 1920, "9:16"),
        (1024, 768, "4:3"),
        (8000, 100, "21:9"),
        (1000, 990, "1:1"),
        (None, 100, None),
        (100, None, None),
    ],
)
def test_the_nearest(width: int | None, height: int | None, ratio: str | None) -> None:
    ratios = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")
    assert nearest(ImageRequest("a cat", "m", "a", 1.0, width, height), ratios) == ratio
