"""Copies without their boxes: the image alone, and all of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from service.blobs.pictures import copies_of
from service.blobs.unboxed import unboxed
from tests.support.images.pictures import noise, opened, picture


def plain(data: bytes, size: tuple[int, int]) -> bytes:
    return unboxed(copies_of(data).copy, *size)


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (210, 90), (90, 210), (500, 490)])
def test_bars_are_cut_off(size: tuple[int, int]) -> None:
    data = noise(size)
    found = opened(plain(data, size))
    assert max(found.size) > 900
    assert found.width / found.height == pytest.approx(size[0] / size[1], rel=0.01)
    expected = ImageOps.fit(opened(data).convert("L"), (8, 8), Image.Resampling.BOX).tobytes()
    small = found.convert("L").resize((8, 8), Image.Resampling.BOX).tobytes()
    assert max(abs(a - b) for a, b in zip(expected, small, strict=True)) < 20


def test_an_image_that_fills_its_box_keeps_every_byte() -> None:
    copy = copies_of(picture(size=(1024, 683))).copy
    data = unboxed(copy, 1024, 683)
    assert copy.startswith(data)
    assert copy[len(data) :].strip(b"\0") == b""
    assert data.endswith(b"\xff\xd9")


def test_a_gray_image_is_not_a_bar() -> None:
    gray = Image.new("RGB", (300, 400), (118, 118, 118))
    buffer = io.BytesIO()
    gray.save(buffer, "PNG")
    found = opened(plain(buffer.getvalue(), gray.size))
    assert found.width / found.height == pytest.approx(3 / 4, rel=0.01)


def test_an_original_on_its_side() -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    opened(noise((400, 300))).save(buffer, "JPEG", exif=exif)
    found = opened(plain(buffer.getvalue(), (400, 300)))
    assert found.width / found.height == pytest.approx(3 / 4, rel=0.01)
