"""Copies of images without what only blind voters need: the bars of the box, and the zeros at the end."""

from __future__ import annotations

import io

from PIL import Image as Pillow
from PIL import ImageStat

_JPEG_END = b"\xff\xd9"
# Above that of the copy, so that another encoding changes nothing that anyone could see.
_QUALITY = 95
_GRAY, _TOLERANCE = 118, 10
# Next to an image, the blocks of a JPEG file carry its colors into the bars.
_BLOCK = 8

_Area = tuple[int, int, int, int]


def unboxed(copy: bytes, width: int, height: int) -> bytes:
    """Return a copy as a JPEG file of the image alone; ``width`` and ``height`` are those of its original.

    The original's pixels may lie on their side, as the note of a camera says. The bars tell.
    """
    data = copy[: copy.rfind(_JPEG_END) + len(_JPEG_END)]
    with Pillow.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        whole = (0, 0, *picture.size)
        areas = (_area(picture.size, *shape) for shape in ((width, height), (height, width)))
        area = next((area for area in areas if _has_bars(picture, area)), whole)
        if area == whole:
            return data
        buffer = io.BytesIO()
        picture.crop(area).save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
        return buffer.getvalue()


def _area(box: tuple[int, int], width: int, height: int) -> _Area:
    """Return which part of a box an image of this shape covers, without the outermost line next to a bar."""
    across = min(box[0], round(box[1] * width / height))
    down = min(box[1], round(box[0] * height / width))
    left, top = (box[0] - across) // 2, (box[1] - down) // 2
    inset_x, inset_y = int(across < box[0]), int(down < box[1])
    return (left + inset_x, top + inset_y, left + across - inset_x, top + down - inset_y)


def _has_bars(picture: Pillow.Image, area: _Area) -> bool:
    """Return whether all that is outside of an area is a box's gray."""
    left, top, right, bottom = area
    width, height = picture.size
    bars = (
        (0, 0, left - _BLOCK, height),
        (right + _BLOCK, 0, width, height),
        (0, 0, width, top - _BLOCK),
        (0, bottom + _BLOCK, width, height),
    )
    return all(_is_gray(picture.crop(bar)) for bar in bars if bar[0] < bar[2] and bar[1] < bar[3])


def _is_gray(bar: Pillow.Image) -> bool:
    return all(
        low >= _GRAY - _TOLERANCE and high <= _GRAY + _TOLERANCE for low, high in ImageStat.Stat(bar).extrema
    )
