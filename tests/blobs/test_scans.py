"""Scans: one file stands for very many, all valid, equally long, and alike to the eye."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from service.blobs.scans import scan_of, varying, with_free_bits
from tests.support.images.pictures import opened, picture


@pytest.fixture(scope="module")
def plain() -> bytes:
    noisy = opened(picture(2, (256, 256))).effect_spread(3)
    buffer = io.BytesIO()
    noisy.save(buffer, "JPEG", quality=92, subsampling="4:4:4", restart_marker_blocks=4)
    return buffer.getvalue()


def test_a_scan_has_all_of_the_file(plain: bytes) -> None:
    scan = scan_of(plain)
    assert scan.bytes == plain
    assert len(scan.segments) == 256 * 256 // 64 // 4


def test_every_key_chooses_another_valid_file(plain: bytes) -> None:
    stored = with_free_bits(scan_of(plain))
    files = [bytes(varying(stored).chosen_by(b"%d" % number)) for number in range(50)]
    assert len({*files, plain}) == 51
    assert {len(file) for file in files} == {len(plain)} == {varying(stored).length}
    assert bytes(varying(stored).chosen_by(b"1")) == files[1]
    first = np.asarray(Image.open(io.BytesIO(plain)).convert("RGB")).astype(int)
    for file in files:
        pixels = np.asarray(opened(file).convert("RGB")).astype(int)
        assert 0 < np.abs(pixels - first).mean() < 2
        assert scan_of(file).head == scan_of(plain).head
        assert len(scan_of(file).segments) == len(scan_of(plain).segments)


def test_a_file_without_free_bits_stays_as_it_is(plain: bytes) -> None:
    padded = plain + bytes(100)
    assert bytes(varying(padded).chosen_by(b"key")) == padded
    assert varying(padded).length == len(padded)
