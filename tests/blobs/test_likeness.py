"""Perceptual hashes: the same picture is recognized whatever its file, and others are not."""

from __future__ import annotations

import io

import pytest

from service.blobs.likeness import ALIKE, look_of
from tests.support.images.pictures import opened, picture


def saved(seed: int, size: int, quality: int, cut: int = 0) -> bytes:
    image = opened(picture(seed, (600, 600))).crop((cut, cut, 600, 600)).resize((size, size))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def test_sizes_quality_and_edges_change_nothing() -> None:
    one = look_of(saved(1, 1024, 92))
    assert max(one.differs(look_of(saved(1, size, 60, 5))) for size in (1000, 512)) < ALIKE


@pytest.mark.slow
def test_other_pictures_differ() -> None:
    looks = [look_of(saved(seed, 512, 90)) for seed in range(8)]
    assert min(a.differs(b) for a in looks for b in looks if a is not b) >= ALIKE
