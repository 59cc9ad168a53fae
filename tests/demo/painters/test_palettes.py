"""Palettes: complete, and steered by words."""

from __future__ import annotations

import pytest

from service.demo.painters.palettes import HUES, PALETTES, choose, luminance, mixed, rgb, toned


@pytest.mark.parametrize("mood", PALETTES)
def test_every_face_of_a_mood_can_be_read(mood: str) -> None:
    for face in PALETTES[mood]:
        assert len(face.sky) >= 3
        assert luminance(face.light) - luminance(face.dark) > 0.5


def test_named_colors_dress_the_subject() -> None:
    red, blue = HUES["red"][0], HUES["blue"][0]
    assert choose("day", ("red",), 0).main == red
    both = choose("day", ("red", "blue"), 5)
    assert (both.main, both.second) == (red, blue)
    assert choose("day", (), 1) == PALETTES["day"][1]
    assert choose("day", (), 4) == choose("day", (), 1)


def test_colors() -> None:
    assert rgb("0a10ff") == (10, 16, 255)
    assert mixed((0, 0, 0), (100, 200, 50), 0.5) == (50, 100, 25)
    assert luminance(toned((100, 50, 50), lighter=0.1)) > luminance((100, 50, 50))
    assert toned((100, 50, 50), richer=0.0) == (75, 75, 75)
    assert toned((250, 250, 250), lighter=0.5) == (255, 255, 255)
