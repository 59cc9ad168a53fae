"""The studio: orders in, files out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from service.demo.painters.reading import understood
from service.demo.painters.studio import PAINTERS, UnreadableSource, paint, study
from tests.support.images.pictures import opened

SIZE = (160, 120)
HOSTILE = (
    "",
    "\x00",
    "\ud800",
    "“”",
    "看板",
    "«ساعة» poster",
    "🎉 sign 🎉",
    "a" * 10_000,
    "sign " + "W" * 400,
)


@pytest.mark.parametrize("painter", PAINTERS)
def test_the_same_order_gives_the_same_bytes(painter: str) -> None:
    first = paint(painter, "A red fox", size=SIZE, seed=3)
    assert first == paint(painter, "A red fox", size=SIZE, seed=3)
    assert len({first, *(paint(painter, *order, size=SIZE) for order in (("A red fox",), ("A fox",)))}) == 3
    assert paint(painter, "A red fox", size=SIZE, seed=4) != first
    assert opened(first).size == SIZE


def test_no_two_painters_paint_alike() -> None:
    pictures = {
        name: np.asarray(opened(paint(name, "A lighthouse", size=SIZE)), np.float64) for name in PAINTERS
    }
    for one, other in itertools.combinations(pictures.values(), 2):
        assert abs(one - other).mean() > 12


@pytest.mark.parametrize("painter", PAINTERS)
def test_whatever_is_asked_for_is_painted(painter: str) -> None:
    for prompt in HOSTILE:
        assert opened(paint(painter, prompt, size=(96, 64))).size == (96, 64)


@pytest.mark.parametrize("painter", PAINTERS)
def test_a_source_is_edited(painter: str) -> None:
    source = study("A car", SIZE)
    edited = [paint(painter, prompt, size=SIZE, source=source) for prompt in ("at night", "in winter")]
    dark, light = (np.asarray(opened(data).convert("L"), np.float64).mean() for data in edited)
    assert dark < light
    assert opened(edited[0]).size == SIZE
    assert paint(painter, "at night", size=SIZE, source=source) == edited[0]


@pytest.mark.parametrize("source", [b"", b"no picture", study("A car", SIZE)[:2000]])
def test_a_source_that_is_none(source: bytes) -> None:
    with pytest.raises(UnreadableSource):
        paint("glass", "at night", source=source)


def test_a_painter_there_is_not() -> None:
    with pytest.raises(KeyError):
        paint("nobody", "A cat")


def test_a_language_that_is_not_known_is_painted_by_guess() -> None:
    def mean(painter: str, prompt: str) -> float:
        seeds = [np.asarray(opened(paint(painter, prompt, size=SIZE, seed=s)), np.float64) for s in range(3)]
        return float(np.mean([picture[..., 0].mean() - picture[..., 2].mean() for picture in seeds]))

    assert mean("glass", "青い車") < mean("glass", "赤い車") - 4
    assert understood("赤い車", PAINTERS["glass"].languages).subject == "car"
    assert understood("赤い車", PAINTERS["engraving"].languages).subject is None


def test_a_study_is_a_plain_scene() -> None:
    assert opened(study("A cat", SIZE)).size == SIZE
    assert study("A cat", SIZE) == study("A cat", SIZE)
    assert Image.MIME[opened(study("A cat", SIZE)).format or ""] == "image/jpeg"
