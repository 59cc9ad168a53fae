"""Renditions: public images in the sizes that pages show them in, as WebP, in their own proportions."""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image as Pillow

from service.domain.images import RENDITION_SIDES

RENDITION_TYPE = "image/webp"

# Small ones are icons of a look; large ones are looked at closely.
_QUALITIES = (78, 78, 84)


class Renditions(NamedTuple):
    """An image as WebP, by its longest side; no larger than the image itself."""

    small: bytes
    medium: bytes
    large: bytes


def renditions_of(pixels: Pillow.Image) -> Renditions:
    """Return the renditions of upright pixels in RGB."""
    return Renditions(*(_webp(pixels, *one) for one in zip(RENDITION_SIDES, _QUALITIES, strict=True)))


def renditions_of_file(data: bytes) -> Renditions:
    """Return the renditions of a JPEG file that the service made itself, such as an unboxed copy."""
    with Pillow.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        return renditions_of(picture.convert("RGB"))


def _webp(pixels: Pillow.Image, side: int, quality: int) -> bytes:
    reduced = pixels.copy()
    reduced.thumbnail((side, side), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    buffer = io.BytesIO()
    reduced.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
