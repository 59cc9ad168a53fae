"""Variants: other bytes and pixels each time, one length and one set of tables, and no visible damage."""

from __future__ import annotations

import io
from itertools import accumulate

import numpy as np
import pytest
from PIL import Image

from service.blobs.likeness import ALIKE, look_of
from service.blobs.scans import scan_of, varying
from service.blobs.variants import BYTES_PER_PIXEL, Variants, variants_of
from service.domain.images import BOXES, SQUARE, box_of
from tests.support.images.pictures import flat, noise, opened, picture

SHAPES = {"flat": flat((300, 300)), "pattern": picture(3, (640, 640)), "noise": noise((500, 500))}


def made(data: bytes) -> tuple[Image.Image, Variants]:
    pixels = opened(data).convert("RGB")
    return pixels, variants_of(pixels, box_of(*pixels.size))


@pytest.fixture(scope="module")
def variants() -> dict[str, bytes]:
    return {name: made(data)[1].square for name, data in SHAPES.items()}


def test_all_are_equally_long_and_have_the_same_tables(variants: dict[str, bytes]) -> None:
    width, height = BOXES[SQUARE]
    files = [bytes(varying(variant).chosen_by(b"key")) for variant in variants.values()]
    lengths = [len(file) for file in files]
    assert lengths[:2] == [int(BYTES_PER_PIXEL[width] * width * height)] * 2
    assert lengths[2] in list(
        accumulate(range(4), lambda length, _: length * 3 // 2, initial=lengths[0])
    )  # nothing coarse is short enough
    assert lengths == [varying(variant).length for variant in variants.values()]
    assert len({scan_of(file).head for file in files}) == 1


@pytest.mark.slow
def test_each_is_new_and_looks_the_same() -> None:
    data = picture(5, (700, 700))
    (pixels, one), (_, other) = made(data), made(data)
    first, second = (np.asarray(opened(variant.own).convert("RGB")).astype(int) for variant in (one, other))
    assert one.own != other.own
    assert np.mean(first != second) > 0.5
    buffer = io.BytesIO()
    pixels.resize(BOXES[SQUARE]).save(buffer, "JPEG", quality=95)
    looks = [look_of(file) for file in (one.own, other.own, buffer.getvalue())]
    assert max(looks[0].differs(look) for look in looks) < ALIKE
    whole = np.asarray(opened(buffer.getvalue())).astype(int)
    assert np.abs(first - whole).mean() < 12  # most of it because the edges are cut


def test_the_own_shape_and_the_square_one() -> None:
    pixels, variants = made(picture(1, (300, 200)))
    assert opened(variants.own).size == BOXES[box_of(*pixels.size)]
    assert opened(variants.square).size == BOXES[SQUARE]
    assert opened(variants.small).size == (576, 384)
    assert opened(variants.small_square).size == (576, 576)
    assert varying(variants.small).length < varying(variants.own).length
    assert made(flat((1, 1)))[1].own.startswith(b"\xff\xd8")
