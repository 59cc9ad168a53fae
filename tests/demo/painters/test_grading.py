"""What words do to a picture that is there."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from service.demo.painters.grading import MOODS, graded
from service.demo.painters.reading import understood
from service.demo.painters.textures import lightness, pixels


def means(prompt: str, color: tuple[int, int, int] = (190, 90, 60)) -> tuple[float, list[float]]:
    picture = graded(Image.new("RGB", (90, 60), color), understood(prompt), np.random.default_rng(1))
    values = pixels(picture)
    return float(lightness(values).mean()), values.mean(axis=(0, 1)).tolist()


def test_night_is_darker_and_winter_lighter() -> None:
    day = means("as it is")[0]
    assert means("at night")[0] < day * 0.8
    assert means("in winter")[0] > day


def test_a_color_is_put_on_what_is_colored() -> None:
    red, blue = means("as it is")[1], means("make it blue")[1]
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    gray = means("make it blue", (128, 128, 128))[1]
    assert max(gray) - min(gray) < 0.02


def test_what_is_not_understood_changes_nothing() -> None:
    assert means("wxyz")[1] == pytest.approx([190 / 255, 90 / 255, 60 / 255], abs=0.01)


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_changes_something(mood: str) -> None:
    assert means(f"{mood} at {mood}" if mood != "night" else "night")[1] != means("as it is")[1]
