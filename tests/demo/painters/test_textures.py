"""Noise, blur and edges."""

from __future__ import annotations

import numpy as np
from PIL import Image

from service.demo.painters import textures


def test_noise_is_soft_around_nothing_and_repeats() -> None:
    first, second = (textures.noise(np.random.default_rng(7), (80, 60), 20, 2) for _ in range(2))
    assert first.shape == (60, 80)
    assert (first == second).all()
    assert abs(first).max() < 2.5
    rough = textures.noise(np.random.default_rng(7), (80, 60), 2)
    assert abs(np.diff(first, axis=1)).mean() < abs(np.diff(rough, axis=1)).mean() / 2
    assert textures.noise(np.random.default_rng(7), (3, 2), 500).shape == (2, 3)


def test_blur_keeps_the_sum_and_the_shape() -> None:
    spot = np.zeros((60, 80), np.float32)
    spot[25:35, 35:45] = 1
    for radius in (2.0, 8.0):
        soft = textures.blurred(spot, radius)
        assert soft.shape == spot.shape
        assert soft.max() < 1
        assert 0.8 < soft.sum() / spot.sum() < 1.2


def test_edges_lie_between_labels() -> None:
    labels = np.zeros((20, 30), np.uint8)
    labels[:, 15:] = 3
    thin, thick = textures.edges(labels, 1), textures.edges(labels, 5)
    assert thin.sum() == 20
    assert thick.sum() == 100
    assert textures.edges(np.zeros((4, 4), np.uint8)).max() == 0


def test_pixels_and_back() -> None:
    picture = Image.new("RGB", (5, 4), (10, 100, 250))
    values = textures.pixels(picture)
    assert textures.picture_of(values).getpixel((2, 2)) == (10, 100, 250)
    assert textures.picture_of(values + 9).getpixel((2, 2)) == (255, 255, 255)
    assert textures.lightness(np.ones((1, 1, 3)))[0, 0] == np.float32(1)


def test_grain_has_its_strength() -> None:
    assert 0.08 < textures.grain(np.random.default_rng(1), (100, 100), 0.1).std() < 0.12
