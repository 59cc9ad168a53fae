"""Perceptual hashes: how much two pictures look alike, whatever their bytes, sizes and noise."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import NamedTuple

from PIL import Image as Pillow

ALIKE = 10
"""Pictures whose hashes differ in fewer of their 64 bits are taken for the same; unlike ones differ in 32."""

_SHIFTS = ((0.0, 0.0), (0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01))
_ACROSS, _DOWN = 9, 8


class Look(NamedTuple):
    """The difference hash of a picture as it is, and as it is when moved a little in four directions."""

    hashes: tuple[int, ...]

    def differs(self, other: Look) -> int:
        """Return in how many of 64 bits another picture differs, moved as it is most alike."""
        return min((self.hashes[0] ^ one).bit_count() for one in other.hashes)


def look_of(jpeg: bytes) -> Look:
    """Return how a JPEG file looks."""
    with Pillow.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        picture.draft("L", (picture.width // 8, picture.height // 8))
        gray = picture.convert("L")
    return Look(tuple(_hash(gray, x, y) for x, y in _SHIFTS))


def _hash(gray: Pillow.Image, x: float, y: float) -> int:
    width, height = gray.size
    box = (width * max(x, 0), height * max(y, 0), width * (1 + min(x, 0)), height * (1 + min(y, 0)))
    values = gray.resize((_ACROSS, _DOWN), Pillow.Resampling.BOX, box=box).tobytes()
    bits = 0
    for row in range(_DOWN):
        line = values[row * _ACROSS : (row + 1) * _ACROSS]
        for left, right in pairwise(line):
            bits = bits << 1 | (right > left)
    return bits
